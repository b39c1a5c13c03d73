"""Erlang C: how many agents a line of calls needs, if calls come at random and everybody waits.

There are libraries. pyworkforce is the known one; it needs Python 3.12 and Google's OR-Tools, for twenty lines of
arithmetic. Load is in erlangs: calls in an hour, times seconds of work for each, over 3600.
"""

from __future__ import annotations

import math

_MOST_AGENTS = 100_000


def waiting_probability(agents: int, load: float) -> float:
    """Returns the probability that a caller must wait (Erlang C); 1 if the load is as many erlangs as agents, or more."""
    if load <= 0:
        return 0.0
    if agents <= load:
        return 1.0
    blocked = 1.0  # Erlang B, by its recurrence: no factorial gets too large
    for number in range(1, agents + 1):
        blocked = load * blocked / (number + load * blocked)
    return agents * blocked / (agents - load * (1 - blocked))


def service_level(agents: int, load: float, handling: float, within: float) -> float:
    """Returns the share of callers who wait at most `within` seconds. `handling` is an agent's seconds for each call."""
    if agents <= load:
        return 0.0
    return 1 - waiting_probability(agents, load) * math.exp(-(agents - load) * within / handling)


def mean_wait(agents: int, load: float, handling: float) -> float:
    """Returns the mean seconds of waiting over all callers."""
    return math.inf if agents <= load else waiting_probability(agents, load) * handling / (agents - load)


def agents_for(load: float, handling: float, share: float = 0.8, within: float = 20.0) -> int:
    """Returns the fewest agents with whom `share` of the callers wait at most `within` seconds; 0 for no load."""
    if load <= 0:
        return 0
    for agents in range(math.floor(load) + 1, _MOST_AGENTS):
        if service_level(agents, load, handling, within) >= share:
            return agents
    raise ValueError(f"{load} erlangs are more than this search covers.")
