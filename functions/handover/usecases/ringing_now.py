"""Which agents' phones ring now, for the pages that tell them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from handover.core.call.called_back import ATTEMPT
from handover.core.call.state import Handover, State
from handover.core.call.state_timeouts import surely_live
from handover.usecases.calls_in_progress import calls_in_progress
from handover.usecases.context import RequestContext


class Why(StrEnum):
    """Why the phone of an agent rings: words of the texts `ring.body_…`."""

    CUSTOMER = "customer"  # a customer waits for an agent
    COLLEAGUE = "colleague"  # an agent who talks with a customer asks for them
    CALL_BACK = "call_back"  # they are about to call a customer back


@dataclass(frozen=True)
class Ringing:
    """An agent's phone that rings for a handover. `number` is that of the attempt, or of the visit in which a colleague was
    asked for: it is another one for each ring."""

    handover_id: str
    number: int
    agent_id: str
    why: Why


@dataclass(frozen=True)
class RingingNow:
    """The phones that ring, and whether any call is under way, so that one may ring in a moment."""

    phones: tuple[Ringing, ...]
    busy: bool


def ringing_now(ctx: RequestContext) -> RingingNow:
    """Returns which agents' phones ring. It costs three rounds, like the list of live handovers: one listing of the
    markers; a listing for each of them; a read for each new event. Raises StorageError."""
    live = [
        handover
        for handover in calls_in_progress(ctx, ctx.storage.handovers.marked_live()).handovers
        if surely_live(handover, ctx.now())
    ]
    return RingingNow(tuple(phone for handover in live for phone in _phones(handover, ctx.now())), bool(live))


def _phones(handover: Handover, now: datetime) -> Iterator[Ringing]:
    if handover.back_of:
        if handover.state is State.DIALING:
            yield Ringing(handover.id, ATTEMPT, handover.prefer, Why.CALL_BACK)
    elif handover.state in (State.HUNTING, State.WAITING) and handover.hunt:
        for n, agent in handover.hunt.all_ringing.items():
            yield Ringing(handover.id, n, agent.id, Why.CUSTOMER)
    for colleague in handover.colleagues:
        if colleague.may_come(now):
            yield Ringing(handover.id, colleague.number, colleague.agent.id, Why.COLLEAGUE)
