"""Write consent receipts. The scheduler does it, from what is stored, so no start of a call waits for a receipt, and one
that could not be written is written in a later round.

Handovers of today and yesterday come from the sweep's walk. Those of earlier days are gone through once more, in order:
a scheduler that was away for days makes up for it, and nothing is left out that a round had no time for.
"""

from __future__ import annotations

from datetime import date, timedelta

from handover.core.call.consent import PROVE_PLACED, Receipt, ReceiptKind, receipts_of
from handover.core.call.events import Event, EventKind
from handover.core.call.state import Handover
from handover.errors import HandoverError
from handover.services.storage import StorageError
from handover.services.storage.handovers import NamedHandover
from handover.services.storage.receipts_due import is_due, is_over
from handover.usecases.context import RequestContext

_LEFT_TO_STOP = 10.0  # seconds
_MOST = 200
#: Listings of earlier days, of a thousand names each.
_MOST_LISTINGS = 5

#: What a handover's receipts follow from.
_KINDS = (EventKind.REQUESTED, EventKind.ENDED, *PROVE_PLACED)


class ConsentRecorder:
    """Writes the receipts of one round, as many as there is time for. What fails is logged and left for a later round."""

    def __init__(self, ctx: RequestContext) -> None:
        self._ctx = ctx
        self._room = _MOST

    def record(self, named: NamedHandover) -> bool:
        """Write the handover's receipts if they are due. Returns False when they are left for a later round."""
        if not is_due(named):
            return True
        if not self._room or self._ctx.deadline.left() < _LEFT_TO_STOP:
            return False
        self._room -= 1
        try:
            self._write(named)
        except StorageError as error:
            self._ctx.log.warn(f"Receipts, {named.handover_id}: {error}")
            return False
        except Exception as error:  # a defect in one handover must not hold up the others
            self._warn(named.handover_id, error)
        return True

    def record_noted(self) -> None:
        """Write the receipts that withdrawals noted. Raises StorageError when the notes cannot be listed."""
        due = self._ctx.storage.receipts_due
        for name in due.noted()[: self._room]:
            if self._ctx.deadline.left() < _LEFT_TO_STOP:
                return
            self._room -= 1
            try:
                noted = due.read(name)
                if noted:
                    record_receipt(self._ctx, *noted)
            except Exception as error:  # as above
                self._warn("a note", error)

    def record_earlier_days(self) -> None:
        """Write what is missing of the days before yesterday, from where the last round stopped. Raises StorageError."""
        due, yesterday = self._ctx.storage.receipts_due, self._ctx.now().date() - timedelta(days=1)
        known = due.cursor()
        begin, after = _position(known) or (yesterday, "")
        day, after = self._go_through(begin, after, yesterday)
        cursor = f"{day:%Y%m%d} {after}"
        if cursor != known:
            due.record_cursor(cursor)

    def _go_through(self, day: date, after: str, end: date) -> tuple[date, str]:
        """Go through the days before `end`, in the order of names. Returns where to go on."""
        for _ in range(_MOST_LISTINGS):
            if day >= end:
                break
            page = self._ctx.storage.handovers.names_of_day(f"{day:%Y%m%d}", after)
            for named in page.handovers:
                if not self.record(named):
                    return day, after
                after = named.last
            if not page.more or not page.handovers:
                day, after = day + timedelta(days=1), ""
        return day, after

    def _write(self, named: NamedHandover) -> None:
        storage, handover_id = self._ctx.storage, named.handover_id
        wanted = [kind for kind in _KINDS if kind in named.kinds]
        first = {EventKind.BOOKED: 1} if EventKind.BOOKED in named.kinds else {}
        events, _ = storage.handovers.events_beside(handover_id, {**dict.fromkeys(wanted, 0), **first})
        permit = events.get(EventKind.BOOKED) or events.get(EventKind.REQUESTED)
        if permit is None:
            self._ctx.log.warn(f"Receipts, {handover_id}: its permit cannot be read.")
            return
        receipts = receipts_of(handover_id, storage.consents.session_of(handover_id), events.values())
        if receipts:
            storage.consents.append(storage.consents.person(str(permit.facts["phone"])), receipts)
        used = receipts[-1].kind is ReceiptKind.USED if receipts else is_over(named)
        storage.receipts_due.mark(handover_id, used=used)

    def _warn(self, what: str, error: Exception) -> None:
        self._ctx.log.warn(f"Receipts, {what}: {error if isinstance(error, HandoverError) else type(error).__name__}")


def record_receipt(ctx: RequestContext, person: str, receipt: Receipt, *before: Receipt) -> None:
    """Append a noted receipt to the chain, after those that come `before` it, and remove the note. Raises StorageError."""
    ctx.storage.consents.append(person, [*before, receipt])
    ctx.storage.receipts_due.remove(person, receipt)


def note_use(ctx: RequestContext, handover: Handover) -> None:
    """Note that a booked call was placed, if it was booked on an earlier day than the scheduler's walk still reaches. Logs
    what fails."""
    yesterday = ctx.now() - timedelta(days=1)
    if not handover.sid or not handover.call_request.consent or handover.began_at.date() >= yesterday.date():
        return
    with ctx.best_effort("Noting the use of a consent"):
        person = ctx.storage.consents.person(handover.phone)
        ctx.storage.receipts_due.note(person, Receipt(ReceiptKind.USED, handover.requested_at, handover.id))


def receipts_of_handover(ctx: RequestContext, handover_id: str, number: str) -> list[Receipt]:
    """Returns the receipts of a handover, if it is one with that number. Raises StorageError."""
    events: list[Event] = ctx.storage.handovers.events(handover_id)
    firsts = (EventKind.BOOKED, EventKind.REQUESTED)
    permit = next((event for event in events if event.kind in firsts and event.facts.get("phone")), None)
    if permit is None or permit.facts.get("phone") != number:
        return []
    return receipts_of(handover_id, ctx.storage.consents.session_of(handover_id), events)


def _position(cursor: str) -> tuple[date, str] | None:
    """Returns the day and the name of a cursor, or None if it cannot be read."""
    day, _, after = cursor.partition(" ")
    try:
        return date.fromisoformat(day), after
    except ValueError:
        return None
