"""Choose the time of a booking: what the chat asks for, or the first time that can be offered."""

from __future__ import annotations

from datetime import datetime

from handover.core import booking_reply, reply
from handover.core.booking_reply import TimeWords
from handover.core.desk.booking_time import NEXT_OPENING, BookingTimeError, problem_of, read_time
from handover.core.desk.config import Desk
from handover.core.desk.slots import first_slot, nearest_slots
from handover.core.i18n import Catalogue
from handover.core.reply import Reply
from handover.usecases.context import RequestContext


def choose_time(ctx: RequestContext, desk: Desk, number: str, asked: str, texts: Catalogue) -> datetime | Reply:
    """Returns the time (UTC) for a call to that number (E.164), or the refusal of what the chat asked for, which offers
    other times."""
    now, words = ctx.now(), TimeWords(desk, number, ctx.now(), texts)
    if asked == NEXT_OPENING:
        first = first_slot(desk, number, now)
        return first or booking_reply.offered([], words, texts)
    try:
        at = read_time(asked)
    except BookingTimeError as error:
        return reply.refusal("bad_parameter", texts, what=texts.text(f"booking.{error.rule}"))
    problem = problem_of(desk, number, at, now)
    if problem is None:
        return at
    return booking_reply.refused_time(problem, nearest_slots(desk, number, at, now), desk, words, texts)


def is_asked_for(asked: str, at: datetime) -> bool:
    """Returns whether a booking for `at` is what the chat asks for: any is the next opening that it was given before."""
    if asked == NEXT_OPENING:
        return True
    try:
        return read_time(asked) == at
    except BookingTimeError:
        return False
