"""Warm containers: the CPU that one more request costs, and the memory that a container needs after many."""

from __future__ import annotations

import contextlib
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

_INTRO = """CPU of the action's own process for one request, all its threads included, and the largest memory that the
process ever had, imports included. Each round has {requests} requests of each kind, on processes that are warm; each is
about a handover of its own; at `connect` no other call is under way."""


def section(run: Run) -> Section:
    requests = 2 if run.quick else _REQUESTS
    with contextlib.ExitStack() as stack:
        server, twilio = stack.enter_context(s3_server(run.folder)), stack.enter_context(TwilioStub())
        warm = {name: stack.enter_context(contextlib.closing(Warm(run.bundle))) for name in CASES}
        # A bucket of its own for each: a day's calls are counted by listing them.
        thunks = {name: _thunk(CASES[name], Deployed(server, twilio), warm[name], requests) for name in CASES}
        samples = interleave(thunks, run.times())
        peaks = {name: warm[name].peak() for name in CASES}
    columns = ("", "ms of CPU", "target", "", "MB at most", "target", "")
    rows = [(name, *_cost(name, samples[name]), *_memory(peaks[name])) for name in CASES]
    intro = _INTRO.format(requests=requests)
    return Section("Warm requests and memory", intro, [Table(columns, rows, digits=1), _plot(samples)])


def _thunk(case: Case, deployed: Deployed, warm: Warm, requests: int) -> Thunk:
    on: Deployment = deployed.on(warm)

    def block() -> float:
        used = 0.0
        for _ in range(requests):
            send = case.prepare(deployed)
            before = warm.cpu()
            send(on)
            used += warm.cpu() - before
        return used / requests

    return block


def _cost(name: str, sample: Sample) -> tuple[Cell, ...]:
    target, milliseconds = CASES[name].warm, sample.scaled(1000)
    shown = ("–", "") if target is None else (f"≤ {target:.0f}", verdict(milliseconds.median, target))
    return milliseconds, *shown


def _memory(peak: float) -> tuple[Cell, ...]:
    return peak, f"≤ {_MEMORY:.0f}", verdict(peak, _MEMORY)


def _plot(samples: Mapping[str, Sample]) -> Plot:
    return Plot(
        "warm",
        "CPU of a warm request",
        "Bars: milliseconds of CPU for each kind of request. The figures are in the table above.",
        list(samples),
        {"ms of CPU": [sample.scaled(1000) for sample in samples.values()]},
        unit="ms",
    )
