"""What each size of a Code Engine function makes a first customer wait, and what it costs: what operate/actions.py chose by.

The sizes are the platform's three pairs of CPU and memory. A container that was idle for a while is gone, so the first
customer of a quiet hour meets cold ones.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass

from bench.cases import CASES, Case
from bench.container import Cold
from bench.deployed import Deployed, s3_server
from bench.interleave import Sample, Thunk, interleave
from bench.report import Cell, Plot, Section, Table
from bench.run import Run
from bench.throttle import cpu_share
from operate import actions
from tests.handover.deployment import Deployment
from tests.handover.twilio_stub import TwilioStub


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


#: US dollars, from the worked example in IBM's billing documents (August 2024). Prices differ by region, and change.
_VCPU_SECOND, _GB_SECOND = 0.00003431, 0.00000356

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

_INTRO = """From the start of a process to the first answer, with the CPU of each size that Code Engine offers. What the
platform does before is not in it: it fetches and unpacks the bundle, and for a pair without a pre-warmed container starts
one."""


def section(run: Run) -> Section:
    with ExitStack() as stack:
        server = stack.enter_context(s3_server(run.folder))
        deployed = Deployed(server, stack.enter_context(TwilioStub()))
        shares = {pair: stack.enter_context(cpu_share(pair.cpu)) for pair in PAIRS}
        thunks: dict[str, Thunk] = {}
        for name in _WAITING:
            for pair, share in shares.items():
                cold = Cold(run.bundle, share.command)
                thunks[_key(name, pair)] = _thunk(CASES[name], deployed, deployed.on(cold), cold)
        samples = interleave(thunks, run.times(quick=1), unmeasured=0 if run.quick else 1)
        how = next(iter(shares.values())).how
    return Section("Sizes", _INTRO, [f"The CPU is limited by {how}.", _waits(samples), _prices(), _plot(samples)])


def _key(name: str, pair: Pair) -> str:
    return f"{name}, {pair.name}"


def _thunk(case: Case, deployed: Deployed, on: Deployment, cold: Cold) -> Thunk:
    def once() -> float:
        with contextlib.redirect_stdout(io.StringIO()):  # the log of the bundle in this process
            send = case.prepare(deployed)
        send(on)
        return cold.took

    return once


def _waits(samples: Mapping[str, Sample]) -> Table:
    rows: list[list[Cell]] = [
        [
            f"{name}: {who}",
            *(samples[_key(name, pair)].scaled(1000) for pair in PAIRS),
            f"{actions.size(CASES[name].action).cpu} vCPU",
        ]
        for name, who in _WAITING.items()
    ]
    return Table(("ms, cold", *(pair.name for pair in PAIRS), "chosen"), rows)


def _prices() -> Table:
    """Returns what a handover costs that comes alone, so that every instance is kept idle for nobody else."""
    rows: list[list[Cell]] = [
        [pair.name, pair.warm, 1000 * pair.dollars(_CHAT + actions.size("webhook").warm), pair.dollars(3600)]
        for pair in PAIRS
    ]
    title = "US dollars for an instance of `webhook`, chat and idle time, if every handover comes alone"
    return Table(("", "called pre-warmed", "per 1,000 handovers", "an hour"), rows, title, digits=2)


def _plot(samples: Mapping[str, Sample]) -> Plot:
    return Plot(
        "sizes",
        "First answer of a cold function, by size",
        "Bars: milliseconds to the first answer of each action at the three sizes. The figures are in the table above.",
        list(_WAITING),
        {pair.name: [samples[_key(name, pair)].scaled(1000) for name in _WAITING] for pair in PAIRS},
        unit="ms",
    )
