"""Step `account`: what Twilio's account and numbers can do, before the first customer finds out.

Asked of Twilio: whether our numbers can call and send text messages, whether the account is a trial, and which of the
countries of customers and agents it may call. Twilio does not tell to which countries it may send text messages, so the
operator is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from handover.core.desk.config import Desk
from handover.core.phone_numbers import country_of
from operate.deploy import number, twilio_account
from operate.deploy.change import Change
from operate.deploy.job import Job
from operate.errors import OperatorError

_VOICE_PAGE = "https://console.twilio.com/us1/develop/voice/settings/geo-permissions"
_SMS_PAGE = "https://console.twilio.com/us1/develop/sms/settings/geo-permissions"


def changes(job: Job) -> list[Change]:
    """Returns no changes. Raises OperatorError if no call could be placed."""
    client = twilio_account.client(job)
    desk = number.desk_of(job)
    called = _countries(desk, [agent.phone for agent in desk.agents if not agent.sip] if desk else [])
    for says in (*_of_account(job, client), *_of_numbers(job), *_of_countries(client, called)):
        job.console.say(f"  {says}")
    texted = _countries(desk, [agent.own_phone for agent in desk.agents] if desk else [])
    if texted and not job.options.plan:
        _ask_about_messages(job, texted)
    return []


def removal(_job: Job) -> list[Change]:
    return []


def _countries(desk: Desk | None, phones: Sequence[str]) -> tuple[str, ...]:
    """Returns the desk's countries and those of its agents' phones, each once: an agent may sit elsewhere."""
    found = [*(desk.countries if desk else ()), *map(country_of, phones)]
    return tuple(dict.fromkeys(country for country in found if country))


def _of_account(job: Job, client: Any) -> Iterator[str]:
    try:
        found = client.api.v2010.accounts(job.settings["TWILIO_ACCOUNT_SID"]).fetch()
    except Exception as error:
        raise twilio_account.explained(error) from None
    if found.status != "active":
        raise OperatorError(f"The Twilio account is {found.status}: it places no calls. Twilio's console says why.")
    if found.type == "Trial":
        yield (
            "The Twilio account is a trial: it calls and texts only numbers that are verified in its console, agents' too. A"
            " person who picks up first hears a notice of Twilio's and must press a key. Upgrade it before customers come."
        )


def _of_numbers(job: Job) -> Iterator[str]:
    for ours, where in number.our_numbers(job, number.desk_of(job)):
        can = number.find(job, ours, where).capabilities or {}
        if can.get("voice") is False:
            raise OperatorError(
                f"{where} (…{ours[-2:]}) cannot place calls: use a Twilio number with the capability Voice."
            )
        if can.get("sms") is False and where == "TWILIO_NUMBER" and not job.settings.get("TWILIO_SMS_FROM"):
            yield (
                f"TWILIO_NUMBER (…{ours[-2:]}) cannot send text messages: agents get no link, and customers no message. Set"
                " TWILIO_SMS_FROM to a number that can."
            )


def _of_countries(client: Any, countries: tuple[str, ...]) -> Iterator[str]:
    unknown: list[str] = []
    closed: list[str] = []
    for country in countries:
        try:
            allowed = client.voice.v1.dialing_permissions.countries(country).fetch().low_risk_numbers_enabled
        except Exception:  # not every account may read it
            unknown.append(country)
            continue
        closed += [] if allowed else [country]
    if closed:
        yield f"The account may not call {_list(closed)}: Twilio refuses with 21215. Allow it at {_VOICE_PAGE}."
    if unknown:
        yield f"Whether the account may call {_list(unknown)} could not be read: look at {_VOICE_PAGE}."


def _ask_about_messages(job: Job, countries: tuple[str, ...]) -> None:
    question = f"  May the account send text messages to {_list(countries)}? See {_SMS_PAGE}. [y/N]"
    if job.options.yes or job.console.ask(question).lower() in ("y", "yes"):
        return
    job.console.say(
        f"  Until it may, messages to these countries do not arrive (Twilio's error 21408): allow them at {_SMS_PAGE}."
    )


def _list(countries: list[str] | tuple[str, ...]) -> str:
    return ", ".join(countries)
