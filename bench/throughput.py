"""The throughput of the function host at 1 to 16 containers, and where it bends.

Each container takes one request at a time, so as many callers as containers keep all busy. Callers, host, containers and
storage share one machine: more containers help until its cores are busy.
"""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

from bench.deployed import Deployed, turn
from bench.interleave import FEWEST, Sample, Thunk, interleave
from bench.report import Cell, Plot, Section, Table
from bench.run import Run
from bench.s3 import S3
from sandbox.host import Process
from tests.handover.deployment import Deployment
from tests.handover.twilio_stub import TwilioStub

CONTAINERS, QUICK_CONTAINERS = (1, 2, 4, 8, 16), (1, 2, 4)
#: Where the curve bends: the fewest containers with this share of the best throughput.
_BEND = 0.9
_CHEAP, _STORING = "`time`, no storage", "a turn of a chat, one write"
_INTRO = (
    "Requests per second while so many callers send one request after the other, to as many containers. Callers, function "
    "host, containers and storage share this machine's {cores} cores, so this is the shape of the curve and no platform's "
    "figure: a platform gives each container a share of a CPU that does not depend on the others."
)


class _Callers:
    """Sends requests of one kind from several callers at the same time."""

    def __init__(self, send: Callable[[int], None]) -> None:
        self._send = send
        self._numbers = itertools.count(1)

    def wake(self, containers: int) -> None:
        """Starts so many containers: as many requests at the same moment."""
        barrier = Barrier(containers)

        def first() -> None:
            barrier.wait()
            self._send(next(self._numbers))

        with ThreadPoolExecutor(containers) as pool:
            for begun in [pool.submit(first) for _ in range(containers)]:
                begun.result()

    def run(self, containers: int, count: int) -> None:
        """Sends `count` requests from as many callers as containers."""
        with ThreadPoolExecutor(containers) as pool:
            for _ in pool.map(self._send, itertools.islice(self._numbers, count)):
                pass


def section(run: Run) -> Section:
    """Returns the comparison."""
    containers = QUICK_CONTAINERS if run.quick else CONTAINERS
    rates = _measure(run, containers, run.times(FEWEST, 3), 24 if run.quick else 160)
    rows = [_row(name, samples) for name, samples in rates.items()]
    table = Table(["request", *[f"{n} containers" if n > 1 else "1 container" for n in containers], "bends at"], rows)
    plot = Plot(
        "throughput",
        "Throughput of the function host",
        "Lines of requests per second by containers: "
        + "; ".join(f"{name} bends at {bend(samples)}" for name, samples in rates.items())
        + ".",
        [*containers],
        {name: list(samples.values()) for name, samples in rates.items()},
        "requests per second",
        "containers",
        kind="lines",
        logarithmic=True,
    )
    return Section("Throughput", _INTRO.format(cores=os.cpu_count()), [table, plot])


def bend(rates: Mapping[int, Sample]) -> int:
    """Returns the fewest containers with nine tenths of the best throughput."""
    best = max(sample.median for sample in rates.values())
    return min(containers for containers, sample in rates.items() if sample.median >= _BEND * best)


def _measure(run: Run, containers: Sequence[int], times: int, count: int) -> Mapping[str, Mapping[int, Sample]]:
    """Returns requests per second by kind of request and containers."""
    with S3() as storage, TwilioStub() as twilio:
        on = Deployed(storage, twilio).on(Process(run.bundle, world_clock=False, isolated=True))
        kinds = {_CHEAP: _Callers(partial(_ask_time, on)), _STORING: _Callers(partial(_store_turn, on))}
        try:
            for callers in kinds.values():
                callers.wake(max(containers))
            thunks = {f"{name} {n}": _timed(kinds[name], n, count) for name in kinds for n in containers}
            samples = interleave(thunks, times)
        finally:
            on.host.close()
    return {name: {n: _rate(samples[f"{name} {n}"], count) for n in containers} for name in kinds}


def _timed(callers: _Callers, containers: int, count: int) -> Thunk:
    def thunk() -> None:
        callers.run(containers, count)

    return thunk


def _rate(seconds: Sample, count: int) -> Sample:
    return Sample(tuple(count / took for took in seconds.values))


def _row(name: str, rates: Mapping[int, Sample]) -> list[Cell]:
    return [name, *rates.values(), str(bend(rates))]


def _ask_time(on: Deployment, _: int) -> None:
    reply = on.ask(action="time", timezone="Europe/Berlin")
    assert reply["ok"], reply


def _store_turn(on: Deployment, number: int) -> None:
    headers, message = turn(f"session-{number % 50}", number)
    response = on.send("transcript", headers=headers, body=json.dumps(message).encode())
    assert response.status == 204, response
