"""Events as a row needs them, whatever is stored: a list shows what it can of a damaged handover.

Old versions, other bots and damaged objects leave facts of any shape. Here each fact that a row is made of gets its right
type, or is left out. What a row does not show, such as the chat and the consent, is left out too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from handover.core.call.events import Event

#: Times outside are mistakes, and close to the first and last year that Python knows.
_YEARS = range(2000, 2200)

_TEXTS = ("phone", "language", "reason", "limit", "sid", "status", "disposition", "follow_up", "notes", "agent", "name")
_REQUEST = ("session_id", "phone_number", "language", "channel", "name", "reason")
_AGENT = ("id", "name", "phone", "language")


def readable(event: Event, handover_id: str) -> Event:
    """Returns the event with facts of the right types. A time that cannot be right becomes the beginning of the
    handover's day."""
    facts = dict(event.facts) if isinstance(event.facts, Mapping) else {}
    for name in _TEXTS:
        if name in facts:
            facts[name] = text_of(facts[name])
    if "wish" in facts:
        facts["wish"] = _texts(facts["wish"], _REQUEST)
    if "agents" in facts:
        agents = facts["agents"]
        facts["agents"] = [_texts(agent, _AGENT) for agent in agents] if isinstance(agents, list) else []
    facts.pop("time_limit", None)
    return replace(event, at=event.at if is_moment(event.at) else _day_of(handover_id), facts=facts)


def text_of(value: Any) -> str:
    """Returns a text or a number as text that can be sent, and `""` for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = str(value)
    return text if text.isascii() else text.encode(errors="replace").decode()


def date_of(value: Any) -> str:
    """Returns a date as `2026-11-30`, or `""` if the value is none."""
    try:
        found = date.fromisoformat(text_of(value))
    except ValueError:
        return ""
    return found.isoformat() if found.year in _YEARS else ""


def moment_of(value: Any) -> datetime | None:
    """Returns the time of an ISO 8601 text, or None if the value is none that a page can show."""
    try:
        at = datetime.fromisoformat(text_of(value))
    except ValueError:
        return None
    return at if is_moment(at) else None


def is_moment(at: datetime) -> bool:
    """Returns whether that is an aware time that a page can show in any time zone."""
    return at.tzinfo is not None and at.year in _YEARS


def _texts(value: Any, names: tuple[str, ...]) -> dict[str, str]:
    record = value if isinstance(value, Mapping) else {}
    return {name: text_of(record.get(name)) for name in names}


def _day_of(handover_id: str) -> datetime:
    try:
        day = datetime.strptime(handover_id[:8], "%Y%m%d").replace(tzinfo=UTC)
    except ValueError:
        return datetime(2000, 1, 1, tzinfo=UTC)
    return day if is_moment(day) else datetime(2000, 1, 1, tzinfo=UTC)
