"""Enforce the limits on calls: one live handover per number, calls per number and hour and day, calls of the desk per day.

Each call claims the number's next quota and one of the day's. Both are claimed, so the limits hold under any race. The
number's latest claim names the only handover that can be live on it.
"""

from __future__ import annotations

from handover.core.desk.config import Desk
from handover.core.desk.hours import local_day
from handover.core.desk.limits import number_limit_reached
from handover.core.phone_numbers import PhoneNumber
from handover.errors import HandoverError
from handover.services.storage import StorageError
from handover.services.storage.quotas import QuotaClaim
from handover.usecases.context import RequestContext
from handover.usecases.reconcile import reconcile

_MOST_ROUNDS = 3


class LimitReachedError(HandoverError):
    """The number may not be called now; `reason` is the refusal reason."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"The call was refused: {reason}.")
        self.reason = reason


def claim_quotas(ctx: RequestContext, desk: Desk, number: PhoneNumber, handover_id: str) -> list[QuotaClaim]:
    """Claim what this call needs; returns the claims. Raises LimitReachedError with `already_calling` or `limit_reached`,
    and StorageError; neither leaves a claim behind."""
    of_number = _claim_number(ctx, desk, number, handover_id)
    today = local_day(desk, ctx.now())
    try:
        of_day = ctx.storage.quotas.claim_call_on(today, desk.limits.calls_per_day, handover_id, ctx.now())
    except StorageError:
        release_quotas(ctx, [of_number])
        raise
    if of_day is None:
        release_quotas(ctx, [of_number])
        raise LimitReachedError("limit_reached")
    return [of_number, of_day]


def release_quotas(ctx: RequestContext, claims: list[QuotaClaim]) -> None:
    """Release the claims of a call that was surely not placed. A failure is logged and does not change the chat's reply."""
    for claim in claims:
        with ctx.best_effort("Releasing a quota"):
            ctx.storage.quotas.release(claim)


def _claim_number(ctx: RequestContext, desk: Desk, number: PhoneNumber, handover_id: str) -> QuotaClaim:
    quotas = ctx.storage.quotas
    for _ in range(_MOST_ROUNDS):
        now = ctx.now()
        claims = quotas.calls_to(number.e164, desk.limits.calls_per_number_per_day)
        if claims and _is_live(ctx, claims[0].owner):
            raise LimitReachedError("already_calling")
        if number_limit_reached(desk.limits, [claim.at for claim in claims], now):
            raise LimitReachedError("limit_reached")
        claim = quotas.claim_call_to(number.e164, claims[0].n if claims else 0, handover_id, now)
        if claim:
            return claim
    raise LimitReachedError("already_calling")


def _is_live(ctx: RequestContext, handover_id: str) -> bool:
    handover = ctx.storage.handovers.load(handover_id, ctx.now())
    return handover is not None and reconcile(ctx, handover).live
