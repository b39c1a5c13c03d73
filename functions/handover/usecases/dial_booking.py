"""Dial a booking: claim its step `dial`, then the permit, and place the call in the same handover.

The step excludes moving and cancelling, the permit a second call: of all schedulers that run at the same moment one wins
each. A process that died between the two leaves a booking that is being dialled and has no permit; the next run claims that.
From the permit on it goes as with a start (`place_call.py`).
"""

from __future__ import annotations

from handover.core.call.booking import DIAL
from handover.core.call.events import EventKind
from handover.core.call.state import Handover, State
from handover.services.storage import StorageError
from handover.usecases.check_request import CheckedCall
from handover.usecases.context import RequestContext
from handover.usecases.do_not_call import ListLook
from handover.usecases.place_call import TO_PLACE, Placing, place_call, refuse
from handover.usecases.quotas import CallQuotas


def claim_dial(ctx: RequestContext, handover: Handover) -> bool:
    """Claim that this request dials the booking, which is not over. Returns False when another request moved, cancelled,
    dropped or dials it. Raises StorageError."""
    booking = handover.booking
    return booking is not None and (
        ctx.storage.bookings.claim_step(handover.id, booking.number, ctx.now(), {DIAL: True}).mine
    )


def dial(ctx: RequestContext, handover: Handover, call: CheckedCall) -> Placing | None:
    """Claim the permit of a booking that is being dialled, and place the call. Returns how that ended, or None when another
    request has the permit. Raises StorageError before the permit was claimed."""
    claiming = ctx.leaving(TO_PLACE)
    look = ListLook(claiming, call.number.e164)
    beside = [*claiming.storage.requiring_conditional_writes(), *ctx.telephone.loading_sdk()]
    quotas = CallQuotas(claiming, call, handover.id, look, beside=beside)
    handovers = claiming.storage.handovers
    permit, canceled, *others = claiming.storage.attempts(
        handovers.claiming(handover.id, EventKind.REQUESTED, ctx.now(), call.as_record()),
        lambda: handovers.has(handover.id, EventKind.CANCELED),
        *quotas.first_works(),
    )
    quotas.note_first(others)
    if isinstance(permit, StorageError):
        raise permit
    if not permit.mine:
        return None
    if isinstance(canceled, StorageError):
        ctx.log.warn(str(canceled))
        return refuse(ctx, handover.id, "storage_unavailable", quotas)
    if canceled:
        refuse(ctx, handover.id, "canceled", quotas)
        return Placing(State.CANCELED)
    return place_call(ctx, call, handover.id, quotas, look, asked_now=False)


def close(ctx: RequestContext, handover: Handover, reason: str) -> bool:
    """End a booking that is being dialled and must not be: claim its permit, and record why no call was placed. Returns
    False when another request has the permit. Raises StorageError."""
    if not ctx.storage.handovers.claim(handover.id, EventKind.REQUESTED, ctx.now(), {}).mine:
        return False
    refuse(ctx, handover.id, reason)
    return True
