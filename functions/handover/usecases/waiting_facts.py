"""What the chat may say to a customer who waits: the place in line, and how long it takes today.

Both are left out when they cannot be read. An estimate needs today's rows: two listings, and a read for each new row. So it
is only read when somebody waits, or when nobody is free.
"""

from __future__ import annotations

from math import ceil

from handover.core.call.state import Handover
from handover.core.desk.config import Desk, DeskError
from handover.core.desk.hours import local_day
from handover.core.i18n import Catalogue
from handover.core.reply_fields import ReplyFields
from handover.usecases import line
from handover.usecases.context import RequestContext

#: Seconds of the request's time that are left for the rest of the reply.
_LEFT = 1.5


def of_handover(ctx: RequestContext, handover: Handover, texts: Catalogue) -> tuple[str, ReplyFields]:
    """Returns what to say, and the fields, for a customer who waits for an agent."""
    facts, words = ReplyFields(), []
    place = line.position(ctx.leaving(_LEFT), handover)
    if place is not None:
        facts["position"] = place
        words.append(texts.text("waiting.next" if place == 1 else "waiting.position", position=place))
    seconds = _estimate_of_todays_desk(ctx)
    if seconds is not None:
        facts["estimate_seconds"] = seconds
    return " ".join([*words, estimate_words(seconds, texts)]), facts


def estimate(ctx: RequestContext, desk: Desk) -> int | None:
    """Returns the estimate in seconds from the desk's own day, or None if it is not known."""
    from handover.core.report.period import Period
    from handover.core.report.wait_estimate import estimate_of
    from handover.core.time_zones import zone
    from handover.usecases.handover_list import list_period

    today = local_day(desk, ctx.now())
    within = ctx.leaving(_LEFT)
    with ctx.best_effort("Reading today's waits"):
        return estimate_of(list_period(within, Period(today, today), zone(desk.time_zone)).rows)
    return None


def estimate_words(seconds: int | None, texts: Catalogue) -> str:
    """Returns the sentence about the estimate: that it is not known, or the time, in minutes when it is long."""
    if seconds is None:
        return texts.text("waiting.unknown")
    if seconds <= _SPOKEN_AS_SECONDS:
        return texts.text("waiting.estimate_seconds", seconds=seconds)
    minutes = ceil(seconds / 60)
    return texts.text("waiting.estimate_minutes", minutes=minutes)


def _estimate_of_todays_desk(ctx: RequestContext) -> int | None:
    try:
        with ctx.best_effort("Reading the desk"):
            return estimate(ctx, ctx.storage.desk())
    except DeskError as error:
        ctx.log.warn(str(error))
    return None


_SPOKEN_AS_SECONDS = 90
