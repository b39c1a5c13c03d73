"""The desk's configuration, which its operator writes in `desk.json`: agents, countries, hours, limits.

`read` validates the parsed JSON against the schema beside this file and against rules that a schema cannot express (that a
number is valid, that a time zone is known), and fills in safe defaults. The same function runs when the file is uploaded
and when it is read, so both apply the same rules.
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
from handover.core.desk.dispositions import DEFAULT_DISPOSITIONS, Disposition, read_disposition
from handover.core.desk.limits import Limits
from handover.core.time_zones import UnknownZoneError, zone
from handover.errors import HandoverError

SCHEMA = Path(__file__).with_name("desk.schema.json")


class DeskError(HandoverError):
    """`desk.json` is not valid. The message names the field and the rule."""


@dataclass(frozen=True)
class Agent:
    """A person who takes calls. `phone` is in E.164, `role` is `agent` or `lead`, `time_zone` is the desk's by default."""

    id: str
    name: str
    phone: str
    language: str
    role: str = "agent"
    time_zone: str = "UTC"


@dataclass(frozen=True)
class Retention:
    """How many days the turns of chats are kept, handovers with their call requests, and consent receipts."""

    chat_days: int = 30
    handover_days: int = 90
    consent_days: int = 1825


@dataclass(frozen=True)
class Desk:
    """A valid desk. `hours` maps a weekday to its spans as `HH:MM-HH:MM`; None means always open."""

    agents: tuple[Agent, ...]
    countries: tuple[str, ...]
    time_zone: str
    name: str = ""
    language: str = "en"
    paused: bool = False
    warm_up: bool = True
    hours: Mapping[str, tuple[str, ...]] | None = None
    closed_on: frozenset[str] = frozenset()
    limits: Limits = field(default_factory=Limits)
    retention: Retention = field(default_factory=Retention)
    dispositions: tuple[Disposition, ...] = DEFAULT_DISPOSITIONS

    def spoken_name(self, texts: i18n.Catalogue) -> str:
        """Returns the desk's name, or a general one in the language of the texts if it has none."""
        return self.name or texts.text("call.default_desk")

    def agent(self, agent_id: str) -> Agent | None:
        """Returns the agent of that id, or None if the desk has no such agent (any more)."""
        return next((agent for agent in self.agents if agent.id == agent_id), None)


def load() -> None:
    """Compile the schema now, which the first `read` would do."""
    _check()


def read(document: Any) -> Desk:
    """Returns the desk that a parsed `desk.json` describes. Raises DeskError when it is not valid."""
    _validate_schema(document)
    default = i18n.choose(document.get("language"))
    desk = Desk(
        agents=tuple(_agent(agent, default, document["time_zone"]) for agent in document["agents"]),
        countries=tuple(document["countries"]),
        time_zone=document["time_zone"],
        name=document.get("name", ""),
        language=default,
        paused=document.get("paused", False),
        warm_up=document.get("warm_up", True),
        hours={day: tuple(spans) for day, spans in document["hours"].items()} if "hours" in document else None,
        closed_on=frozenset(document.get("closed_on", ())),
        limits=Limits(**_integers(document, "limits")),
        retention=Retention(**_integers(document, "retention")),
        dispositions=_dispositions(document),
    )
    _validate(desk, document)
    return desk


def _integers(document: Mapping[str, Any], section: str) -> dict[str, int]:
    """Returns a section of integers. JSON's 50.0 is an integer too."""
    return {name: int(number) for name, number in document.get(section, {}).items()}


def _agent(described: Mapping[str, str], default_language: str, default_zone: str) -> Agent:
    language = i18n.choose(described.get("language"), default=default_language)
    return Agent(**{"time_zone": default_zone, **described, "language": language})


def _dispositions(document: Mapping[str, Any]) -> tuple[Disposition, ...]:
    own = tuple(read_disposition(described) for described in document.get("dispositions", ()))
    return own or DEFAULT_DISPOSITIONS


def _validate_schema(document: Any) -> None:
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


def _validate(desk: Desk, document: Mapping[str, Any]) -> None:
    _validate_agents_and_dispositions(desk)
    _validate_customer_texts(document)
    for country in desk.countries:
        if not phone_numbers.known_country(country):
            raise DeskError(f"desk.json: countries: {country} is not a country with phone numbers.")
    _validate_calendar(desk, document)
    for place, name in (("time_zone", desk.time_zone), *_zones_of_agents(desk)):
        try:
            zone(name)
        except UnknownZoneError:
            raise DeskError(f"desk.json: {place}: no such zone; use an IANA name such as Europe/Berlin.") from None
    tag = document.get("language")
    if tag and i18n.choose(tag, default="") == "":
        raise DeskError(f"desk.json: language: no texts in that language; use one of {', '.join(i18n.available())}.")


def _validate_agents_and_dispositions(desk: Desk) -> None:
    """Raises DeskError for an agent's number that is not valid, and for ids and numbers that are not unique."""
    for index, agent in enumerate(desk.agents):
        if not phone_numbers.is_e164(agent.phone):
            raise DeskError(f"desk.json: agents[{index}].phone: that is not a valid phone number.")
    for what, values in (("id", [a.id for a in desk.agents]), ("phone", [a.phone for a in desk.agents])):
        if len(set(values)) < len(values):
            raise DeskError(f"desk.json: agents: two agents have the same {what}.")
    if len({disposition.id for disposition in desk.dispositions}) < len(desk.dispositions):
        raise DeskError("desk.json: two dispositions have the same id.")


def _validate_customer_texts(document: Mapping[str, Any]) -> None:
    """Raises DeskError for a customer text that is blank."""
    for index, described in enumerate(document.get("dispositions", ())):
        words = described.get("customer_text", {})
        if not all(text.strip() for text in ([words] if isinstance(words, str) else words.values())):
            rule = "write a sentence for the customer, or leave it out"
            raise DeskError(f"desk.json: dispositions[{index}].customer_text: {rule}.")


def _zones_of_agents(desk: Desk) -> list[tuple[str, str]]:
    return [(f"agents[{index}].time_zone", agent.time_zone) for index, agent in enumerate(desk.agents)]


def _validate_calendar(desk: Desk, document: Mapping[str, Any]) -> None:
    """Raises DeskError for a span that ends before it begins, and for a day that does not exist: neither could apply."""
    for day, spans in (desk.hours or {}).items():
        for index, span in enumerate(spans):
            begins, _, ends = span.partition("-")
            if begins >= ends:
                rule = "a span must end after it begins; for hours over midnight use two spans, the first until 24:00"
                raise DeskError(f"desk.json: hours.{day}[{index}]: {rule}.")
    for index, day in enumerate(document.get("closed_on", ())):
        try:
            date.fromisoformat(day)
        except ValueError:
            raise DeskError(
                f"desk.json: closed_on[{index}]: there is no such day; use a date such as 2026-12-25."
            ) from None
