"""Counts what one run of each action costs in storage requests, by playing handovers in the sandbox.

The storage is in memory and the clock is moved by hand, so the counts are the same on every machine. `make scale` writes
them to counted.json, which the model reads; a test compares the file with a new count.
"""

from __future__ import annotations

import contextlib
import io
import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.scale.request import start_call
from handover.clock import Clock
from handover.settings import Settings
from sandbox.host import Activation
from sandbox.play.runner import make_world, play
from sandbox.play.scenarios import STORIES
from sandbox.twilio import Busy
from sandbox.world import Parts, World
from tests.fakes.bucket import MemoryBucket, MemoryClient

FILE = Path(__file__).with_name("counted.json")
#: Played to count: one agent, two agents, a busy agent, nobody, and the ends on the customer's side.
_STORIES = (
    *("accepted", "second-agent", "agents-busy", "nobody-answers"),
    *("no-key", "customer-away", "customer-busy", "leaves-hunting", "waiting-call-back"),
)
_CLASS_A = frozenset({"PUT", "LIST"})
_SCHEDULER_SECONDS = 900
_CALLBACKS_SECONDS = 5


@dataclass(frozen=True)
class Requests:
    """Storage requests: class A are writes and listings, class B are reads. Deletes are free."""

    a: float = 0.0
    b: float = 0.0


class Counting:
    """A world's parts that note the storage requests of each run. `runs`: the run's name and its requests, in order.

    A run's name is its action with the step from its log line; for a status callback also the status.
    """

    def __init__(self) -> None:
        self.runs: list[tuple[str, Requests]] = []
        self._log = io.StringIO()
        self._bucket = MemoryBucket()
        self._clients: list[MemoryClient] = []

    def parts(self, **more: Any) -> Parts:
        return Parts(bucket=self._bucket, storage_client=self._client, watch=self._note, **more)

    def listening(self) -> contextlib.AbstractContextManager[object]:
        """Returns the context in which log lines are read instead of printed."""
        return contextlib.redirect_stdout(self._log)

    def forget(self) -> None:
        """Drops the runs so far, and the requests since the last one, which are the world's own."""
        self.runs.clear()
        for client in self._clients:
            client.take()

    def _client(self, settings: Settings, clock: Clock) -> Any:
        make = self._bucket.client_on(settings, clock)
        self._clients.append(make())
        return make

    def _note(self, ran: Activation) -> None:
        methods = Counter(request.split()[0] for client in self._clients for request in client.take())
        a = sum(count for method, count in methods.items() if method in _CLASS_A)
        self.runs.append((self._name(ran.action), Requests(a, methods["GET"])))

    def _name(self, action: str) -> str:
        """Returns the run's name from the log line that it has just written."""
        lines = self._log.getvalue().splitlines()
        self._log.seek(0)
        self._log.truncate()
        facts: dict[str, str] = next((json.loads(line) for line in reversed(lines) if line.startswith("{")), {})
        words = [action, facts.get("step", "")]
        if action == "status":
            words.append(facts.get("outcome", ""))
        return " ".join(word for word in words if word)


def count() -> dict[str, Requests]:
    """Returns the mean storage requests of one run, by the run's name."""
    seen: dict[str, list[Requests]] = defaultdict(list)
    for name in _STORIES:
        counting = Counting()
        with counting.listening(), make_world(STORIES[name], "code-engine", counting.parts()) as world:
            _warm_up(world)
            counting.forget()
            play(STORIES[name], world)
            world.agenda.advance(_SCHEDULER_SECONDS)
        for run, requests in counting.runs:
            seen[run].append(requests)
    return {run: _mean(found) for run, found in sorted(seen.items())}


def _warm_up(world: World) -> None:
    """Places a call that nobody answers. The first one in a bucket proves that conditional writes work, once for all."""
    number = "+493020000000"
    world.phone(number).plan = Busy()
    start_call(world, "warm-up", number)
    world.agenda.run_until(lambda: all(call.over for call in world.network.calls), at_most=60)
    world.agenda.advance(_CALLBACKS_SECONDS)
    world.network.calls.clear()


def write() -> None:
    """Counts, and writes the file."""
    found = {run: [requests.a, requests.b] for run, requests in count().items()}
    lines = ",\n".join(f"  {json.dumps(run)}: {json.dumps(pair)}" for run, pair in found.items())
    FILE.write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")


def read() -> Mapping[str, Requests]:
    """Returns the counts in the file, by the run's name."""
    return {run: Requests(*pair) for run, pair in json.loads(FILE.read_text(encoding="utf-8")).items()}


def _mean(found: list[Requests]) -> Requests:
    return Requests(
        round(sum(requests.a for requests in found) / len(found), 2),
        round(sum(requests.b for requests in found) / len(found), 2),
    )
