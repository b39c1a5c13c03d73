"""The desk as its operator describes it in `desk.json`: agents, countries, hours, limits.

`read` takes the parsed JSON, holds it against the schema beside this file and against what a schema cannot say (that a
number can exist, that a time zone is known), and fills in safe defaults. It is used when the file is uploaded and when it
is read, so both agree.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from handover.core import i18n, phone_numbers
from handover.core.desk.limits import Limits
from handover.core.time_zones import UnknownZoneError, zone
from handover.errors import HandoverError

SCHEMA = Path(__file__).with_name("desk.schema.json")


class DeskError(HandoverError):
    """`desk.json` cannot be used; the message names the place and the rule."""


@dataclass(frozen=True)
class Agent:
    """Somebody who takes calls; `phone` in E.164, `role` `agent` or `lead`, `time_zone` the desk's unless they said."""

    id: str
    name: str
    phone: str
    language: str
    role: str = "agent"
    time_zone: str = "UTC"


@dataclass(frozen=True)
class Disposition:
    """Something that can come of a call, as agents choose it at the wrap-up; `label` is empty for one of the usual list,
    which is there in every language."""

    id: str
    label: str = ""


#: What a desk that names no dispositions chooses from.
USUAL_DISPOSITIONS = tuple(
    Disposition(id) for id in ("solved", "follow_up", "passed_on", "not_reached", "wrong_number", "other")
)


@dataclass(frozen=True)
class Retention:
    """Days that things are kept: the turns of chats, and handovers with all that the chat asked for."""

    chat_days: int = 30
    handover_days: int = 90


@dataclass(frozen=True)
class Desk:
    """A desk that can be used; `hours` maps a weekday to its spans as `HH:MM-HH:MM`, or is None for always open."""

    agents: tuple[Agent, ...]
    countries: tuple[str, ...]
    time_zone: str
    name: str = ""
    language: str = "en"
    paused: bool = False
    hours: Mapping[str, tuple[str, ...]] | None = None
    closed_on: frozenset[str] = frozenset()
    limits: Limits = field(default_factory=Limits)
    retention: Retention = field(default_factory=Retention)
    dispositions: tuple[Disposition, ...] = USUAL_DISPOSITIONS

    def agent(self, agent_id: str) -> Agent | None:
        """The agent of that id; None when nobody has it (any more)."""
        return next((agent for agent in self.agents if agent.id == agent_id), None)


def read(document: Any) -> Desk:
    """The desk that a parsed `desk.json` describes. Raises DeskError."""
    _hold_against_schema(document)
    default = i18n.choose(document.get("language"))
    desk = Desk(
        agents=tuple(_agent(agent, default, document["time_zone"]) for agent in document["agents"]),
        countries=tuple(document["countries"]),
        time_zone=document["time_zone"],
        name=document.get("name", ""),
        language=default,
        paused=document.get("paused", False),
        hours={day: tuple(spans) for day, spans in document["hours"].items()} if "hours" in document else None,
        closed_on=frozenset(document.get("closed_on", ())),
        limits=Limits(**_whole(document, "limits")),
        retention=Retention(**_whole(document, "retention")),
        dispositions=_dispositions(document),
    )
    _hold_against_the_world(desk, document)
    return desk


def _whole(document: Mapping[str, Any], section: str) -> dict[str, int]:
    """A section of whole numbers; JSON's 50.0 is whole too."""
    return {name: int(number) for name, number in document.get(section, {}).items()}


def _agent(described: Mapping[str, str], default_language: str, default_zone: str) -> Agent:
    spoken = i18n.choose(described.get("language"), default=default_language)
    return Agent(**{"time_zone": default_zone, **described, "language": spoken})


def _dispositions(document: Mapping[str, Any]) -> tuple[Disposition, ...]:
    named = tuple(Disposition(**described) for described in document.get("dispositions", ()))
    return named or USUAL_DISPOSITIONS


def _hold_against_schema(document: Any) -> None:
    import fastjsonschema

    try:
        _check()(document)
    except fastjsonschema.JsonSchemaValueException as error:
        name = error.name or ""
        place = name.removeprefix("data").lstrip(".") or "the document"
        raise DeskError(f"desk.json: {place}: {error.message.removeprefix(name).strip()}.") from None


@cache
def _check() -> Any:
    import fastjsonschema

    return fastjsonschema.compile(json.loads(SCHEMA.read_text(encoding="utf-8")))


def _hold_against_the_world(desk: Desk, document: Mapping[str, Any]) -> None:
    _hold_together(desk)
    for country in desk.countries:
        if not phone_numbers.known_country(country):
            raise DeskError(f"desk.json: countries: {country} is not a country with phone numbers.")
    _hold_against_the_calendar(desk, document)
    for place, name in (("time_zone", desk.time_zone), *_zones_of_agents(desk)):
        try:
            zone(name)
        except UnknownZoneError:
            raise DeskError(f"desk.json: {place}: no such zone; an IANA name such as Europe/Berlin is right.") from None
    wished = document.get("language")
    if wished and i18n.choose(wished, default="") == "":
        raise DeskError(f"desk.json: language: there are no texts in it; {', '.join(i18n.available())} are there.")


def _hold_together(desk: Desk) -> None:
    """Numbers that can exist, and nothing twice that must tell things apart."""
    for index, agent in enumerate(desk.agents):
        if not phone_numbers.is_e164(agent.phone):
            raise DeskError(f"desk.json: agents[{index}].phone: no such number can exist.")
    for what, values in (("id", [a.id for a in desk.agents]), ("phone", [a.phone for a in desk.agents])):
        if len(set(values)) < len(values):
            raise DeskError(f"desk.json: agents: two agents have the same {what}.")
    if len({disposition.id for disposition in desk.dispositions}) < len(desk.dispositions):
        raise DeskError("desk.json: dispositions: two have the same id.")


def _zones_of_agents(desk: Desk) -> list[tuple[str, str]]:
    return [(f"agents[{index}].time_zone", agent.time_zone) for index, agent in enumerate(desk.agents)]


def _hold_against_the_calendar(desk: Desk, document: Mapping[str, Any]) -> None:
    """What would be silently never: a span that ends before it begins, a day that does not exist."""
    for day, spans in (desk.hours or {}).items():
        for index, span in enumerate(spans):
            begins, _, ends = span.partition("-")
            if begins >= ends:
                rule = "must end after it begins; over midnight are two spans, the first until 24:00"
                raise DeskError(f"desk.json: hours.{day}[{index}]: {rule}.")
    for index, day in enumerate(document.get("closed_on", ())):
        try:
            date.fromisoformat(day)
        except ValueError:
            raise DeskError(
                f"desk.json: closed_on[{index}]: no such day; a date such as 2026-12-25 is right."
            ) from None
