"""A booking: a handover that was not dialled yet, computed from its numbered steps.

The first step, `booked.1`, holds the whole request and the time. Each further step is one of these facts, and each number is
claimed once. So moving, cancelling and dialling exclude each other: the request that wins the number decides.

    {"at": …}            moved to that time; with {"by": "desk"} when the desk could not call
    {"dial": true}       it is being dialled: the permit to dial comes next
    {"canceled": …}      the customer wants no call any more; with ASKED_ANEW, a call now in its place
    {"dropped": <why>}   it is not dialled, and why
    {"ring_back": <sid>} the customer rang us instead; with {"again": true} it is booked again if they were not connected
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from handover.core.call.events import Event, number_fact, text_fact, time_fact

#: The steps after which a booking is over, in `Booking.over`.
DIAL, CANCELED, DROPPED, RING_BACK = "dial", "canceled", "dropped", "ring_back"
#: In the step of a cancellation: a call that is asked for now takes the booking's place.
ASKED_ANEW = "asked_anew"
_OVER = (DIAL, CANCELED, DROPPED, RING_BACK)

#: A booking is an agreement about its time, give or take this: after it the agreement is broken, whatever comes then.
KEPT_WITHIN = timedelta(minutes=5)

#: In the step of a move: the desk moved it, and not the customer.
BY_DESK = {"by": "desk"}

#: Why it was booked: the customer asked for a time, a call failed, the customer asked on the phone to be called back, or an
#: agent booked it with the outcome of a call.
ASKED, RETRY, CALL_BACK, FOLLOW_UP = "asked", "retry", "call_back", "follow_up"


@dataclass(frozen=True)
class Booking:
    """`at` is the time of the call (aware, UTC) after all `moves`, `made_at` when it was booked. `after` is the id of the
    handover before it and `retry` which retry of that it is, from 1; `""` and 0 for none. `number` is the step to claim
    next. `over` is the step that ended the booking, or `""`; `over_at` is when, and `reason` why it was dropped. `overdue`
    is whether a time of it had passed when it was moved or ended, `asked_anew` whether it was cancelled for a call now.
    `prefer` is the id of the agent to ring first, or `""`."""

    at: datetime
    made_at: datetime
    why: str = ASKED
    after: str = ""
    retry: int = 0
    moves: int = 0
    moves_by_desk: int = 0
    number: int = 2
    over: str = ""
    over_at: datetime | None = None
    reason: str = ""
    overdue: bool = False
    asked_anew: bool = False
    prefer: str = ""

    @property
    def gives_way(self) -> bool:
        """Whether it is a retry that is not over: the plan booked it, and not the customer."""
        return self.why == RETRY and not self.over


def booking_of(steps: Sequence[Event]) -> Booking | None:
    """Returns the booking with these steps, which are in order, or None if there is no first one. One without a time that
    can be read is never dialled: it counts as dropped."""
    if not steps or steps[0].attempt != 1:
        return None
    first = steps[0]
    at, moves, by_desk, last, overdue = time_fact(first.facts), 0, 0, None, False
    if at is None:
        last, (over, reason) = first, (DROPPED, text_fact(first.facts, DROPPED) or "storage_unavailable")
    else:
        over = reason = ""
        for step in steps[1:]:
            overdue = overdue or step.at > at + KEPT_WITHIN
            over = next((word for word in _OVER if step.facts.get(word)), "")
            if over:
                last, reason = step, text_fact(step.facts, DROPPED) if over == DROPPED else ""
                break
            moved_to = time_fact(step.facts)
            if moved_to:
                at, moves, by_desk = moved_to, moves + 1, by_desk + (step.facts.get("by") == BY_DESK["by"])
    return Booking(
        at=at or first.at,
        made_at=first.at,
        why=text_fact(first.facts, "why") or ASKED,
        after=text_fact(first.facts, "after"),
        retry=number_fact(first.facts, "retry"),
        moves=moves,
        moves_by_desk=by_desk,
        number=steps[-1].attempt + 1,
        over=over,
        over_at=last.at if last else None,
        reason=reason,
        overdue=overdue,
        asked_anew=over == CANCELED and last is not None and last.facts.get(CANCELED) == ASKED_ANEW,
        prefer=text_fact(first.facts, "prefer"),
    )


def is_move_by_customer(facts: Mapping[str, Any]) -> bool:
    """Returns whether these facts of a step say that the customer moved the booking."""
    return "at" in facts and facts.get("by") != BY_DESK["by"]
