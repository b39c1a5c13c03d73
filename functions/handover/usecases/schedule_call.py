"""Book a call for a chat: the command `schedule_call`.

The checks are those of a start, but nobody has to be there now: the time is checked in place of the present moment, by the
desk's hours and the customer's quiet hours. What is claimed, and in which order, is in `book.py`. The chat is promised
nothing that is not claimed. A request that is repeated finds its own booking, and completes it if that stopped half way.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from handover.core import booking_reply, reply
from handover.core.booking_reply import TimeWords
from handover.core.call.booking import ASKED
from handover.core.call.call_request import CallRequest
from handover.core.call.state import Handover, State
from handover.core.i18n import Catalogue
from handover.core.privacy.numbers import masked
from handover.core.reply import Reply
from handover.services.storage import StorageError
from handover.usecases import do_not_call
from handover.usecases.book import DueEntry, booking_facts, bookings_of, drop, hold
from handover.usecases.booking_steps import give_way
from handover.usecases.booking_time import choose_time, is_asked_for
from handover.usecases.chat_limits import call_after
from handover.usecases.check_request import CheckedCall, RefusedError, check_request
from handover.usecases.claim_session import PermitError, claim_session, latest
from handover.usecases.context import RequestContext
from handover.usecases.do_not_call import ListLook
from handover.usecases.language import texts_in
from handover.usecases.place_call import refuse_if_listed
from handover.usecases.record_refusal import record_refusal
from handover.usecases.shown_in_chat import with_call_to_come

#: The limit of a number's bookings, by its word in the texts: as many as it may be called.
_PER_NUMBER = "bookings_per_number"


def schedule_call(ctx: RequestContext, call_request: CallRequest, asked: str) -> Reply:
    """Book a call for the time that the chat asked for. Returns the booking, the chat's live handover, or a refusal with
    other times."""
    try:
        call = check_request(ctx, call_request, booked=True)
        ctx.log.note(number=masked(call.number.e164))
        return _Scheduling(ctx, call, asked).run()
    except RefusedError as refused:
        if refused.limit:
            ctx.log.note(limit=refused.limit)
        return record_refusal(ctx, call_request, refused.reply, refused.limit)
    except PermitError as error:
        ctx.log.note(handover=error.handover_id)
        ctx.log.warn(str(error))
        return booking_reply.unsure(texts_in(ctx, call_request.language), error.handover_id)
    except StorageError as error:
        ctx.log.warn(str(error))
        return booking_reply.unsure(texts_in(ctx, call_request.language))


class _Scheduling:
    """One request. Every method raises RefusedError, StorageError."""

    def __init__(self, ctx: RequestContext, call: CheckedCall, asked: str) -> None:
        self._ctx = ctx
        self._call = call
        self._asked = asked
        self._number = call.number.e164
        self._look = ListLook(ctx, self._number)

    def run(self) -> Reply:
        ctx, call, session_id = self._ctx, self._call, self._call.call_request.session_id
        texts = call.texts
        at = choose_time(ctx, call.desk, self._number, self._asked, texts)
        if isinstance(at, Reply):
            existing = latest(ctx, session_id)
            if existing and existing.live:
                return self._existing(existing, at)
            raise RefusedError(at)
        most = call.desk.limits.calls_per_number_per_day
        (other, often), _ = ctx.storage.in_parallel(lambda: bookings_of(ctx, self._number, most), self._look.look)
        if other and not ctx.storage.sessions.is_of(other.id, session_id):
            raise RefusedError(booking_reply.booked_elsewhere(texts))
        if often and not other:
            return self._booked_too_often(session_id, texts)
        facts, beside = partial(self._facts, at), partial(DueEntry, ctx, at)
        claimed = claim_session(ctx, session_id, facts, beside, booked=True)
        if claimed.existing and give_way(ctx, claimed.existing):
            claimed = claim_session(ctx, session_id, facts, beside, booked=True)
        ctx.log.note(handover=claimed.handover_id)
        if claimed.existing:
            return self._existing(claimed.existing)
        return self._booked(claimed.handover_id)

    def _booked_too_often(self, session_id: str, texts: Catalogue) -> Reply:
        existing = latest(self._ctx, session_id)
        if existing and existing.live:
            return self._existing(existing)
        raise RefusedError(reply.limit_reached(_PER_NUMBER, texts), _PER_NUMBER)

    def _facts(self, at: datetime, before: Handover | None) -> dict[str, Any]:
        """Returns what the booking's first step holds."""
        call = call_after(self._ctx, self._call, before, booked=True)
        refuse_if_listed(self._ctx, call, self._look)
        return booking_facts(call.as_record(), at, ASKED)

    def _booked(self, handover_id: str) -> Reply:
        """This request has the booking: claim what else it needs, and promise it."""
        handover = self._ctx.storage.handovers.load(handover_id, self._ctx.now())
        if handover is None or handover.booking is None:
            raise StorageError("The booking cannot be read.")
        texts = handover.texts()
        refused = self._confirm(handover, texts)
        if refused:
            return refused
        booked = booking_reply.booked(handover, handover.booking, self._call.number, self._words(texts), texts)
        return with_call_to_come(self._ctx, booked, handover, texts)

    def _existing(self, existing: Handover, refusal: Reply | None = None) -> Reply:
        """Returns the status of the chat's live handover, or what must be cancelled first. `refusal` is that of the time
        which the chat asks for: it does not matter if that is booked already."""
        texts = existing.texts(self._call.call_request.language)
        booking, same = existing.booking, existing.phone == self._number
        if existing.state is not State.SCHEDULED or booking is None:
            return reply.status_of(existing, texts, already=True) if same else reply.already_calling(existing, texts)
        if not same:
            return booking_reply.other_number(existing, booking, self._words(texts, existing.phone), texts)
        if refusal and not is_asked_for(self._asked, booking.at):
            raise RefusedError(refusal)
        refused = self._confirm(existing, texts)
        now = self._ctx.now()
        if refused:
            return refused
        status = booking_reply.status_of(existing, booking, self._words(texts), texts, now, already=True)
        return with_call_to_come(self._ctx, status, existing, texts)

    def _confirm(self, handover: Handover, texts: Catalogue) -> Reply | None:
        """Make sure that the booking holds: it is listed, it is its number's only one, and the number may be called. Returns
        the refusal if it does not, after it was dropped. A request that stopped half way is completed here too."""
        ctx, booking = self._ctx, handover.booking
        if booking is None or booking.over or booking.why != ASKED:
            return None
        if not hold(ctx, handover):
            return booking_reply.booked_elsewhere(texts, handover.id)
        self._look.look()
        if not self._look.n:
            return None
        if self._look.n == self._look.lifted and self._asks_again(texts):
            do_not_call.lift(ctx, self._number, self._look.n, self._call.call_request, texts.language)
            return None
        drop(ctx, handover, "do_not_call")
        return reply.refusal("do_not_call", texts, handover.id)

    def _asks_again(self, texts: Catalogue) -> bool:
        request = self._call.call_request
        return do_not_call.refusal_of(self._ctx, self._number, self._look.n, request, texts) is None

    def _words(self, texts: Catalogue, number: str = "") -> TimeWords:
        return TimeWords(self._call.desk, number or self._number, self._ctx.now(), texts)
