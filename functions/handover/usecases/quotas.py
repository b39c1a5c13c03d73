"""Guard a number: at most one live handover, so many calls an hour and a day, so many calls of the desk a day in all.

Each call takes the number's next slot and one of the day's; both are claimed, so the limits hold under any race. The
number's latest slot names the only handover that can be live on it.
"""

from __future__ import annotations

from handover.core.desk.config import Desk
from handover.core.desk.limits import number_limit_reached
from handover.core.phone_numbers import PhoneNumber
from handover.core.time_zones import zone
from handover.errors import HandoverError
from handover.services.storage import StorageError, keys
from handover.services.storage.quotas import QuotaClaim
from handover.usecases.context import RequestContext
from handover.usecases.reconcile import reconciled

_MOST_ROUNDS = 3


class LimitReachedError(HandoverError):
    """The number may not be called now; `reason` is the refusal word."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"The call was refused: {reason}.")
        self.reason = reason


def take_quotas(ctx: RequestContext, desk: Desk, number: PhoneNumber, handover_id: str) -> list[QuotaClaim]:
    """Take what this call needs. Raises GuardedError with `already_calling` or `limit_reached`, StorageError."""
    taken = [_number_slot(ctx, desk, number, handover_id)]
    day = ctx.now().astimezone(zone(desk.time_zone))
    prefix = keys.total(f"{day:%Y%m%d}")
    try:
        slot = ctx.storage.quotas.claim_any(prefix, desk.limits.calls_per_day, handover_id, ctx.now())
    except StorageError:
        give_back(ctx, taken)
        raise
    if slot is None:
        give_back(ctx, taken)
        raise LimitReachedError("limit_reached")
    return [*taken, slot]


def give_back(ctx: RequestContext, quotas: list[QuotaClaim]) -> None:
    """Free slots of a call that was surely not placed. That it fails is no reason to say anything else to the chat."""
    for slot in quotas:
        try:
            ctx.storage.quotas.give_back(slot)
        except StorageError as error:
            ctx.log.warn(f"A slot was not given back: {error}")


def _number_slot(ctx: RequestContext, desk: Desk, number: PhoneNumber, handover_id: str) -> QuotaClaim:
    quotas, prefix = ctx.storage.quotas, ctx.storage.keys.number(number.e164)
    for _ in range(_MOST_ROUNDS):
        now = ctx.now()
        taken = quotas.of_number(prefix, desk.limits.calls_per_number_per_day)
        if taken and _is_live(ctx, taken[0].handover_id):
            raise LimitReachedError("already_calling")
        if number_limit_reached(desk.limits, [slot.at for slot in taken], now):
            raise LimitReachedError("limit_reached")
        claimed = quotas.claim_next(prefix, taken[0].n if taken else 0, handover_id, now)
        if claimed:
            return claimed
    raise LimitReachedError("already_calling")


def _is_live(ctx: RequestContext, handover_id: str) -> bool:
    handover = ctx.storage.handovers.load(handover_id, ctx.now())
    return handover is not None and reconciled(ctx, handover).live
