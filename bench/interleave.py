"""Runs several measurements in turn (A B C A B C …), so that a machine whose speed drifts is equally slow for all.

A ratio is taken within each round and the median of the rounds counts: both its sides ran within the same seconds.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from typing import TypeVar

Name = TypeVar("Name", bound=Hashable)
#: Runs once. Returns the seconds to count, or None to count those of the whole call.
Thunk = Callable[[], float | None]

#: What the page's medians are made of at least.
FEWEST = 9


@dataclass(frozen=True)
class Sample:
    """The values of one measurement, in the order of the rounds. Never empty."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        return median(self.values)

    @property
    def quartiles(self) -> tuple[float, float]:
        """The first and the third quartile; both are the value if there is only one."""
        if len(self.values) == 1:
            return self.values[0], self.values[0]
        first, _, third = quantiles(self.values, n=4, method="inclusive")
        return first, third

    def scaled(self, factor: float) -> Sample:
        """Returns the same values in another unit."""
        return Sample(tuple(value * factor for value in self.values))

    def less(self, other: Sample) -> Sample:
        """Returns the differences to `other`, round by round."""
        return Sample(tuple(mine - theirs for mine, theirs in zip(self.values, other.values, strict=True)))

    def over(self, other: Sample) -> Sample:
        """Returns the ratios to `other`, round by round."""
        return Sample(tuple(mine / theirs for mine, theirs in zip(self.values, other.values, strict=True)))

    def text(self, digits: int = 0) -> str:
        """Returns "median (first quartile–third quartile)"."""
        low, high = self.quartiles
        return f"{self.median:.{digits}f} ({low:.{digits}f}–{high:.{digits}f})"


def interleave(thunks: Mapping[Name, Thunk], times: int, unmeasured: int = 1) -> dict[Name, Sample]:
    """Runs every thunk once a round, in their order. Returns a sample of `times` values in seconds for each name.

    `unmeasured`: rounds before, which fill the caches of the disk and are not counted.
    """
    return {name: Sample(tuple(values)) for name, values in _rounds(thunks, times, unmeasured).items()}


def _rounds(thunks: Mapping[Name, Thunk], times: int, unmeasured: int) -> Mapping[Name, Sequence[float]]:
    values: dict[Name, list[float]] = {name: [] for name in thunks}
    for number in range(unmeasured + times):
        for name, thunk in thunks.items():
            took = _timed(thunk)
            if number >= unmeasured:
                values[name].append(took)
    return values


def _timed(thunk: Thunk) -> float:
    began = time.perf_counter()
    counted = thunk()
    return time.perf_counter() - began if counted is None else counted
