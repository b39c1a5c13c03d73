"""What each size of a Code Engine function makes a first customer wait, and what it costs: what operate/actions.py chose by.

The sizes are the platform's three pairs of CPU and memory. A container that was idle for a while is gone, so the first
customer of a quiet hour meets cold ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bench.cases import CASES
from bench.cold import Measured, measured
from bench.report import Cell, Plot, Section, Table
from bench.run import Run
from bench.scale.prices import GB_SECOND, VCPU_SECOND
from operate import actions


@dataclass(frozen=True)
class Pair:
    """vCPU and GB of one instance; `warm`: whether a page of the platform calls it pre-warmed."""

    cpu: float
    memory: int
    warm: str

    @property
    def name(self) -> str:
        return f"{self.cpu:g} vCPU, {self.memory} GB"

    def dollars(self, seconds: float) -> float:
        """Returns the price of an instance that lives so long."""
        return seconds * (self.cpu * VCPU_SECOND.usd + self.memory * GB_SECOND.usd)


PAIRS = (Pair(0.25, 1, "by one page"), Pair(0.5, 2, "by none"), Pair(1, 4, "by another page, and the default"))

#: The cases of these sizes, with who waits for them.
_WAITING: Mapping[str, str] = {
    "start_call": "the chat",
    "twiml greet": "a customer who has picked up, if nothing was woken",
    "twiml connect": "a customer who has pressed a key, if nothing was woken",
    "status": "nobody",
    "transcript": "nobody",
    "dashboard sign-in": "an agent",
}

#: Seconds that an instance of `webhook` lives in a chat that comes alone: from the first to the last command.
_CHAT = 60.0

_INTRO = """The cold starts above, with the CPU of each size that Code Engine offers, and the price. What the platform does
before is not in it: it fetches and unpacks the bundle, and for a pair without a pre-warmed container starts one."""


def section(run: Run) -> Section:
    found = measured(run)
    return Section("Sizes", _INTRO, [_waits(found), _prices(), _plot(found)])


def _pairs(found: Measured) -> list[Pair]:
    """Returns the sizes that were measured: a quick run leaves some out."""
    return [pair for pair in PAIRS if pair.cpu in found.sizes]


def _waits(found: Measured) -> Table:
    rows: list[list[Cell]] = [
        [
            f"{name}: {who}",
            *(found.sizes[pair.cpu][name].scaled(1000) for pair in _pairs(found)),
            f"{actions.size(CASES[name].action).cpu} vCPU",
        ]
        for name, who in _WAITING.items()
    ]
    return Table(("ms, cold", *(pair.name for pair in _pairs(found)), "chosen"), rows)


def _prices() -> Table:
    """Returns what a handover costs that comes alone, so that every instance is kept idle for nobody else."""
    rows: list[list[Cell]] = [
        [pair.name, pair.warm, 1000 * pair.dollars(_CHAT + actions.size("webhook").warm), pair.dollars(3600)]
        for pair in _pairs(found)
    ]
    title = (
        "US dollars for an instance of `webhook`, chat and idle time, if every handover comes alone"
        f" ({VCPU_SECOND.source}; prices differ by region)"
    )
    return Table(("", "called pre-warmed", "per 1,000 handovers", "an hour"), rows, title, digits=2)


def _plot(found: Measured) -> Plot:
    return Plot(
        "sizes",
        "First answer of a cold function, by size",
        "Bars: milliseconds to the first answer of each action at the three sizes. The figures are in the table above.",
        list(_WAITING),
        {pair.name: [found.sizes[pair.cpu][name].scaled(1000) for name in _WAITING] for pair in _pairs(found)},
        unit="ms",
    )
