"""Sign in with a code, and out again. A seat is what being signed in is: one object for each browser, which can be taken
away at any time."""

from __future__ import annotations

from handover.core.access.sign_in_code import MOST_TRIES, CodeError, is_right, read_code, still_good
from handover.core.access.viewer import Visitor
from handover.core.desk.config import Agent, Desk
from handover.usecases.context import Tools


def use_code(tools: Tools, desk: Desk, challenge: str, typed: str) -> Agent:
    """The agent who is let in, once, by what was typed for this challenge. Each try is counted before it is judged.

    Raises CodeError, StorageError.
    """
    code, codes, now = read_code(typed), tools.storage.codes, tools.now()
    asked = still_good(codes.asked(challenge), now)
    n = codes.claim_try(challenge, MOST_TRIES, now)
    if n == 0:
        raise CodeError("spent")
    right = is_right(code, challenge, tools.settings.accepted("DASHBOARD_SECRET"))
    agent = desk.agent(asked.agent)
    if agent is None or not right:
        raise CodeError("wrong", MOST_TRIES - n) if n < MOST_TRIES else CodeError("spent")
    if not codes.claim(challenge, "used", now):
        raise CodeError("used")
    return agent


def take_seat(tools: Tools, agent: Agent, seat: str) -> None:
    """Sign in the browser that holds the secret `seat`. Raises StorageError."""
    tools.storage.seats.take(agent.phone, seat, tools.now())


def leave_seat(tools: Tools, visitor: Visitor, everywhere: bool = False) -> None:
    """Sign out in this browser, or in all that the agent signed in with. Raises StorageError."""
    if everywhere:
        tools.storage.seats.leave_all(visitor.agent.phone)
    else:
        tools.storage.seats.leave(visitor.agent.phone, visitor.seat)
