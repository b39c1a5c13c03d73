"""Requests and rounds of each action, and what a round trip's length makes of them.

A round is a step of the longest chain of requests each of which began after the one before had ended (tests/rounds.py).
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import ExitStack

from bench.cases import CASES
from bench.deployed import Deployed, s3_server
from bench.distance import distant
from bench.interleave import Sample, Thunk, interleave
from bench.report import Cell, Plot, Section, Table
from bench.run import Run
from tests.fakes.bucket import MemoryBucket
from tests.handover.deployment import Deployment
from tests.handover.twilio_stub import TwilioStub
from tests.rounds import Count, Counter

_DISTANCE = 30

_INTRO = """Requests to storage and to Twilio of one warm action, and its **rounds**: the longest chain of requests each of
which began after the one before had ended. Counts are exact, and tests hold them. The times are of the action in a warm
container, with the servers on this machine and {distance} ms a round trip away: a proxy delays each packet, and each new
connection by one round trip. There is no TLS, which would add a round trip to each new connection."""


def section(run: Run) -> Section:
    counts = _counts()
    with ExitStack() as stack:
        server, twilio = stack.enter_context(s3_server(run.folder)), stack.enter_context(TwilioStub())
        storage, phone = (stack.enter_context(distant(url, _DISTANCE)) for url in (server.endpoint, twilio.url))
        thunks: dict[str, Thunk] = {}
        for name in CASES:  # each in a bucket of its own: the calls of another one would be under way
            thunks[f"{name} 0"] = _thunk(name, Deployed(server, twilio))
            thunks[f"{name} far"] = _thunk(name, Deployed(server, twilio, storage, phone))
        samples = interleave(thunks, run.times())
    rows = [_row(name, counts[name], samples) for name in CASES]
    columns = ("", "storage", "writes and listings", "reads", "Twilio", "rounds", "ms at 0", f"ms at {_DISTANCE}")
    return Section("Rounds", _INTRO.format(distance=_DISTANCE), [Table(columns, rows), _plot(samples)])


def _counts() -> Mapping[str, Count]:
    """Returns each case's counts, on storage in memory, likewise. The container has served a request before."""
    counter, memory = Counter(), MemoryBucket()
    counter.watch(memory)
    with TwilioStub() as twilio:
        found: dict[str, Count] = {}
        for name, case in CASES.items():
            deployed = Deployed(memory, twilio, client=memory.client)
            on = Deployment(deployed.rig, make_context=counter.contexts(deployed.rig.app_for), platform="code-engine")
            for _ in range(2):  # the first fills the container's caches
                send = case.prepare(deployed)
                with counter.counting() as count:
                    send(on)
                found[name] = count
    return found


def _thunk(name: str, deployed: Deployed) -> Thunk:
    def once() -> float:
        send = CASES[name].prepare(deployed)
        began = time.perf_counter()
        send(deployed.prepare)
        return time.perf_counter() - began

    return once


def _row(name: str, count: Count, samples: Mapping[str, Sample]) -> tuple[Cell, ...]:
    times = (samples[f"{name} {place}"].scaled(1000) for place in ("0", "far"))
    return name, count.storage, count.class_a, count.class_b, count.twilio, count.rounds, *times


def _plot(samples: Mapping[str, Sample]) -> Plot:
    places = {"0": "servers on this machine", "far": f"{_DISTANCE} ms a round trip"}
    return Plot(
        "rounds",
        "A warm action and the length of a round trip",
        "Bars: milliseconds of each action with servers on this machine and 30 ms a round trip away. The figures are in the"
        " table above.",
        list(CASES),
        {title: [samples[f"{name} {place}"].scaled(1000) for name in CASES] for place, title in places.items()},
        unit="ms",
    )
