"""Step `number`: incoming calls to our Twilio numbers reach the action `twiml`, and their ends the action `status`.

Our numbers are TWILIO_NUMBER and those of `numbers` in desk.json: each of them calls customers, who ring back. The URL for
incoming calls holds the desk's language and name, because the step that answers reads no storage. After one of them changes
in desk.json, this step sets it anew. A number's URLs change only if the operator agrees.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from handover.core.call.callback_urls import CallbackUrls
from handover.core.call.twiml import language_word
from handover.core.desk import config
from handover.core.desk.config import Desk, DeskError
from handover.services.storage import StorageError, keys
from operate import desk_file
from operate.deploy import storage, twilio_account
from operate.deploy.change import Change
from operate.deploy.functions import expected
from operate.deploy.job import Job
from operate.deploy.only_match import only_match
from operate.errors import OperatorError

_NUMBERS_PAGE = "https://console.twilio.com/us1/develop/phone-numbers/manage/incoming"


@dataclass(frozen=True)
class NumberUrls:
    """A number's URLs: for incoming calls, for when that fails, and for the report that a call is over."""

    voice: str
    fallback: str
    status: str


@dataclass(frozen=True)
class SetUrls:
    """Set a number's URLs."""

    says: str
    sid: str
    urls: NumberUrls

    def do(self, job: Job) -> None:
        with_post = {"voice_method": "POST", "voice_fallback_method": "POST", "status_callback_method": "POST"}
        urls = {
            "voice_url": self.urls.voice,
            "voice_fallback_url": self.urls.fallback,
            "status_callback": self.urls.status,
        }
        try:
            _numbers(job)(self.sid).update(**urls, **with_post)
        except Exception as error:  # the SDK raises its own errors and its HTTP library's
            raise twilio_account.explained(error) from None


def changes(job: Job) -> list[Change]:
    """Returns the new URLs of each number, if they differ and the operator agrees. Raises OperatorError if Twilio refuses,
    or the account does not own a number."""
    desk = desk_of(job)
    wanted = _wanted(job, desk)
    planned = [_change(job, number, find(job, number, where), wanted) for number, where in our_numbers(job, desk)]
    return [change for change in planned if change]


def our_numbers(job: Job, desk: Desk | None) -> list[tuple[str, str]]:
    """Returns our numbers (E.164), and where each is written."""
    of_countries = {number: f"numbers.{country}" for country, number in (desk.numbers if desk else {}).items()}
    return list({**of_countries, job.settings["TWILIO_NUMBER"]: "TWILIO_NUMBER"}.items())[::-1]


def _change(job: Job, number: str, found: Any, wanted: NumberUrls) -> Change | None:
    name = f"…{number[-2:]}"
    if found.trunk_sid or getattr(found, "voice_application_sid", None):
        job.console.say(f"  Calls to {name} go to a trunk or an application, which overrides its URLs: nothing to set.")
        return None
    if _urls_of(found) == wanted:
        return None
    if job.options.plan:
        return SetUrls(f"send calls to {name} to the action twiml (you are asked first)", found.sid, wanted)
    question = f"  Calls to {name} go to {_shown(found.voice_url) or 'nothing'} now. Send them to {wanted.voice}? [y/N]"
    if not _yes(job, question):
        job.console.say(
            f"  Not changed. To change it later: ./deploy.sh --only number, or set {wanted.voice} in Twilio's console."
        )
        return None
    return SetUrls(f"send calls to {name} to {wanted.voice}", found.sid, wanted)


def _urls_of(found: Any) -> NumberUrls:
    return NumberUrls(
        found.voice_url or "", found.voice_fallback_url or "", getattr(found, "status_callback", None) or ""
    )


def _shown(address: str | None) -> str:
    """Returns an address without the user and the password that somebody may have put into it."""
    parts = urlsplit(address or "")
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def _wanted(job: Job, desk: Desk | None) -> NumberUrls:
    addresses = expected(job)
    urls = CallbackUrls(addresses["twiml"], addresses["status"])
    language = language_word(desk.language) if desk else ""
    return NumberUrls(
        urls.step("inbound", language=language, desk=desk.name if desk else ""),
        urls.step("sorry", language=language),
        urls.incoming_calls(),
    )


def desk_of(job: Job) -> Desk | None:
    """Returns the desk of the local desk.json, else of the one in the bucket, or None if neither can be read: the caller
    hears a general name then."""
    raw = desk_file.check(job.options.desk)
    try:
        raw = raw or storage.storage(job).bucket.get_bytes(keys.DESK)
        return config.read(json.loads(raw)) if raw else None
    except (DeskError, StorageError, ValueError):
        return None


def removal(job: Job) -> list[Change]:
    """Returns no changes, and says which numbers still send calls to the bundle. Twilio documents no value that stands for
    no URL, and only the operator knows what callers should hear now."""
    for number, where in our_numbers(job, desk_of(job)):
        found = find(job, number, where)
        if "step=inbound" in (found.voice_url or ""):
            job.console.say(
                f"  Calls to …{number[-2:]} still go to the action twiml, which will no longer answer: set what callers hear"
                f" instead at {_NUMBERS_PAGE}, or release the number there."
            )
    return []


def _yes(job: Job, question: str) -> bool:
    return job.options.yes or job.console.ask(question).lower() in ("y", "yes")


def find(job: Job, number: str, where: str) -> Any:
    """Returns the account's number that equals this one, which is written there. Twilio's filter also matches numbers that
    contain it."""
    try:
        listed = _numbers(job).list(phone_number=number)
    except Exception as error:
        raise twilio_account.explained(error) from None
    found = only_match([each for each in listed if each.phone_number == number], f"the number …{number[-2:]}")
    if found is None:
        raise OperatorError(
            f"The Twilio account does not own {where} (…{number[-2:]}): buy it there, or correct the "
            f"{'setting' if where == 'TWILIO_NUMBER' else 'desk.json'}."
        )
    return found


def _numbers(job: Job) -> Any:
    return twilio_account.client(job).incoming_phone_numbers
