"""The desk's status, and the changes to it: an agent goes away or comes back, a lead pauses or resumes the desk.

A change applies to calls that are requested from now on; calls under way go on as they began. Repeating a change keeps
both its author and its time.

Every page has read the availability already. The status costs besides: one listing of the day's calls, one of the live
markers, one read of the scheduler's heartbeat, and one read for each flag that is on, all at the same time; then the live
handovers, and the list of the day's handovers, whose rows say which limits were hit.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from handover.core.desk.config import Agent, Desk
from handover.core.desk.hours import hours_today, local_day, works
from handover.core.desk.status import AgentStatus, AvailabilityChange, DeskStatus
from handover.core.report.limits_hit import LimitHit, limits_hit
from handover.core.report.period import Period
from handover.core.time_zones import zone
from handover.errors import HandoverError
from handover.services.storage.availability import Availability
from handover.usecases.calls_in_progress import all_lines_busy
from handover.usecases.context import RequestContext
from handover.usecases.handover_list import list_period, live_rows


class NotOnTheDeskError(HandoverError):
    """The agent is not (or no longer) in desk.json."""


def desk_status(ctx: RequestContext, desk: Desk, availability: Availability) -> DeskStatus:
    """Returns the desk's present status. Raises StorageError."""
    storage, today = ctx.storage, local_day(desk, ctx.now())
    away = storage.availability.away(availability, desk)
    calls, last_sweep, marked, paused, *changes = storage.in_parallel(
        lambda: storage.quotas.count_calls_on(today),
        storage.last_sweep,
        storage.handovers.marked_live,
        lambda: storage.availability.paused_since() if availability.paused else None,
        *[partial(storage.availability.away_since, agent_id) for agent_id in away],
    )
    since, talking = dict(zip(away, changes, strict=True)), _talking(ctx, marked)
    return DeskStatus(
        agents=tuple(_status(agent, since.get(agent.id), talking.get(agent.id), ctx.now()) for agent in desk.agents),
        calls_today=calls,
        all_lines_busy=all_lines_busy(ctx, marked, desk.limits.calls_in_progress),
        paused=paused,
        last_sweep=last_sweep,
    )


def _status(agent: Agent, away: AvailabilityChange | None, talking: datetime | None, now: datetime) -> AgentStatus:
    return AgentStatus(agent, away, talking, off=not works(agent, now), today=hours_today(agent, now))


def limits_hit_today(ctx: RequestContext, desk: Desk) -> list[LimitHit] | None:
    """Returns the limits that were hit on the desk's own day, or None if that cannot be read now."""
    today = local_day(desk, ctx.now())
    with ctx.best_effort("Reading which limits were hit"):
        return limits_hit(list_period(ctx, Period(today, today), zone(desk.time_zone)).rows)
    return None


def set_away(ctx: RequestContext, desk: Desk, agent_id: str, away: bool, by: str) -> None:
    """Set an agent away or available; `by` is the id of the agent who does it. Raises NotOnTheDeskError, StorageError."""
    if desk.agent(agent_id) is None:
        raise NotOnTheDeskError("That agent is not on the desk.")
    ctx.storage.availability.set_away(agent_id, away, by, ctx.now())
    ctx.log.note(outcome="away" if away else "available")


def pause_desk(ctx: RequestContext, paused: bool, by: str) -> None:
    """Pause the desk or resume it; `by` is the id of the lead who does it. Raises StorageError."""
    ctx.storage.availability.set_paused(paused, by, ctx.now())
    ctx.log.note(outcome="paused" if paused else "resumed")


def _talking(ctx: RequestContext, marked: Sequence[str]) -> dict[str, datetime]:
    """Returns since when each agent who talks to a customer does, by the agent's id."""
    found = [each for row in live_rows(ctx, marked) for each in row.talks.items()]
    return {agent_id: datetime.fromisoformat(at) for agent_id, at in found}
