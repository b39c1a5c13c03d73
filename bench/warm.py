"""Warm containers: the CPU that one more request costs, and the memory that a container needs after many."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Mapping

from bench.cases import CASES, Case
from bench.container import Warm
from bench.deployed import Deployed, s3_server
from bench.interleave import Sample, Thunk, interleave
from bench.report import Cell, Plot, Section, Table, verdict
from bench.run import Run
from tests.handover.deployment import Deployment
from tests.handover.twilio_stub import TwilioStub

#: MB of peak resident memory, at the most.
_MEMORY = 90.0
_REQUESTS = 10

_INTRO = """CPU of the action's own process for one request, all its threads included, and the largest memory that the process ever
had, imports included. Each round has {requests} requests of each kind, on processes that are warm; each is about a handover of
its own."""


def section(run: Run) -> Section:
    requests = 2 if run.quick else _REQUESTS
    with s3_server(run.folder) as server, TwilioStub() as twilio, contextlib.closing(Warm(run.bundle)) as warm:
        # A bucket of its own for each: a day's calls are counted by listing them.
        thunks = {name: _thunk(case, Deployed(server, twilio), warm, requests) for name, case in CASES.items()}
        samples = interleave(thunks, run.times())
        peaks = {case.action: warm.of(case.action).peak() for case in CASES.values()}
    costs = Table(("", "ms of CPU", "target", ""), [_cost(name, sample) for name, sample in samples.items()], digits=1)
    memory = Table(("action", "MB at most", "target", ""), [_memory(action, peak) for action, peak in peaks.items()])
    return Section("Warm requests and memory", _INTRO.format(requests=requests), [costs, _plot(samples), memory])


def _thunk(case: Case, deployed: Deployed, warm: Warm, requests: int) -> Thunk:
    on: Deployment = deployed.on(warm)

    def block() -> float:
        with contextlib.redirect_stdout(io.StringIO()):  # the log of the bundle in this process
            sends = [case.prepare(deployed) for _ in range(requests)]
        before = _cpu(warm, case.action)
        for send in sends:
            send(on)
        return (_cpu(warm, case.action) - before) / requests

    return block


def _cpu(warm: Warm, action: str) -> float:
    try:
        return warm.of(action).cpu()
    except KeyError:  # not started yet: only in the round that is not counted
        return 0.0


def _cost(name: str, sample: Sample) -> tuple[Cell, ...]:
    target, milliseconds = CASES[name].warm, sample.scaled(1000)
    shown = ("–", "") if target is None else (f"≤ {target:.0f}", verdict(milliseconds.median, target))
    return name, milliseconds, *shown


def _memory(action: str, peak: float) -> tuple[Cell, ...]:
    return action, peak, f"≤ {_MEMORY:.0f}", verdict(peak, _MEMORY)


def _plot(samples: Mapping[str, Sample]) -> Plot:
    return Plot(
        "warm",
        "CPU of a warm request",
        "Bars: milliseconds of CPU for each kind of request. The figures are in the table above.",
        list(samples),
        {"ms of CPU": [sample.scaled(1000) for sample in samples.values()]},
        unit="ms",
    )
