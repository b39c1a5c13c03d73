"""What the first customer after an idle hour waits for, with and without the wake-ups of `start_call` (usecases/wake.py).

Every container is a process that is limited to the CPU of its size on Code Engine (operate/actions.py), and cold at first.
They reach each other over HTTP, as on the platform. The phone rings as long as phones do.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial

from bench.container import Process
from bench.deployed import AGENTS, Deployed, from_twilio, new_chat, next_address, s3_server
from bench.interleave import Sample
from bench.report import Plot, Section, Table
from bench.run import NotHereError, Run
from bench.throttle import cpu_share
from operate import actions
from sandbox.host.containers import Containers
from sandbox.host.contract import Call
from sandbox.host.contract import Run as Result
from sandbox.host.server import HostServer
from sandbox.net import HttpRequest, HttpResponse, Web
from tests.handover.deployment import Deployment
from tests.handover.twilio_stub import TwilioStub

#: Seconds from the reply of `start_call` until the customer picks up, and from the greeting until they press a key.
_RINGING, _LISTENING = 4.0, 2.0
#: As much of it in a quick run.
_QUICK = 0.25

#: How often a call is tried whose start ran out of time.
_TRIES = 3

_STEPS = ("the chat: reply of start_call", "the greeting", "the key: connect", "the report that they picked up")

_INTRO = """The first call after an idle hour: `webhook`, `twiml` and `status` start cold, each in a process limited to
the CPU of its size. The customer picks up {ringing:.0f} s after the chat's reply and presses a key {listening:.0f} s after
the greeting. With waking, `start_call` starts the two others while the phone rings; without, they start when they are
needed."""


class TooSlowError(Exception):
    """No call was placed."""


class Fleet:
    """A runner with containers as on a platform: one request at a time in each, more when all are busy."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._containers: Containers[_Container] = Containers()

    def run(self, call: Call) -> Result:
        with self._containers.lend(call.action, lambda: _Container(self._run, call)) as container:
            return container.run(call)

    def close(self) -> None:
        self._containers.close()


class _Container:
    alive = True

    def __init__(self, run: Run, call: Call) -> None:
        with ExitStack() as stack:
            cpu = stack.enter_context(cpu_share(float(actions.size(call.action).cpu)))
            self._process = Process(run.bundle, call, cpu.start)
            self._limit = stack.pop_all()

    def run(self, call: Call) -> Result:
        return self._process.run(call)

    def close(self) -> None:
        self._process.close()
        self._limit.close()


class _Internet:
    """Passes requests to the present host: the containers keep one address through all rounds."""

    host: Web

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.host(request)


def section(run: Run) -> Section:
    took: dict[bool, list[tuple[float, ...]]] = {False: [], True: []}
    with s3_server(run.folder) as server, TwilioStub() as twilio, _public() as (internet, public_url):
        deployed = Deployed(server, twilio)
        deployed.rig.change_settings(PUBLIC_URL=public_url)
        for _ in range(run.times(quick=1)):
            for waking in took:
                took[waking].append(_until_placed(partial(_first_call, run, deployed, twilio, internet, waking)))
    without, with_waking = ([Sample(values) for values in zip(*took[waking], strict=True)] for waking in (False, True))
    return Section(
        "Waking containers while the phone rings",
        _INTRO.format(ringing=_RINGING, listening=_LISTENING),
        [_table(without, with_waking), _plot(without, with_waking)],
    )


def _until_placed(first_call: Callable[[], tuple[float, ...]]) -> tuple[float, ...]:
    """Returns the times of a call that was placed: on a busy machine a start can run out of time."""
    for _ in range(_TRIES):
        try:
            return first_call()
        except TooSlowError:
            continue
    raise NotHereError("This machine was too busy to place a call within its time limits.")


@contextmanager
def _public() -> Iterator[tuple[_Internet, str]]:
    server, internet = HostServer(), _Internet()
    server.start(internet)
    try:
        yield internet, server.public_url
    finally:
        server.stop()


def _first_call(
    run: Run, deployed: Deployed, twilio: TwilioStub, internet: _Internet, waking: bool
) -> tuple[float, ...]:
    """Returns the seconds that each of _STEPS took, with new containers."""
    deployed.rig.desk(limits={"calls_per_day": 900}, agents=AGENTS, warm_up=waking)
    fleet = Fleet(run)
    on = deployed.on(fleet)
    internet.host = on.host
    try:
        return _play(on, twilio, _QUICK if run.quick else 1.0)
    finally:
        fleet.close()


def _play(on: Deployment, twilio: TwilioStub, pace: float) -> tuple[float, ...]:
    session, number = new_chat()
    began = time.perf_counter()
    reply = on.start(session, phone_number=number)
    chat = time.perf_counter() - began
    if not reply["ok"]:
        raise TooSlowError
    voice, status = (twilio.created[-1][name][0] for name in ("Url", "StatusCallback"))
    time.sleep(_RINGING * pace)
    began = time.perf_counter()
    greeting = from_twilio(on, voice)
    greet = time.perf_counter() - began
    began = time.perf_counter()
    assert from_twilio(on, status, CallStatus="in-progress", SequenceNumber="2").status == 204
    report = time.perf_counter() - began
    time.sleep(_LISTENING * pace)
    began = time.perf_counter()
    assert b"<Dial" in from_twilio(on, next_address(greeting.body, voice), Digits="1").body
    return chat, greet, time.perf_counter() - began, report


def _table(without: list[Sample], with_waking: list[Sample]) -> Table:
    rows = [
        (f"{step}, {_size(step)}", cold.scaled(1000), woken.scaled(1000), woken.over(cold).text(2))
        for step, cold, woken in zip(_STEPS, without, with_waking, strict=True)
    ]
    return Table(("ms", "without waking", "with waking", "ratio"), rows)


def _size(step: str) -> str:
    action = "webhook" if "start_call" in step else "status" if "report" in step else "twiml"
    return f"{actions.size(action).cpu} vCPU"


def _plot(without: list[Sample], with_waking: list[Sample]) -> Plot:
    series = {"without waking": without, "with waking": with_waking}
    return Plot(
        "warming",
        "What the first customer after an idle hour waits for",
        "Bars: milliseconds of the chat's reply, the greeting, the step after the key and a report of Twilio, with and"
        " without waking. The figures are in the table above.",
        _STEPS,
        {name: [sample.scaled(1000) for sample in samples] for name, samples in series.items()},
        unit="ms",
    )
