"""Sum up who asked for a person and got one, day by day, for the table of months.

The table spans more days than a page can list, and more than handovers are kept. So the scheduler counts each of the desk's
days once, when the day after it is over: then most of its requests have a result. A day with a call that was booked for
later is counted once more, when that call must be over. What a day costs does not depend on how many days are stored: two
listings for each of the four UTC days around it, and their packs of rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from handover.core.desk.config import Desk
from handover.core.desk.hours import local_day
from handover.core.desk.open_time import OpenTime
from handover.core.report.months import COUNTED_AFTER, table_months
from handover.core.report.period import Period
from handover.core.report.person_sums import PersonSum, day_sum
from handover.core.report.requests_for_person import requests_of
from handover.core.time_zones import zone
from handover.services.storage.desk_file import NoDeskError
from handover.usecases.context import RequestContext
from handover.usecases.handover_list import list_days

#: Days that are counted in one run, next to each other: a desk that has many uncounted ones is done after some runs.
_AT_ONCE = 3
_DAY = timedelta(days=1)


def sum_days(ctx: RequestContext, done: str) -> str:
    """Count some of the days that are not counted yet, the latest first. `done` is the day of the desk on which nothing was
    left to count, as this returned it; on that day there is nothing to do. Returns today in the same form when nothing is
    left, else `done`. Raises StorageError."""
    try:
        desk = ctx.storage.desk()
    except NoDeskError:
        return done
    today = local_day(desk, ctx.now())
    if done == today.isoformat():
        return done
    stored: dict[date, PersonSum] = {}
    days = _days(ctx, desk, today)
    if days:
        stored = ctx.storage.month_sums.of_months(days)
    over = timedelta(days=desk.bookings.days_ahead + 2)
    missing = [day for day in days if day not in stored or _is_early(stored[day], day + over, today)]
    some = [day for day in missing if missing[0] - day < _AT_ONCE * _DAY]
    if some and not _count(ctx, desk, some, stored):
        return done
    return today.isoformat() if len(some) == len(missing) else done


def _days(ctx: RequestContext, desk: Desk, today: date) -> list[date]:
    """Returns the days of the table that can be counted, the latest first: all handovers of the day and of those beside it
    are kept."""
    oldest = ctx.storage.month_sums.oldest_day()
    if oldest is None:
        return []
    kept = today - timedelta(days=desk.retention.handover_days - 2)
    first, last = max(oldest, kept, table_months(today)[-1].first), today - COUNTED_AFTER
    return [last - timedelta(days=n) for n in range((last - first).days + 1)]


def _is_early(known: PersonSum, over: date, today: date) -> bool:
    """Returns whether the sum has requests without a result, which have one by now."""
    return known.waiting > 0 and known.counted < over.isoformat() <= today.isoformat()


def _count(ctx: RequestContext, desk: Desk, days: Sequence[date], stored: Mapping[date, PersonSum]) -> bool:
    """Count those days, latest first, and store them. Returns whether there was time for all of their handovers."""
    local, today = zone(desk.time_zone), local_day(desk, ctx.now())
    around = Period(days[-1] - _DAY, days[0] + _DAY).stored_days(local, ctx.now())
    listed = list_days(ctx, around)
    if listed.left_out:
        ctx.log.warn(f"Days are not summed yet: {listed.left_out} handovers could not be read in time.")
        return False
    requests = requests_of(listed.rows, OpenTime(desk))
    fresh = {day: day_sum(requests, day, local, today) for day in days}
    months = {(day.year, day.month) for day in fresh}
    kept = {day: known for day, known in stored.items() if (day.year, day.month) in months}
    ctx.storage.month_sums.put({**kept, **fresh})
    return True
