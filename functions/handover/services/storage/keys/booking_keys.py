"""The names of bookings: when each is due, and the spans in which one is dialled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from handover.services.storage.keys import DUE, minute


def due(at: datetime, handover_id: str) -> str:
    """Returns the name under which a booking for that time is due."""
    return f"{DUE}{minute(at)}/{handover_id}"


@dataclass(frozen=True)
class Due:
    """A booking in the index: its handover, and the minute (UTC) that it is listed under."""

    minute: datetime
    handover_id: str


def due_in(key: str) -> Due | None:
    """Returns the booking that a name in the index lists, or None if it is no name that `due` makes."""
    minute, _, handover_id = key.removeprefix(DUE).partition("/")
    try:
        at = datetime.strptime(minute, "%Y%m%d%H%M").replace(tzinfo=UTC)
    except ValueError:
        return None
    return Due(at, handover_id) if key == due(at, handover_id) else None


def dial_in(at: datetime, seconds: float) -> str:
    """Returns the name of the span of so many seconds, 1 or more, that `at` belongs to."""
    begins = datetime.fromtimestamp(at.timestamp() // seconds * seconds, UTC)
    return f"v1/dial/{begins:%Y%m%d%H%M%S}"
