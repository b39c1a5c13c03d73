"""What each size of a Code Engine function makes a first customer wait, and what it costs: what operate/actions.py chose by.

The sizes are the platform's three pairs of CPU and memory. A container that was idle for a while is gone, so the first
customer of a quiet hour meets cold ones. Their times are those of bench/cold.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bench import cold
from bench.cases import CASES
from bench.report import Cell, Section, Table
from bench.run import Run
from operate import actions

#: US dollars, from the worked example in IBM's billing documents (August 2024). Prices differ by region, and change.
_VCPU_SECOND, _GB_SECOND = 0.00003431, 0.00000356


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
        return seconds * (self.cpu * _VCPU_SECOND + self.memory * _GB_SECOND)


PAIRS = (Pair(0.25, 1, "by one page"), Pair(0.5, 2, "by none"), Pair(1, 4, "by another page, and the default"))

#: The cases, with who waits for them.
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

_INTRO = """What a first customer waits for at each of the pairs of CPU and memory that Code Engine offers, and what a pair
costs. The times are those of the cold starts above. What the platform does before is not in them: it fetches and unpacks
the bundle, and for a pair without a pre-warmed container it starts one."""


def section(run: Run) -> Section:
    return Section("Sizes", _INTRO, [_waits(cold.measured(run)), _prices()])


def _waits(found: cold.Measured) -> Table:
    pairs = [pair for pair in PAIRS if pair.cpu in found.sizes]
    rows: list[list[Cell]] = [
        [
            f"{name}: {who}",
            *(found.sizes[pair.cpu][name].scaled(1000) for pair in pairs),
            f"{actions.size(CASES[name].action).cpu} vCPU",
        ]
        for name, who in _WAITING.items()
    ]
    return Table(("ms, cold", *(pair.name for pair in pairs), "chosen"), rows)


def _prices() -> Table:
    """Returns what a handover costs that comes alone, so that every instance is kept idle for nobody else."""
    rows: list[list[Cell]] = [
        [pair.name, pair.warm, 1000 * pair.dollars(_CHAT + actions.size("webhook").warm), pair.dollars(3600)]
        for pair in PAIRS
    ]
    title = "US dollars for an instance of `webhook`, chat and idle time, if every handover comes alone"
    return Table(("", "called pre-warmed", "per 1,000 handovers", "an hour"), rows, title, digits=2)
