"""Who gets which agent while customers wait in line: the decisions of `core/call/hunting.py`, for many agents at once.

Agents are numbers in the order of desk.json, and a set of them is an integer with a bit for each: a desk of a thousand
agents is asked some hundred thousand times a day.
"""

from __future__ import annotations

from bisect import insort
from dataclasses import dataclass, field

from handover.core.call.wrapping_up import PAUSE


@dataclass(slots=True, eq=False)
class Place:
    """A customer who pressed a key: `pressed` is when. `missed` are the agents who did not pick up, and when that was
    over."""

    pressed: float
    number: int
    missed: dict[int, float] = field(default_factory=dict)

    @property
    def key(self) -> tuple[float, int]:
        return self.pressed, self.number

    def resting(self, now: float) -> int:
        """Returns the agents who are not rung again for this customer yet."""
        pause = PAUSE.total_seconds()
        return sum(1 << agent for agent, over in self.missed.items() if now - over < pause)


class Board:
    """`engaged` are the agents who talk, wrap up or are being rung."""

    def __init__(self) -> None:
        self.engaged = 0
        self._line: list[Place] = []

    def engage(self, agent: int, on: bool) -> None:
        self.engaged = self.engaged | 1 << agent if on else self.engaged & ~(1 << agent)

    def join(self, place: Place) -> None:
        insort(self._line, place, key=lambda each: each.key)

    def leave(self, place: Place) -> None:
        self._line.remove(place)

    def free_for(self, place: Place, on_duty: int, now: float) -> int:
        """Returns the agents who are free for a customer: not engaged, and nobody further ahead gets them."""
        free = ((1 << on_duty) - 1) & ~self.engaged
        for ahead in self._line:
            if ahead.key >= place.key or not free:
                break
            best = free & ~ahead.resting(now)
            free &= ~(best & -best)
        return free


def first(agents: int) -> int:
    """Returns the first agent of a set that has one."""
    return (agents & -agents).bit_length() - 1
