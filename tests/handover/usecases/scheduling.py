"""What the tests of booked calls share: requests for a booking, and what is stored of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from handover.core.call.events import EventKind
from handover.core.call.state import Handover, State
from handover.core.reply import Reply
from handover.services.storage import keys
from handover.services.storage.keys import booking_keys, handover_keys
from handover.usecases.context import AppContext
from handover.usecases.schedule_call import schedule_call
from tests.handover.rig import CUSTOMER, Rig, call_request

#: Tuesday at 10:00 in Berlin; the rig's clock shows Monday at 10:00.
AT = "2026-11-24T10:00:00+01:00"
LATER = "2026-11-24T15:00:00+01:00"
AT_UTC, LATER_UTC = (datetime(2026, 11, 24, hour, 0, tzinfo=UTC) for hour in (9, 14))


def schedule(
    rig: Rig,
    at: str = AT,
    session: str = "session-1",
    number: str = CUSTOMER,
    app: AppContext | None = None,
    **more: Any,
) -> Reply:
    return schedule_call(rig.ctx(app), call_request(session, number, **more), at)


def booked(rig: Rig, at: str = AT) -> Handover:
    """Returns the booking of a chat."""
    reply = schedule(rig, at)
    assert reply.ok, reply
    return rig.handover(reply.handover_id)


def scheduled(rig: Rig) -> list[Handover]:
    """Returns all stored handovers that are scheduled."""
    ids = sorted({handover_keys.handover_in(name) for name in rig.objects("v1/day/")})
    found = [rig.storage.handovers.load(handover_id, rig.clock.now()) for handover_id in ids]
    return [handover for handover in found if handover and handover.state is State.SCHEDULED]


def due_times(rig: Rig, handover_id: str) -> list[datetime]:
    """Returns the minutes under which a handover is listed as due."""
    listed = [booking_keys.due_in(name) for name in rig.objects(keys.DUE)]
    return sorted(due.minute for due in listed if due and due.handover_id == handover_id)


def steps(rig: Rig, handover_id: str) -> list[dict[str, Any]]:
    """Returns the facts of a booking's steps, in order."""
    names = rig.objects(f"{handover_keys.events(handover_id)}{EventKind.BOOKED}.")
    return [names[name]["facts"] for name in sorted(names, key=lambda name: int(name.rpartition(".")[2]))]


def dial_step(rig: Rig, handover: Handover) -> bool:
    """Claim to dial the booking, as the scheduler does. Returns whether that succeeded."""
    assert handover.booking is not None
    claim = rig.ctx().storage.bookings.claim_step(handover.id, handover.booking.number, rig.clock.now(), {"dial": True})
    return claim.mine


def wait(rig: Rig, **time: float) -> None:
    rig.clock.step(timedelta(**time).total_seconds())
