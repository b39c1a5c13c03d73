"""What a campaign is, and what it reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass
class Findings:
    """What one run of a campaign counted. `broken` has a sentence for each broken promise: none is the only good result.
    `figures` are shown in the order in which they were first counted; `table` is a table for the page, its first row the
    heading."""

    figures: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)
    times: dict[str, str] = field(default_factory=dict)
    table: Sequence[Sequence[str]] = ()

    def count(self, figure: str, by: int = 1) -> None:
        self.figures[figure] += by

    def expect(self, held: bool, otherwise: str) -> None:
        """Record that a promise was broken unless it `held`."""
        if not held:
            self.broken.append(otherwise)

    def add(self, other: Findings) -> None:
        """Add the findings of another part of the same campaign."""
        self.figures.update(other.figures)
        self.broken += other.broken
        self.times |= other.times
        self.table = self.table or other.table


@dataclass(frozen=True)
class Campaign:
    """A promise in one sentence, how it is attacked, and the attack.

    `run(scale, seed)` attacks with a share of the full size (1.0 is all of it, and there is always at least one case), with
    cases that follow from the seed.
    """

    name: str
    promise: str
    how: str
    run: Callable[[float, int], Findings]


def share(full: int, scale: float) -> int:
    """Returns that share of a number of cases, at least one."""
    return max(1, round(full * scale))


def by_name(campaigns: Sequence[Campaign]) -> Mapping[str, Campaign]:
    return {campaign.name: campaign for campaign in campaigns}
