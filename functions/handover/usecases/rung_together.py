"""The end of a Dial that rang several agents together: who of them had the call, and how each attempt ended.

Twilio ends the other legs when one is picked up, also by a mailbox, and reports one status for the whole Dial. Who picked up
is in the reports of the legs. The others were cut short: that says nothing of them, and they may be rung again at once. If
no report is there yet, all wait for their pause.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from handover.core.call.call_status import CallStatus
from handover.core.call.events import ATTEMPT, CUT_SHORT, TOGETHER, EventKind, Timeline, number_fact
from handover.core.call.hunt import together_with
from handover.usecases.leg import Leg

#: What is read besides of such a Dial.
SHARED = (EventKind.CHOSEN, EventKind.ACCEPTED)

_PICKED_UP = (CallStatus.COMPLETED, CallStatus.ANSWERED)


def attempts_of(leg: Leg) -> tuple[int, ...]:
    """Returns the attempts of the leg's Dial; `SHARED` must be read if several agents were rung together."""
    return together_with(leg.hunt, leg.attempt, Timeline(leg.events.values())) if leg.first else (leg.attempt,)


def accepted_by(leg: Leg) -> int:
    """Returns the attempt of the agent who accepted, or the Dial's first one if that is not on record."""
    accepted = leg.events.get(EventKind.ACCEPTED) if leg.first else None
    return (number_fact(accepted.facts, ATTEMPT) if accepted else 0) or leg.attempt


def cut_short(leg: Leg, taken: int) -> Mapping[str, Mapping[str, str]]:
    """Returns the fact that the other attempts were cut short by the one that took the call; none if one agent was rung."""
    others = [n for n in attempts_of(leg) if n != taken]
    return {TOGETHER: {str(n): CUT_SHORT for n in others}} if others else {}


def ends(leg: Leg, over: bool = False) -> Mapping[str, Mapping[str, str]]:
    """Returns the fact of how each attempt of the Dial ended without a conversation; none if one agent was rung. `over` is
    whether the call is over."""
    if not leg.first:
        return {}
    attempts, status = attempts_of(leg), leg.form.get("DialCallStatus", "")
    reports = [] if over or status not in _PICKED_UP else _reports(leg)
    answered = {n for n in attempts if any(name.endswith(f"/{n}.agent-{CallStatus.IN_PROGRESS}") for name in reports)}
    return {TOGETHER: {str(n): CUT_SHORT if answered and n not in answered else status for n in attempts}}


def _reports(leg: Leg) -> Sequence[str]:
    with leg.ctx.best_effort("Reading who picked up"):
        return leg.ctx.storage.handovers.list_legs(leg.handover_id)
    return ()
