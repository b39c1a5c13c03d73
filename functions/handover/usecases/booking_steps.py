"""Claim the next step of a booking: moving, cancelling, dropping and dialling exclude each other by it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handover.core.call.state import Handover
from handover.usecases.context import RequestContext


def claim_step(ctx: RequestContext, handover: Handover, facts: Mapping[str, Any]) -> Handover | None:
    """Claim the next step of a booking that is not over, as `handover` shows it. Returns the handover after the claim, or
    None when another request claimed that step first: then nothing was done, and the handover must be read anew. Raises
    StorageError: then the step may have been claimed."""
    booking = handover.booking
    if booking is None or booking.over:
        return None
    claim = ctx.storage.bookings.claim_step(handover.id, booking.number, ctx.now(), facts)
    return ctx.storage.handovers.load(handover.id, ctx.now()) if claim.mine else None
