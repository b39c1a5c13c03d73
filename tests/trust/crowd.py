"""At most one call, from many processes on real storage servers: the same request at the same moment, and real deaths."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random
from typing import Any

from sandbox.bucket import Bucket
from tests.handover import servers
from tests.handover.rig import DESK, SETTINGS, S3Server
from tests.handover.twilio_stub import CUT_AFTER, TwilioStub
from tests.trust.campaign import Campaign, Findings, share

_HANDOVERS, _PROCESSES, _COPIES_EACH = 250, 10, 2
#: Of a small share: each process loads the SDKs, which takes longer than its requests.
_FEW_PROCESSES, _SMALL = 4, 0.1
_ROOT = Path(__file__).parents[2]
_HEAD_START = 0.05  # seconds, until all processes have read their order


class Member:
    """A process that forks one for each request. `ask` sends an order, `answer` waits for the reply: None if the fork
    died."""

    def __init__(self, settings: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.trust.member"],
            cwd=_ROOT,
            env={**os.environ, "PYTHONPATH": "functions:."},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._write(settings)
        assert self._process.stdout
        assert self._process.stdout.readline().strip() == "ready"

    def ask(self, order: dict[str, Any]) -> None:
        self._write(order)

    def answer(self) -> dict[str, Any] | None:
        assert self._process.stdout
        reply: dict[str, Any] | None = json.loads(self._process.stdout.readline())
        return reply

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                pipe.close()

    def _write(self, line: dict[str, Any]) -> None:
        assert self._process.stdin
        self._process.stdin.write(f"{json.dumps(line)}\n")
        self._process.stdin.flush()


def run(scale: float, seed: int) -> Findings:
    """Run the share of the handovers on each storage server."""
    findings, handovers = Findings(), share(_HANDOVERS, scale)
    processes = _FEW_PROCESSES if scale < _SMALL else _PROCESSES
    with ExitStack() as stack:
        found: dict[str, S3Server] = {"moto": servers.Moto(stack.enter_context(Bucket()))}
        if servers.MINISTACK.exists():
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            found["ministack"] = stack.enter_context(servers.ministack(folder))
        for name, server in found.items():
            findings.add(_on(name, server, handovers, processes, Random(seed)))
    return findings


def _on(name: str, server: S3Server, handovers: int, processes: int, random: Random) -> Findings:
    findings = Findings()
    with TwilioStub() as twilio, _crowd(server, twilio, processes) as crowd:
        for n in range(handovers):
            findings.add(_attack(twilio, crowd, f"session-{n}", f"+4930{23000000 + n}", random))
    named = Counter({f"{name}: {figure}": count for figure, count in findings.figures.items()})
    return Findings(figures=named, broken=[f"{name}: {sentence}" for sentence in findings.broken])


@contextmanager
def _crowd(server: S3Server, twilio: TwilioStub, processes: int) -> Iterator[Sequence[Member]]:
    bucket = server.create("crowd")
    server.put(bucket, "desk.json", json.dumps({**DESK, "limits": {"calls_per_day": 900}}).encode())
    places = {"COS_ENDPOINT": server.endpoint, "COS_BUCKET": bucket, "TWILIO_API_BASE": twilio.url}
    with ExitStack() as stack:
        members = [Member({**SETTINGS, **places}) for _ in range(processes)]
        for member in members:
            stack.callback(member.close)
        yield members


def _attack(twilio: TwilioStub, crowd: Sequence[Member], session: str, number: str, random: Random) -> Findings:
    findings = Findings()
    order = {"session": session, "number": number, "at": time.time() + _HEAD_START, "blow_at": 0, "kill": ""}
    trouble = random.choice(("none", "phone", "kill", "kill"))
    if trouble == "phone":
        twilio.mishaps.append(CUT_AFTER)
    for place, member in enumerate(crowd):
        kill = (
            {"blow_at": random.randrange(14), "kill": random.choice(("before", "after"))} if trouble == "kill" else {}
        )
        member.ask({**order, **(kill if place < 2 else {})})
    replies = [member.answer() for member in crowd]
    for _ in range(_COPIES_EACH - 1):
        for member in crowd:
            member.ask(order)
        replies += [member.answer() for member in crowd]
    twilio.mishaps.clear()
    calls = twilio.dialled.count(number)
    findings.expect(calls <= 1, f"{session}: {calls} calls ({trouble})")
    findings.count("handovers")
    findings.count("requests", len(replies))
    findings.count("processes killed", sum(reply is None for reply in replies))
    findings.count("calls placed", calls)
    for reply in replies:
        if reply and reply["status"] == "dialing":
            findings.expect(bool(calls), f"{session}: no phone rings, and the reply was dialing ({trouble})")
    return findings


CAMPAIGN = Campaign(
    "crowd",
    "The same holds among processes, on real storage servers",
    f"{_HANDOVERS:,} handovers on moto and as many on ministack, {_PROCESSES * _COPIES_EACH} identical requests each, every "
    f"one in a process of its own, {_PROCESSES} of them at the same moment. In half of the handovers two of the processes "
    "are killed at a request to storage or Twilio; in a quarter Twilio's answer to the create is lost.",
    run,
)
