"""Bookings for tests of the scheduler."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from handover.core.call.booking import ASKED
from handover.usecases.book import book
from handover.usecases.sweep import sweep
from tests.handover.rig import Rig, call_request

MINUTE = timedelta(minutes=1)


def number(n: int) -> str:
    """Returns the n-th of a hundred numbers in E.164."""
    return f"+49301234{5600 + n}"


def booked(rig: Rig, minutes: float = 10, n: int = 78, session: str = "", why: str = ASKED, **more: Any) -> str:
    """Book a call for so many minutes from now. Returns the handover's id."""
    request = call_request(session or f"chat-{n}", number(n))
    record = {
        "wish": request.as_record(),
        "phone": number(n),
        "country": "DE",
        "language": "en",
        "desk": "Example Insurance",
        "time_limit": 3600,
        "earlier": [],
        **more,
    }
    found = book(rig.ctx(), record, rig.clock.now() + minutes * MINUTE, why)
    assert found
    return found.id


def run(rig: Rig, minutes: float = 0) -> dict[str, int]:
    """Run the scheduler so many minutes later, as a container of its own. Returns the counts of what was due."""
    rig.clock.step(minutes * 60)
    counts: dict[str, int] = sweep(rig.ctx(rig.app(), seconds=45)).get("due", {})
    return counts


def due(rig: Rig) -> list[str]:
    """Returns the minutes that are listed as due."""
    return [key.split("/")[2] for key in rig.objects("v1/due/")]


def step(rig: Rig, handover_id: str, **facts: Any) -> None:
    """Claim the next step of the booking, as another request does."""
    booking = rig.handover(handover_id).booking
    assert booking
    assert rig.storage.bookings.claim_step(handover_id, booking.number, rig.clock.now(), facts).mine


def states(rig: Rig, *handover_ids: str) -> list[str]:
    return [str(rig.handover(handover_id).state) for handover_id in handover_ids]
