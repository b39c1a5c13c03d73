"""Which agents are left alone for a while because of a handover: they wrap up the conversation, or just gave the call up.

All who talked with the customer wrap up: the agent who took the call, and colleagues who came in. That begins when their
own conversation ended, and is over when they save a wrap-up, or when the desk's time for it is over. An agent whose line
broke is not left alone: the customer may ring back, and gets them first.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from handover.core.call.state import Handover, State

#: An agent who did not take the call is not rung again for the same customer before this is over, and for no other
#: customer either if they passed, or pressed the key for a call back.
PAUSE = timedelta(seconds=15)


def left_alone(handover: Handover, now: datetime) -> frozenset[str]:
    """Returns the ids of the agents whom no call rings at `now` because of this handover."""
    given_up = handover.hunt.given_up_at if handover.hunt else {}
    return wrapping_up(handover, now) | {agent for agent, at in given_up.items() if now - at < PAUSE}


def wrapping_up(handover: Handover, now: datetime) -> frozenset[str]:
    """Returns the ids of the agents who wrap up this handover at `now`. A wrap-up by somebody who did not talk with the
    customer is one for all who did."""
    if handover.hunt is None or handover.state is State.DROPPED:
        return frozenset()
    talked = dict(_talked(handover))
    saved = {str(event.facts.get("agent")) for event in handover.wraps}
    if saved - talked.keys():
        return frozenset()
    return frozenset(
        agent for agent, until in talked.items() if agent not in saved and now - until < handover.hunt.wrap_up
    )


def _talked(handover: Handover) -> Iterator[tuple[str, datetime]]:
    """Yields who talked with the customer, and when that ended; not who talks."""
    ended = handover.talked_until
    if handover.agent and (ends := [at for at in (handover.agent_left_at, ended) if at]):
        yield handover.agent.id, min(ends)
    for each in handover.colleagues:
        if each.joined_at and (ends := [at for at in (each.over_at, ended) if at]):
            yield each.agent.id, min(ends)
