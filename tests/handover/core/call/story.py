"""Events for tests, from kinds and seconds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from handover.core.call.events import Event, EventKind

BEGAN = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
HID = "20261122-abcdefghijklmnopqrstuvwx-1"
AGENTS = (
    {"id": "anna", "name": "Anna", "phone": "+493012345671", "language": "en"},
    {"id": "ben", "name": "Ben", "phone": "+493012345672", "language": "de"},
)
REQUEST: dict[str, Any] = {
    "wish": {"session_id": "s-1", "phone_number": "030 1234567", "reason": "hail", "details": {"plate": "KA-AB 123"}},
    "phone": "+49301234567",
    "country": "DE",
    "language": "de",
    "desk": "Claims",
    "time_limit": 3600,
}


def at(seconds: float) -> datetime:
    """Returns the time so many seconds after the request."""
    return BEGAN + timedelta(seconds=seconds)


def event(kind: EventKind, second: float, attempt: int = 0, **facts: Any) -> Event:
    return Event(kind, at(second), attempt, facts)


def requested() -> Event:
    return event(EventKind.REQUESTED, 0, **REQUEST)


def hunt(second: float = 20, agents: int = 2) -> Event:
    return event(EventKind.HUNT, second, agents=[dict(agent) for agent in AGENTS[:agents]], sid="CA1")


def ended(second: float, status: str = "completed") -> Event:
    return event(EventKind.ENDED, second, status=status, sid="CA1")
