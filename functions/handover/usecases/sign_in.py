"""Sign in with a code, and out again. A seat is what being signed in is: one object for each browser, which can be taken
away at any time."""

from __future__ import annotations

from handover.core.access.sign_in_code import MOST_TRIES, CodeError, is_right, read_code, require_usable
from handover.core.access.viewer import Viewer
from handover.core.desk.config import Agent, Desk
from handover.usecases.context import RequestContext


def use_code(ctx: RequestContext, desk: Desk, challenge: str, typed: str) -> Agent:
    """The agent who is let in, once, by what was typed for this challenge. Each try is counted before it is judged.

    Raises CodeError, StorageError.
    """
    code, codes, now = read_code(typed), ctx.storage.codes, ctx.now()
    asked = require_usable(codes.asked(challenge), now)
    n = codes.claim_try(challenge, MOST_TRIES, now)
    if n == 0:
        raise CodeError("spent")
    right = is_right(code, challenge, ctx.settings.accepted("DASHBOARD_SECRET"))
    agent = desk.agent(asked.agent)
    if agent is None or not right:
        raise CodeError("wrong", MOST_TRIES - n) if n < MOST_TRIES else CodeError("spent")
    if not codes.claim(challenge, "used", now):
        raise CodeError("used")
    return agent


def take_seat(ctx: RequestContext, agent: Agent, seat: str) -> None:
    """Sign in the browser that holds the secret `seat`. Raises StorageError."""
    ctx.storage.seats.take(agent.phone, seat, ctx.now())


def leave_seat(ctx: RequestContext, viewer: Viewer, everywhere: bool = False) -> None:
    """Sign out in this browser, or in all that the agent signed in with. Raises StorageError."""
    if everywhere:
        ctx.storage.seats.leave_all(viewer.agent.phone)
    else:
        ctx.storage.seats.leave(viewer.agent.phone, viewer.sign_in_id)
