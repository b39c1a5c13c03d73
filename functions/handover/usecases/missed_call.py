"""An agent missed a call: their phone rang as long as the desk lets it, or was picked up, and no key said what they want.

After some in a row the agent is set away, so that customers do not wait for a phone that nobody hears. They get one text
message about it. Who accepts or passes begins anew, and so does who comes back. All of this happens when the agent's leg has
ended, which nobody waits for. A report that is lost is a miss that does not count.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from handover.core.call.call_status import CallStatus
from handover.core.call.events import Event, EventKind, HuntTarget, LegReport, Timeline, number_fact
from handover.core.call.hunt import MISSES, called_back, hunt_of
from handover.core.desk.config import DeskError
from handover.core.i18n import catalogue
from handover.usecases.context import RequestContext

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
    events, legs = ctx.storage.handovers.story(handover_id)
    timeline = Timeline(events)
    hunt, frozen = hunt_of(timeline), timeline.one(EventKind.HUNT)
    agent = hunt.agent_of(end.attempt) if hunt else None
    most = number_fact(frozen.facts, MISSES) if frozen else 0
    if hunt is None or frozen is None or agent is None or not most:
        return
    end_of_hunt = called_back(timeline)
    calls_back = end_of_hunt is not None and end_of_hunt.facts.get("agent") == agent.id
    if calls_back or _own(timeline, end.attempt, EventKind.ACCEPTED, EventKind.PASSED):
        ctx.storage.availability.forget_misses(agent.id)
    elif _was_missed(timeline, hunt.together, number_fact(frozen.facts, "ring"), legs, end):
        call = f"{handover_id}.{end.attempt}"
        if ctx.storage.availability.note_miss(agent.id, call, most, ctx.now()):
            _set_away(ctx, agent, most)


def _was_missed(
    timeline: Timeline, together: Sequence[int], ring: int, legs: Sequence[LegReport], end: LegReport
) -> bool:
    """Returns whether the end of the leg was the agent's own doing: the customer was there, no colleague who was rung at the
    same time took the call, and the phone rang long enough."""
    if timeline.has(EventKind.ENDED, EventKind.CANCELED):
        return False
    if end.fact.endswith(CallStatus.COMPLETED):
        return True
    if end.attempt in together and any(_own(timeline, n, EventKind.ACCEPTED) for n in together):
        return False
    began = [leg.at for leg in legs if leg.attempt == end.attempt and leg.fact == f"agent-{CallStatus.RINGING}"]
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
