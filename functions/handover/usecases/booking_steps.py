"""Claim the next step of a booking: moving, cancelling, dropping and dialling exclude each other by it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handover.core.call.booking import ASKED_ANEW, CANCELED, is_move_by_customer
from handover.core.call.state import Handover
from handover.core.call.text_messages import TextKind
from handover.usecases.context import RequestContext
from handover.usecases.note_text import note_text


def give_way(ctx: RequestContext, handover: Handover) -> bool:
    """Cancel a retry that is waiting, because the chat asks for something now. Returns False when it is none, or is just
    being dialled. Raises StorageError."""
    return handover.gives_way and claim_step(ctx, handover, {CANCELED: ASKED_ANEW}) is not None


def claim_step(ctx: RequestContext, handover: Handover, facts: Mapping[str, Any]) -> Handover | None:
    """Claim the next step of a booking that is not over, as `handover` shows it. Returns the handover after the claim, or
    None when another request claimed that step first: then nothing was done, and the handover must be read anew. Raises
    StorageError: then the step may have been claimed."""
    booking = handover.booking
    if booking is None or booking.over:
        return None
    claim = ctx.storage.bookings.claim_step(handover.id, booking.number, ctx.now(), facts)
    if not claim.mine:
        return None
    kind = _text_of(facts)
    after, _ = ctx.storage.in_parallel(
        lambda: ctx.storage.handovers.load(handover.id, ctx.now()),
        lambda: note_text(ctx, handover, kind) if kind else None,
    )
    found: Handover | None = after
    return found


def _text_of(facts: Mapping[str, Any]) -> TextKind | None:
    """Returns the message that tells the customer of a step: none when the phone rings in place of the booked call."""
    if facts.get(CANCELED):
        return None if facts[CANCELED] == ASKED_ANEW else TextKind.CANCELED
    return TextKind.MOVED if is_move_by_customer(facts) else None
