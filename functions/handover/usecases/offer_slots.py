"""Offer times for a booked call: the command `slots`. It writes nothing.

With a time it also reports whether that one can be booked, in words that a dialog can read back before it asks for a yes.
"""

from __future__ import annotations

from handover.core import booking_reply, reply
from handover.core.booking_reply import TimeWords
from handover.core.desk.booking_time import BookingTimeError, problem_of, read_time
from handover.core.desk.config import Desk, DeskError
from handover.core.desk.slots import slots, slots_from
from handover.core.desk.stop import stop_of_booking
from handover.core.i18n import Catalogue, catalogue, choose
from handover.core.phone_numbers import PhoneNumberError
from handover.core.reply import Reply
from handover.services.storage import StorageError
from handover.usecases.claim_session import latest_stored
from handover.usecases.context import RequestContext
from handover.usecases.language import texts_in
from handover.usecases.read_number import read_number


def offer_slots(ctx: RequestContext, session_id: str, phone_number: str, asked: str, language: str) -> Reply:
    """Returns the times that can be booked, for the number if there is one: the given one, else that of the chat's latest
    handover. With `asked`, a time, the reply is about that time, and the times are those from then on."""
    try:
        desk = ctx.storage.desk()
        known = latest_stored(ctx, session_id) if session_id else None
    except DeskError as error:
        ctx.log.warn(str(error))
        return reply.refusal("no_agents", catalogue(choose(language)))
    except StorageError as error:
        ctx.log.warn(str(error))
        return Reply(False, "refused", texts_in(ctx, language).text("booking.no_slots_now"), "storage_unavailable")
    texts = catalogue(choose(language, known.language if known else "", desk.language))
    try:
        number = _number(ctx, desk, phone_number) or (known.phone if known else "")
    except PhoneNumberError as error:
        return reply.number_refused(error, texts)
    stop = stop_of_booking(desk, number)
    if stop:
        return reply.stopped(stop, desk, ctx.now(), texts)
    if asked:
        return _answer_to(ctx, desk, number, asked, texts)
    found = slots(desk, number, ctx.now())
    return booking_reply.offered(found, TimeWords(desk, number, ctx.now(), texts), texts)


def _answer_to(ctx: RequestContext, desk: Desk, number: str, asked: str, texts: Catalogue) -> Reply:
    """Returns whether the time can be booked. Without a zone it is the desk's: a dialog may not know the customer's."""
    now, words = ctx.now(), TimeWords(desk, number, ctx.now(), texts)
    try:
        at = read_time(asked, desk.time_zone)
    except BookingTimeError as error:
        return reply.refusal("bad_parameter", texts, what=texts.text(f"booking.{error.rule}"))
    problem, near = problem_of(desk, number, at, now), slots_from(desk, number, at, now)
    if problem:
        return booking_reply.refused_time(problem, near or slots(desk, number, now), desk, words, texts)
    return booking_reply.free(at, near, words, texts)


def _number(ctx: RequestContext, desk: Desk, typed: str) -> str:
    """Raises PhoneNumberError."""
    return read_number(ctx, desk, typed).e164 if typed else ""
