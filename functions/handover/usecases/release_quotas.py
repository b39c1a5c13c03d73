"""Give back later what a handover claimed and could not give back at once: storage was slow, or the process died.

The scheduler does it for handovers that were surely not placed. Their claims are found by the handover's id in them. What
was given back already is not read again, and marking twice is marking once.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from handover.core import phone_numbers
from handover.core.call.state import Handover
from handover.core.desk.config import Desk, DeskError
from handover.core.desk.hours import local_day
from handover.services.storage.quotas import ClaimSet
from handover.usecases.context import RequestContext

#: The claims of a start are written within seconds after its permit; a day or an hour may end in between.
_SECONDS_LATER = (timedelta(0), timedelta(seconds=30))
#: Claims that are read at the same time.
_BATCH = 32


def release_quotas_of(ctx: RequestContext, handover: Handover) -> None:
    """Give back the quotas of a handover that was surely not placed. Raises StorageError."""
    for claims in _sets(ctx, handover):
        _release(ctx, claims, handover.id)


def release_quotas_of_day(ctx: RequestContext, handover_id: str, at: datetime) -> None:
    """Give back the day's quota of a handover that claimed it at about that time and never had a permit. Of its number
    nothing is known: a start to that number does not count the claim. Raises StorageError."""
    desk = _desk(ctx)
    days = {local_day(desk, at + later) for later in _SECONDS_LATER} if desk else _any_day(at)
    for day in sorted(days):
        _release(ctx, ctx.storage.quotas.calls_on(day), handover_id)


def _release(ctx: RequestContext, claims: ClaimSet, handover_id: str) -> None:
    """Mark the handover's claim in this set, if it has one that is not marked. It has at most one."""
    held = claims.taken().held
    for first in range(0, len(held), _BATCH):
        for claim in claims.read(held[first : first + _BATCH]):
            if claim.owner == handover_id:
                ctx.storage.quotas.release(claim)
                return


def _sets(ctx: RequestContext, handover: Handover) -> Iterator[ClaimSet]:
    if not handover.phone:  # refused before its number was read: it claimed nothing
        return
    quotas, times = ctx.storage.quotas, [handover.requested_at + later for later in _SECONDS_LATER]
    yield quotas.calls_to(handover.phone)
    desk = _desk(ctx)
    days = {local_day(desk, at) for at in times} if desk else _any_day(handover.requested_at)
    yield from (quotas.calls_on(day) for day in sorted(days))
    if desk and desk.limits.calls_per_country_per_hour:
        country = phone_numbers.country_of(handover.phone)
        hours = {at.replace(minute=0, second=0, microsecond=0) for at in times}
        yield from (quotas.calls_to_country(country, hour) for hour in sorted(hours))


def _any_day(at: datetime) -> set[date]:
    """Returns the days that it may have been on the desk's calendar, whose time zone is not known now."""
    return {(at + timedelta(days=days)).date() for days in (-1, 0, 1)}


def _desk(ctx: RequestContext) -> Desk | None:
    try:
        return ctx.storage.desk()
    except DeskError:
        return None
