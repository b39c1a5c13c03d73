"""Runs the functions of a world, and counts what each path through an action costs.

A path has a name, like `twiml: decide, key 1`. What Twilio and Watson's log webhook request names itself, everything else
is named by `named`. Where a path is taken several times, the dearest one counts.

A container shares nothing with others, as on the platforms: each reads for itself what it remembers.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import parse_qs

from handover.runtime import Container
from handover.services.storage import AppStorage
from handover.services.telephony import TwilioClient
from handover.settings import Settings
from handover.usecases.context import AppContext
from sandbox.agenda import Agenda
from sandbox.host import Inline, Run
from sandbox.host.contract import Call
from tests.fakes.bucket import MemoryBucket
from tests.fakes.wake_ups import RecordedWakeUps
from tests.rounds import Count, Counter

_REPORTED = ("CallStatus", "AnsweredBy", "RecordingStatus")


class Meter:
    """A runner of functions. `counts`: what each path cost. `runs`: all runs since `forget`, in order."""

    def __init__(self, clock: Agenda, memory: MemoryBucket) -> None:
        self.counts: dict[str, Count] = {}
        self.runs: list[Count] = []
        self._clock, self._memory = clock, memory
        self._counter = Counter()
        self._counter.watch(memory)
        self._twilio: TwilioClient | None = None
        self._inline = Inline(self._container)
        self._names: deque[str] = deque()

    @contextmanager
    def named(self, *names: str) -> Iterator[None]:
        """Names the runs in this block, in order."""
        self._names.extend(names)
        yield
        assert not self._names, f"Nothing ran: {', '.join(self._names)}"

    def forget(self) -> None:
        """Forget what was counted. Containers stay warm."""
        self.counts.clear()
        self.runs.clear()

    def end_containers(self) -> None:
        """The next run of each action is in a fresh container."""
        self._inline.close()

    def run(self, call: Call) -> Run:
        name = self._names.popleft() if self._names else path_of(call)
        with self._counter.counting() as count:
            run = self.measured(call, name)
        self.runs.append(count)
        known = self.counts.get(name)
        if name and (known is None or _price(count) > _price(known)):
            self.counts[name] = count
        return run

    def measured(self, call: Call, name: str) -> Run:
        """Runs it. Meters that measure more than requests do it here."""
        return self._inline.run(call)

    def close(self) -> None:
        self._inline.close()

    def _container(self, environ: Mapping[str, str]) -> Container:
        return Container(environ, self._counter.contexts(self._context))

    def _context(self, settings: Settings) -> AppContext:
        storage = AppStorage(settings, self._clock, self._memory.client_on(settings, self._clock))
        self._twilio = self._twilio or TwilioClient(settings, sleep=self._clock.step)  # remembers nothing
        return AppContext(settings, self._clock, storage, self._twilio, wake_ups=RecordedWakeUps())


def path_of(call: Call) -> str:
    """Returns the name of the path that Twilio or Watson's log webhook takes, or `""`."""
    query = {name: values[0] for name, values in parse_qs(str(call.args.get("__ow_query", ""))).items()}
    if call.action == "transcript":
        return "transcript: turn"
    if call.action not in ("twiml", "status"):
        return ""
    form = {name: values[0] for name, values in parse_qs(str(call.args.get("__ow_body", ""))).items()}
    if call.action == "status":
        word = next((form[name] for name in _REPORTED if name in form), "")
        return f"status: {query.get('kind', '')}, {word}"
    step = query.get("step", "")
    return f"twiml: {step}, key {form['Digits']}" if step == "decide" and "Digits" in form else f"twiml: {step}"


def _price(count: Count) -> tuple[int, int, int]:
    return count.rounds, count.storage, count.twilio
