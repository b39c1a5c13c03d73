"""The names of handovers: their ids, their events, the reports of their legs, and a chat's pointers to them."""

from __future__ import annotations

from handover.core.call.events import EventKind

#: The end of the id of a handover that began as a booking.
_BOOKED = "b"


def handover_id(day: str, session: str, n: int | str, booked: bool = False) -> str:
    """Returns the id of a session's n-th handover, begun on that day (yyyymmdd, UTC); `session` is the session's hash. One
    that begins as a booking has another id than one that is dialled at once: the session's pointer decides between them."""
    return f"{day}-{session}-{n}{_BOOKED if booked else ''}"


def session_of(handover_id: str) -> str:
    """Returns the hash of the session that a handover belongs to."""
    return handover_id.split("-")[1]


def place_of(handover_id: str) -> int:
    """Returns which of its session's handovers it is, from 1; 0 for one that has no pointer."""
    place = handover_id.rpartition("-")[2].removesuffix(_BOOKED)
    return int(place) if place.isascii() and place.isdecimal() else 0


def is_booked(handover_id: str) -> bool:
    """Returns whether the handover began as a booking, as its id says."""
    return place_of(handover_id) > 0 and handover_id.endswith(_BOOKED)


def pointers(session: str) -> str:
    """Returns the prefix of a session's pointers, by the session's hash."""
    return f"v1/session/{session}/"


def events(handover_id: str) -> str:
    return f"v1/day/{handover_id[:8]}/{handover_id}/"


def event(handover_id: str, kind: EventKind, attempt: int = 0) -> str:
    return f"{events(handover_id)}{kind}{f'.{attempt}' if attempt else ''}"


def leg(handover_id: str, attempt: int, fact: str) -> str:
    return f"{legs(handover_id)}{attempt}.{fact}"


def legs(handover_id: str) -> str:
    """Returns the prefix of the reports of a handover's legs, and of the records of views."""
    return f"v1/leg/{handover_id[:8]}/{handover_id}/"


def day(day: str) -> str:
    """Returns the prefix of all events of the handovers that began on that day (yyyymmdd, UTC)."""
    return f"v1/day/{day}/"


def events_of_session(day: str, session: str) -> str:
    """Returns the prefix of the events of a session's handovers of that day, by the session's hash."""
    return f"v1/day/{day}/{day}-{session}-"


def day_in(key: str) -> str:
    """Returns the day (yyyymmdd) of an event's or a row's name."""
    return key.split("/", 3)[2]


def handover_in(key: str) -> str:
    """Returns the id of the handover that an event or a row belongs to; `day` for a pack."""
    return key.split("/")[3].partition(".")[0]


def mark(handover_id: str, mark: str) -> str:
    """Returns the name of a mark among a handover's events: no event has a kind like it."""
    return f"{events(handover_id)}{mark}"
