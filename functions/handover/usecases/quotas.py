"""Guard a number: at most one live handover, so many calls an hour and a day, so many calls of the desk a day in all.

Each call takes the number's next slot and one of the day's; both are claimed, so the limits hold under any race. The
number's latest slot names the only handover that can be live on it.
"""

from __future__ import annotations

from handover.core.desk.config import Desk
from handover.core.desk.limits import number_is_spent
from handover.core.phone_numbers import Number
from handover.core.time_zones import zone
from handover.errors import HandoverError
from handover.services.storage import StorageError, keys
from handover.services.storage.quotas import Slot
from handover.usecases.context import Tools
from handover.usecases.reconcile import settled

_MOST_ROUNDS = 3


class GuardedError(HandoverError):
    """The number may not be called now; `reason` is the refusal word."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"The call was refused: {reason}.")
        self.reason = reason


def take_slots(tools: Tools, desk: Desk, number: Number, hid: str) -> list[Slot]:
    """Take what this call needs. Raises GuardedError with `already_calling` or `limit_reached`, StorageError."""
    taken = [_number_slot(tools, desk, number, hid)]
    day = tools.now().astimezone(zone(desk.time_zone))
    prefix = keys.total(f"{day:%Y%m%d}")
    try:
        slot = tools.storage.slots.claim_any(prefix, desk.limits.calls_per_day, hid, tools.now())
    except StorageError:
        give_back(tools, taken)
        raise
    if slot is None:
        give_back(tools, taken)
        raise GuardedError("limit_reached")
    return [*taken, slot]


def give_back(tools: Tools, slots: list[Slot]) -> None:
    """Free slots of a call that was surely not placed. That it fails is no reason to say anything else to the chat."""
    for slot in slots:
        try:
            tools.storage.slots.give_back(slot)
        except StorageError as error:
            tools.log.warn(f"A slot was not given back: {error}")


def _number_slot(tools: Tools, desk: Desk, number: Number, hid: str) -> Slot:
    slots, prefix = tools.storage.slots, tools.storage.keys.number(number.e164)
    for _ in range(_MOST_ROUNDS):
        now = tools.now()
        taken = slots.of_number(prefix, desk.limits.calls_per_number_per_day)
        if taken and _is_live(tools, taken[0].hid):
            raise GuardedError("already_calling")
        if number_is_spent(desk.limits, [slot.at for slot in taken], now):
            raise GuardedError("limit_reached")
        claimed = slots.claim_next(prefix, taken[0].n if taken else 0, hid, now)
        if claimed:
            return claimed
    raise GuardedError("already_calling")


def _is_live(tools: Tools, hid: str) -> bool:
    handover = tools.storage.timelines.load(hid, tools.now())
    return handover is not None and settled(tools, handover).live
