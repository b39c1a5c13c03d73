"""The desk's configuration, which its operator writes in `desk.json`: agents, countries, hours, limits.

`read` validates the parsed JSON against the schema beside this file and against rules that a schema cannot express (that a
number is valid, that a time zone is known), and fills in safe defaults. The same function runs when the file is uploaded
and when it is read, so both apply the same rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from handover.core import i18n
from handover.core.desk import schema
from handover.core.desk.bookings import Bookings
from handover.core.desk.call_back import CallBack
from handover.core.desk.dispositions import DEFAULT_DISPOSITIONS, Disposition, read_disposition
from handover.core.desk.limits import Limits
from handover.core.desk.messages import Messages
from handover.core.desk.model import Agent, Desk, Retention
from handover.core.desk.proof import read_proof
from handover.core.desk.quiet_hours import QuietHours
from handover.core.desk.retries import Retries
from handover.core.desk.ringing import Ringing
from handover.core.desk.voicemail import Voicemail
from handover.core.desk.waiting import Waiting
from handover.core.desk.web import Web
from handover.errors import HandoverError

__all__ = ["Agent", "Desk", "DeskError", "Retention", "load", "mistakes", "read"]


class DeskError(HandoverError):
    """`desk.json` is not valid. The message names the field and the rule."""


def load() -> None:
    """Load and compile now what the first `read` would."""
    from handover.core.desk import rules  # noqa: F401 (the import is what is wanted)

    schema.load()


def read(document: Any) -> Desk:
    """Returns the desk that a parsed `desk.json` describes. Raises DeskError when it is not valid."""
    mistake = schema.mistake(document)
    if not mistake:
        desk = _desk(document)
        mistake = next(_broken_rules(desk, document), "")
    if mistake:
        raise DeskError(f"desk.json: {mistake}.")
    return desk


def mistakes(document: Any) -> list[str]:
    """Returns every broken rule of a document whose shape is right, as `place: rule`."""
    return list(_broken_rules(_desk(document), document))


def _broken_rules(desk: Desk, document: Mapping[str, Any]) -> Iterator[str]:
    from handover.core.desk.rules import broken_rules  # many need only the desk's types

    return broken_rules(desk, document)


def _desk(document: Mapping[str, Any]) -> Desk:
    default, named = (i18n.choose(document.get("language"), default=without) for without in ("en", ""))
    retention = Retention(**_section(document, "retention"))
    return Desk(
        agents=tuple(_agent(agent, default, named, document["time_zone"]) for agent in document["agents"]),
        countries=tuple(document["countries"]),
        time_zone=document["time_zone"],
        name=document.get("name", ""),
        language=default,
        page_language=named,
        paused=document.get("paused", False),
        warm_up=document.get("warm_up", True),
        hours=_hours(document),
        closed_on=frozenset(document.get("closed_on", ())),
        limits=Limits(**_section(document, "limits")),
        retention=retention,
        dispositions=_dispositions(document),
        bookings=_bookings(document, retention),
        quiet_hours=_quiet_hours(document),
        retries=Retries(**_section(document, "retries")),
        voicemail=Voicemail(**_section(document, "voicemail")),
        call_back=CallBack(**_section(document, "call_back")),
        waiting=Waiting(**_section(document, "waiting")),
        ringing=Ringing(**_section(document, "ringing")),
        proof=read_proof(document.get("proof", {})),
        numbers=dict(document.get("numbers", {})),
        call_reason=document.get("call_reason", ""),
        messages=Messages(**_section(document, "messages")),
        web=Web(**_section(document, "web")),
        records=document.get("recording", {}).get("enabled", False),
        transfer=document.get("transfer", {}).get("enabled", False),
    )


def _section(document: Mapping[str, Any], section: str) -> dict[str, Any]:
    """Returns the fields of a section."""
    return {name: _value(value) for name, value in document.get(section, {}).items()}


def _bookings(document: Mapping[str, Any], retention: Retention) -> Bookings:
    """Returns the section. How far ahead a call can be booked by default is cut short where calls are not kept so long."""
    most = min(Bookings.days_ahead, retention.handover_days - 1)
    return Bookings(**{"days_ahead": most, **_section(document, "bookings")})


def _value(value: Any) -> Any:
    """Returns a field's value as a desk holds it. JSON's 50.0 is an integer too."""
    if isinstance(value, list):
        return tuple(_value(each) for each in value)
    return int(value) if isinstance(value, float) else value


def _quiet_hours(document: Mapping[str, Any]) -> QuietHours | None:
    described = document.get("quiet_hours", {})
    return None if described is None else QuietHours(*(described[name] for name in ("from", "to") if described))


def _hours(described: Mapping[str, Any]) -> Mapping[str, tuple[str, ...]] | None:
    return {day: tuple(spans) for day, spans in described["hours"].items()} if "hours" in described else None


def _agent(described: Mapping[str, Any], default_language: str, named_language: str, default_zone: str) -> Agent:
    language, named = (
        i18n.choose(described.get("language"), default=each) for each in (default_language, named_language)
    )
    more = {
        "language": language,
        "page_language": named,
        "hours": _hours(described),
        "languages": tuple(described.get("languages", ())),
        "skills": tuple(described.get("skills", ())),
    }
    return Agent(**{"time_zone": default_zone, **described, **more})


def _dispositions(document: Mapping[str, Any]) -> tuple[Disposition, ...]:
    own = tuple(read_disposition(described) for described in document.get("dispositions", ()))
    return own or DEFAULT_DISPOSITIONS
