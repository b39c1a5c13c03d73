"""From the chat's POST to Twilio: the bundle beside a relay chain of two servers, warm, in turn.

Measured is the time from sending the POST to the moment at which the create had arrived at Twilio as a whole. The chain
checks and records nothing, so it has no storage; the bundle is measured on several storage servers. The target is for
ministack. moto takes one request at a time, over a new connection each. The indexed server is that of bench/s3.py; it is
measured once more with 30 ms before each answer.
"""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from queue import Empty
from typing import Self

import requests

from bench.interleave import FEWEST, Sample, Thunk, interleave
from bench.relay.arrivals import Arrivals
from bench.relay.chain import NoRelayError, chain
from bench.relay.ours import ours
from bench.report import Cell, Part, Plot, Section, Table, verdict
from bench.run import Run
from bench.s3 import S3
from sandbox.bucket import Bucket
from tests.handover import rig, servers
from tests.handover.rig import S3Server

#: The most that ours may take of the chain's time, on quick storage.
TARGET = 1.0
_RTT = 0.03
_RELAY, _QUICK, _INDEXED, _MOTO, _SLOW = (
    "relay chain",
    "Handover, ministack",
    "Handover, indexed server",
    "Handover, moto",
    "Handover, storage 30 ms away",
)
_UNMEASURED, _TRIES, _SECONDS_BETWEEN = 5, 50, 0.1
_HEADERS = {"content-type": "application/json", "x-handover-secret": rig.SECRET}
_INTRO = (
    "From the chat's POST until the create has arrived at Twilio, warm, beside a chain of the shape that Handover replaces: "
    "a Node-RED flow that passes the request to an Express click-to-call app. The chain checks and records nothing, and the "
    "same request twice is two calls. In each round each of them starts a call of its own."
)


class NotPlacedError(Exception):
    """The answer came, and no call was placed."""


@dataclass
class _Chat:
    """Sends the POSTs of new chats, each with a number of its own, to `address`."""

    address: str
    twilio: Arrivals
    numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def start(self) -> float:
        """Returns the seconds until the create had arrived. Raises NotPlacedError."""
        n = next(self.numbers)
        request = {
            "action": "start_call",
            "session_id": f"session-{n}",
            "phone_number": f"+4930{23_000_000 + n}",
            "name": "Ada Example",
            "reason": "claim",
        }
        body = json.dumps(request).encode()
        began = time.perf_counter()
        reply = requests.post(self.address, body, headers=_HEADERS, timeout=20)
        reply.raise_for_status()
        try:
            return self.twilio.arrived() - began
        except Empty:
            raise NotPlacedError(reply.text) from None

    def wake(self) -> Self:
        """Starts calls until one is placed: on a busy machine a cold start may leave too little time for that. Node-RED
        listens before it has its flow, and has no such address until then."""
        for _ in range(_TRIES):
            try:
                self.start()
                break
            except NotPlacedError:
                pass
            except requests.HTTPError:
                time.sleep(_SECONDS_BETWEEN)
        return self


def section(run: Run) -> Section:
    """Returns the comparison. Where a part cannot run, a paragraph says why."""
    notes: list[Part] = []
    with ExitStack() as stack:
        twilio = stack.enter_context(Arrivals())
        addresses = _ours(stack, twilio, run, notes)
        try:
            environ = {name: value for name, value in rig.SETTINGS.items() if name.startswith("TWILIO_")}
            address = stack.enter_context(chain({**environ, "TWILIO_API_BASE": twilio.url}, may_install=not run.quick))
            addresses = {_RELAY: address, **addresses}
        except NoRelayError as error:
            notes.append(f"The relay chain was left out: {error}.")
        thunks: Mapping[str, Thunk] = {name: _Chat(address, twilio).wake().start for name, address in addresses.items()}
        samples = interleave(thunks, run.times(5 * FEWEST, 5), _UNMEASURED)
    return Section("From the chat's POST to Twilio", _INTRO, [_table(samples), _plot(samples), *notes])


def _ours(stack: ExitStack, twilio: Arrivals, run: Run, notes: list[Part]) -> dict[str, str]:
    """Starts the bundle on each storage server. Returns the addresses."""
    storage: dict[str, S3Server] = {}
    if servers.MINISTACK.exists():
        folder = run.folder / "relay"
        folder.mkdir()
        storage[_QUICK] = stack.enter_context(servers.ministack(folder))
    else:
        notes.append("ministack was left out: `make .venv-ministack/ready` sets it up.")
    storage[_INDEXED] = stack.enter_context(S3())
    storage[_MOTO] = servers.Moto(stack.enter_context(Bucket()))
    storage[_SLOW] = stack.enter_context(S3(delay=_RTT))
    return {name: stack.enter_context(ours(run.bundle, server, twilio)) for name, server in storage.items()}


def _table(samples: Mapping[str, Sample]) -> Table:
    rows = [_row(name, sample, samples.get(_RELAY)) for name, sample in samples.items()]
    return Table(["chain", "ms", "of the relay's", "target"], rows, digits=1)


def _row(name: str, sample: Sample, relay: Sample | None) -> list[Cell]:
    if relay is None or name == _RELAY:
        return [name, sample.scaled(1000), "", ""]
    ratio = sample.over(relay)
    target = f"≤ {TARGET:.2f}: {verdict(ratio.median, TARGET)}" if name == _QUICK else ""
    return [name, sample.scaled(1000), ratio.text(2), target]


def _plot(samples: Mapping[str, Sample]) -> Plot:
    middle = ", ".join(f"{name} {sample.median * 1000:.0f} ms" for name, sample in samples.items())
    return Plot(
        "relay",
        "From the chat's POST to Twilio",
        f"Bars of the time until the create arrives: {middle}.",
        list(samples),
        {"time": [sample.scaled(1000) for sample in samples.values()]},
        "ms",
    )
