"""An agent missed a call: their phone rang as long as the desk lets it, or was picked up, and no key said what they want.

After some in a row the agent is set away, so that customers do not wait for a phone that nobody hears. They get one text
message about it. Who accepts or passes begins anew, and so does who comes back. All of this happens when the agent's leg has
ended, which nobody waits for. A report that is lost is a miss that does not count.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from handover.core.call.call_status import CallStatus
from handover.core.call.events import (
    TOGETHER,
    Event,
    EventKind,
    HuntTarget,
    LegReport,
    Timeline,
    frozen_order,
    number_fact,
)
from handover.core.call.hunt import MISSES, Hunt, called_back, hunt_of
from handover.core.desk.config import DeskError
from handover.core.i18n import catalogue
from handover.usecases.agent_link import SENT
from handover.usecases.context import RequestContext

#: The report that the agent's phone rings.
_RINGS = f"agent-{CallStatus.RINGING}"

#: Twilio may ring for so much less than the desk wants. A phone that stopped earlier was ended by somebody else.
_SHORTER = timedelta(seconds=6)
#: A ring that took no time at all: its beginning was reported late.
_NO_TIME = timedelta(seconds=1)
#: Seconds for which the message may be delivered, and that must be left of the request's time to send it.
_VALID_FOR, _LEAST_TO_SEND = 3600, 3.0
#: Longer desk names are cut, because the message should need at most two parts.
_LONGEST_NAME = 30


def count_miss(ctx: RequestContext, handover_id: str, end: LegReport) -> None:
    """Count the call if the agent missed it, or begin anew if they decided something about it. `end` reports the end of
    their leg. Logs what fails."""
    try:
        with ctx.best_effort("Counting a missed call"):
            _count(ctx, handover_id, end)
    except DeskError as error:
        ctx.log.warn(str(error))


def _count(ctx: RequestContext, handover_id: str, end: LegReport) -> None:
    """Raises StorageError, TelephoneError, DeskError."""
    frozen = ctx.storage.handovers.events_of(handover_id, EventKind.HUNT).get(EventKind.HUNT)
    most = number_fact(frozen.facts, MISSES) if frozen else 0
    if frozen is None or not most:
        return
    events, legs = _read(ctx, handover_id, frozen, end)
    timeline = Timeline([frozen, *events])
    hunt = hunt_of(timeline)
    agent = hunt.agent_of(end.attempt) if hunt else None
    if hunt is None or agent is None:
        return
    if _own(timeline, end.attempt, EventKind.ACCEPTED, EventKind.PASSED):
        ctx.storage.availability.forget_misses(agent.id)
        return
    if not _was_missed(timeline, hunt, number_fact(frozen.facts, "ring"), legs, end):
        return
    if _calls_back(ctx, handover_id, hunt, end, agent.id):
        ctx.storage.availability.forget_misses(agent.id)
    # Who is rung again for the same customer misses the same call.
    elif ctx.storage.availability.note_miss(agent.id, handover_id, most, ctx.now()):
        _set_away(ctx, agent, most)


def _read(
    ctx: RequestContext, handover_id: str, frozen: Event, end: LegReport
) -> tuple[Sequence[Event], Sequence[LegReport]]:
    """Returns the events and the leg reports that decide. One agent's are few, and their names are known; of agents who were
    rung together everything is read. Whether the customer was still there decides nothing about an agent who pressed a
    key."""
    handovers, attempt = ctx.storage.handovers, end.attempt
    if TOGETHER in frozen.facts:
        return handovers.story(handover_id)
    chosen = {EventKind.CHOSEN: attempt} if attempt > len(frozen_order(frozen.facts)) else {}
    over = {EventKind.ENDED: 0, EventKind.CANCELED: 0}
    if end.fact.endswith(CallStatus.COMPLETED):
        pressed = {EventKind.ACCEPTED: attempt, EventKind.PASSED: attempt}
        found, _ = handovers.events_beside(handover_id, chosen | pressed)
        if not pressed.keys() & found.keys():
            found |= handovers.events_beside(handover_id, over)[0]
        return [*found.values()], ()
    found, (legs,) = handovers.events_beside(handover_id, chosen | over, lambda: _ring(ctx, handover_id, attempt))
    return [*found.values()], legs


def _calls_back(ctx: RequestContext, handover_id: str, hunt: Hunt, end: LegReport, agent_id: str) -> bool:
    """Returns whether the agent ended the attempt with the key for a call back. It is read last: few do."""
    if not end.fact.endswith(CallStatus.COMPLETED):
        return False
    number = min(hunt.together, default=end.attempt) if end.attempt in hunt.together else end.attempt
    found, _ = ctx.storage.handovers.events_beside(handover_id, {EventKind.MISSED: number})
    ended = called_back(Timeline(found.values()))
    return ended is not None and ended.facts.get("agent") == agent_id


def _ring(ctx: RequestContext, handover_id: str, attempt: int) -> Sequence[LegReport]:
    """Returns the report that the agent's phone rings: in the claim of the link that they got, as mostly, or by itself."""
    handovers = ctx.storage.handovers
    with_link = handovers.reports_of(handover_id, attempt, (SENT,))
    rings = any(report.fact == _RINGS for report in with_link)
    return with_link if rings else [*with_link, *handovers.reports_of(handover_id, attempt, (_RINGS,))]


def _was_missed(timeline: Timeline, hunt: Hunt, ring: int, legs: Sequence[LegReport], end: LegReport) -> bool:
    """Returns whether the end of the leg was the agent's own doing: the customer was there, no colleague who was rung at the
    same time took the call, and the phone rang long enough."""
    if timeline.has(EventKind.ENDED, EventKind.CANCELED):
        return False
    if end.fact.endswith(CallStatus.COMPLETED):
        return True
    if end.attempt in hunt.together and any(_own(timeline, n, EventKind.ACCEPTED) for n in hunt.together):
        return False
    began = [leg.at for leg in legs if leg.attempt == end.attempt and leg.fact == _RINGS]
    rang = end.at - min(began) if began else timedelta(0)
    return rang < _NO_TIME or rang >= timedelta(seconds=ring) - _SHORTER


def _own(timeline: Timeline, attempt: int, *kinds: EventKind) -> list[Event]:
    return [event for kind in kinds for event in timeline.all(kind) if event.attempt == attempt]


def _set_away(ctx: RequestContext, target: HuntTarget, misses: int) -> None:
    """Set the agent away, and text them how to come back: at most once, because the flag is claimed first. Raises
    StorageError, TelephoneError, DeskError."""
    if not ctx.storage.availability.set_away_for_misses(target.id, misses, ctx.now()):
        return
    ctx.log.note(away=misses)
    desk = ctx.storage.desk()
    agent = desk.agent(target.id)
    if agent is None or not agent.own_phone or not ctx.settings.dashboard_secret:
        return
    if ctx.deadline.left() < _LEAST_TO_SEND:
        ctx.log.warn("An agent was set away and may not know it: there was too little time left for a message.")
        return
    texts = catalogue(agent.language)
    message = texts.text(
        "sms.away",
        desk=desk.spoken_name(texts)[:_LONGEST_NAME].strip(),
        misses=misses,
        link=f"{ctx.settings.url('dashboard')}?view=now",
    )
    ctx.telephone.send_sms(agent.own_phone, message, _VALID_FOR, desk.number_for(agent.own_phone))
