"""Write consent receipts. The scheduler does it, from what is stored, so no start of a call waits for a receipt, and one
that could not be written is written in the next round."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from handover.core.call.consent import Receipt, ReceiptKind, receipts_of
from handover.core.call.events import EventKind, Timeline
from handover.errors import HandoverError
from handover.usecases.context import RequestContext

_LEFT_TO_STOP = 10.0  # seconds
_MOST_DAYS = 14


def record_consents(ctx: RequestContext) -> int:
    """Write the receipts that are missing. Returns how many it wrote. What fails is logged and left for the next round;
    raises StorageError when nothing can be listed."""
    written, due = 0, ctx.storage.receipts_due
    for name in due.noted():
        written += _one(ctx, "a noted receipt", partial(_record_noted, ctx, name))
    yesterday = _day(ctx.now() - timedelta(days=1))
    known = due.first_day()
    first = min(known or yesterday, yesterday)
    for day in _days(first, _day(ctx.now())):
        missing = due.handovers(day)
        for handover_id in missing:
            written += _one(ctx, handover_id, partial(_record_handover, ctx, handover_id))
        if day == first < yesterday and not missing:
            first = _day(date.fromisoformat(day) + timedelta(days=1))
    if first != known:
        due.record_first_day(first)
    return written


def record_receipt(ctx: RequestContext, person: str, receipt: Receipt, *before: Receipt) -> None:
    """Append a noted receipt to the chain, after those that come `before` it, and remove the note. Raises StorageError."""
    ctx.storage.consents.append(person, [*before, receipt])
    ctx.storage.receipts_due.remove(person, receipt)


def receipts_of_handover(ctx: RequestContext, handover_id: str, number: str) -> list[Receipt]:
    """Returns the receipts of a handover, if it is one with that number. Raises StorageError."""
    events = ctx.storage.handovers.events(handover_id)
    permit = Timeline(events).one(EventKind.REQUESTED)
    if permit is None or permit.facts.get("phone") != number:
        return []
    return receipts_of(handover_id, ctx.storage.consents.session_of(handover_id), events)


def _one(ctx: RequestContext, what: str, work: Callable[[], int]) -> int:
    """Returns the result of the work; 0 if it fails, or the time for it is over."""
    if ctx.deadline.left() < _LEFT_TO_STOP:
        return 0
    try:
        return work()
    except Exception as error:  # a defect in one handover must not hold up the others
        ctx.log.warn(f"Receipts, {what}: {error if isinstance(error, HandoverError) else type(error).__name__}")
        return 0


def _record_noted(ctx: RequestContext, name: str) -> int:
    noted = ctx.storage.receipts_due.read(name)
    if noted is None:
        return 0
    record_receipt(ctx, *noted)
    return 1


def _record_handover(ctx: RequestContext, handover_id: str) -> int:
    events = ctx.storage.handovers.events(handover_id)
    receipts = receipts_of(handover_id, ctx.storage.consents.session_of(handover_id), events)
    written = 0
    if receipts:
        permit = Timeline(events).one(EventKind.REQUESTED)
        number = str(permit.facts["phone"]) if permit else ""
        written = ctx.storage.consents.append(ctx.storage.consents.person(number), receipts)
    used = not receipts or receipts[-1].kind is ReceiptKind.USED
    ctx.storage.receipts_due.mark(handover_id, "done" if used else "unused")
    return written


def _days(first: str, last: str) -> list[str]:
    """Returns the days from `first` to `last`, the oldest `_MOST_DAYS` of them."""
    begin = date.fromisoformat(first)
    days = [_day(begin + timedelta(days=n)) for n in range(_MOST_DAYS)]
    return [day for day in days if day <= last]


def _day(at: date) -> str:
    return f"{at:%Y%m%d}"
