"""Ring the agent of an attempt that was frozen, or several together, or show the customer into the line.

An attempt is frozen before its phone rings, so that a repetition rings the same agent and other calls see it. Two calls that
choose the same agent at the same moment are told apart afterwards: each looks at the others once more, and gives the attempt
up if one of them rings that agent. At least one of the two sees the other, so no phone is rung twice; if both do, both
customers go to the line, where the first comes first (decision 46).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from handover.core.call import hunting
from handover.core.call.events import TOGETHER, EventKind, HuntTarget, frozen_order, number_fact, text_fact
from handover.core.call.hunt import YIELDED, goes_on_in_room
from handover.core.call.nobody_left import Offer
from handover.core.desk.limits import Limits
from handover.usecases import line
from handover.usecases.leg import Leg


@dataclass(frozen=True)
class Attempt:
    """An attempt that was frozen at a time, `mine` if this request did it. `contenders` are the ids of the handovers that
    may ring the same agent at this moment. `say` is the text that the customer hears. `others` are the agents who are rung
    with this one, by their attempts."""

    number: int
    agent: HuntTarget
    frozen_at: datetime
    mine: bool
    contenders: Sequence[str]
    say: str
    others: Mapping[int, HuntTarget] = field(default_factory=dict)

    @property
    def all(self) -> Mapping[int, HuntTarget]:
        """The agents who are rung, by their attempts."""
        return {self.number: self.agent, **self.others}


def ring(leg: Leg, attempt: Attempt) -> str:
    """Returns the Dial to the agent, or the way to the line if another call rings them, or one of them. A change of the desk
    has no effect on what was frozen."""
    if _given_up(leg, attempt):
        return go_to_line(leg, after(leg, max(attempt.all)))
    ring_seconds = number_fact(leg.hunt, "ring") or Limits.ring_agent_seconds
    if patience_of(leg):
        ring_seconds = hunting.ring_seconds(ring_seconds, patience_left(leg, attempt.frozen_at))
    return leg.customer.dial(
        leg.handover_id,
        attempt.number,
        attempt.agent,
        leg.callback_urls,
        caller=leg.ctx.settings.twilio_number,
        ring=ring_seconds,
        time_limit=int(leg.facts["time_limit"]),
        say=attempt.say,
        others=attempt.others,
        record=leg.hunt.get("record") == "agreed",  # core/call/call_recording.py, which few calls need
        room=goes_on_in_room(leg.hunt),
    )


def go_to_line(leg: Leg, number: int) -> str:
    """Returns the way to the line, where the customer waits for the attempt of that number."""
    language, offer = leg.customer.language_word, Offer.from_facts(leg.hunt).word
    return leg.customer.go_to(leg.callback_urls.step("wait", leg.handover_id, number, language=language, offer=offer))


def after(leg: Leg, number: int) -> int:
    """Returns the number of the attempt after that one, once the frozen order is exhausted."""
    return max(len(frozen_order(leg.hunt)), number) + 1


def patience_of(leg: Leg) -> timedelta:
    """Returns for how long agents are tried after the key press. 0: each once, as in a hunt that is stored without one."""
    return timedelta(seconds=number_fact(leg.hunt, "patience"))


def patience_left(leg: Leg, now: datetime) -> float:
    """Returns the seconds that are left of the customer's patience."""
    return hunting.left(leg.events[EventKind.HUNT].at, patience_of(leg), now)


def record(leg: Leg, *facts: tuple[EventKind, int, dict[str, Any]]) -> None:
    """Record events, each with its attempt and facts, at the same time. The call does not depend on them."""
    ctx, at = leg.ctx, leg.ctx.now()
    works = [partial(ctx.storage.handovers.add, leg.handover_id, kind, at, known, n) for kind, n, known in facts]
    with ctx.best_effort(f"Recording {' and '.join(kind for kind, _, _ in facts)}"):
        ctx.storage.in_parallel(*works)


def _given_up(leg: Leg, attempt: Attempt) -> bool:
    """Returns whether the attempt is not to be made: another call rings that agent, or an earlier copy of this request
    found so."""
    if not patience_of(leg):
        return False
    if not attempt.mine and _was_given_up(leg, attempt.number):
        return True
    if not line.rung_elsewhere(leg.ctx, attempt.contenders, [agent.id for agent in attempt.all.values()]):
        return False
    together = {TOGETHER: {str(number): YIELDED for number in attempt.all}} if attempt.others else {}
    record(
        leg,
        (EventKind.MISSED, attempt.number, {"status": YIELDED, "next": 0, **together}),
        (EventKind.WAITING, after(leg, max(attempt.all)), {}),
    )
    return True


def _was_given_up(leg: Leg, number: int) -> bool:
    with leg.ctx.best_effort("Reading how the attempt ended"):
        found, _ = leg.ctx.storage.handovers.events_beside(leg.handover_id, {EventKind.MISSED: number})
        return any(text_fact(event.facts, "status") == YIELDED for event in found.values())
    return False
