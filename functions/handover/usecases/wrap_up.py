"""Record an agent's wrap-up of a handover.

Nothing is overwritten: each wrap-up is an event of its own. So two agents who write at the same moment lose nothing, and a
form that is sent twice is recognised when it is read (core/call/wrapup.py).
"""

from __future__ import annotations

from dataclasses import replace

from handover.core.call.events import Event, EventKind
from handover.core.call.state import Handover
from handover.core.call.wrapping_up import left_alone
from handover.core.call.wrapup import FOR_ME, WrapUp, may_wrap_up, saved_wrap_ups
from handover.core.desk.config import Agent
from handover.errors import HandoverError
from handover.usecases.context import RequestContext
from handover.usecases.handover_list import store_row


class TooEarlyError(HandoverError):
    """No agent has accepted the call yet, and it is not over: there is nothing to wrap up."""


def wrap_up(ctx: RequestContext, handover: Handover, wrap: WrapUp, agent: Agent) -> None:
    """Record the agent's wrap-up of the handover as it was just read, after the call that it promises is booked. Raises
    TooEarlyError, WrapUpError if that call cannot be booked, DeskError, and StorageError when it may not be recorded;
    repeating it is always safe."""
    if not may_wrap_up(handover):
        raise TooEarlyError("This handover cannot be wrapped up yet.")
    signed = replace(wrap, agent=agent.id, name=agent.name, call_for=agent.id if wrap.call_for == FOR_ME else "")
    if signed in [known.wrap for known in saved_wrap_ups(handover)]:
        return
    if signed.call_at:
        from handover.usecases.book_follow_up import book_follow_up  # most promise none

        book_follow_up(ctx, ctx.storage.desk(), handover, signed)
    number = max((event.attempt for event in handover.wraps), default=0)
    ctx.storage.handovers.wrap_up(handover.id, ctx.now(), signed.as_record(), number)
    saved = Event(EventKind.WRAPPED, ctx.now(), number + 1, signed.as_record())
    if not handover.live and not left_alone(replace(handover, wraps=(*handover.wraps, saved)), ctx.now()):
        with ctx.best_effort("Removing the live marker"):  # it stayed while the agents wrapped up
            ctx.storage.handovers.unmark_live(handover.id)
    store_row(ctx, handover.id)
    ctx.storage.forget_rows()
