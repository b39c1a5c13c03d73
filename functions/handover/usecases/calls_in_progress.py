"""Enforce the limit on calls in progress at the same time, if the desk has one.

Every start writes its live marker first and lists the markers afterwards. Of one start too many, the last to list sees all
the others, so there are never more calls than the limit. Two starts that race for the last place may see each other and
both be refused: the limit is a safety net for telephone lines, and the chat is asked to try again in a moment.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handover.core.call.hunting import engaged
from handover.core.call.state import Handover, State
from handover.core.call.wrapping_up import wrapping_up
from handover.usecases.context import RequestContext
from handover.usecases.quota import LimitReachedError

#: Markers may outlive their calls. So many handovers are read to find those that are live; beyond that a marker counts.
_MOST_READ = 100


@dataclass(frozen=True)
class CallsInProgress:
    """The live handovers. Of `unknown` more only the marker is known. `talking` are the ids of the agents who talk to a
    customer, or call one back, `wrapping_up` those of the ids of the agents who still
    wrap up their last conversation."""

    handovers: tuple[Handover, ...] = ()
    unknown: int = 0
    talking: frozenset[str] = frozenset()
    wrapping_up: frozenset[str] = frozenset()

    @property
    def count(self) -> int:
        return len(self.handovers) + self.unknown


def calls_in_progress(ctx: RequestContext, marked: Sequence[str]) -> CallsInProgress:
    """Returns what is live of the handovers with these ids, in two rounds: one listing for each, and a read for each event
    that this container has not read before. Raises StorageError."""
    found = ctx.storage.handovers.load_many(marked[:_MOST_READ], ctx.now())
    live = tuple(handover for handover in found if handover is not None and handover.in_progress)
    talks = [each for each in live if each.state is State.CONNECTED or each.back_of]
    talking = {agent for handover in talks for agent in engaged(handover, ctx.now())}
    written = [wrapping_up(handover, ctx.now()) for handover in found if handover is not None]
    return CallsInProgress(live, len(marked[_MOST_READ:]), frozenset(talking), frozenset().union(*written))


def all_lines_busy(ctx: RequestContext, marked: Sequence[str], most: int) -> bool:
    """Returns whether one more call would be more than `most` (0: no limit); `marked` are the ids with a live marker. Raises
    StorageError."""
    return bool(most) and _reached(ctx, marked, most)


def require_place(ctx: RequestContext, handover_id: str, most: int) -> None:
    """Return when at most `most` handovers are live, this one included; its marker must be written. Raises
    LimitReachedError, StorageError."""
    if _reached(ctx, [marked for marked in ctx.storage.handovers.marked_live() if marked != handover_id], most):
        raise LimitReachedError("limit_reached", "calls_in_progress")


def _reached(ctx: RequestContext, marked: Sequence[str], most: int) -> bool:
    return len(marked) >= most and calls_in_progress(ctx, marked).count >= most
