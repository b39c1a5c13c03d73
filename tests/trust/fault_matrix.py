"""Each request to an outside system × each way to go wrong on the wire: what the chat, the phone and the desk get."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any

from handover.services.storage import StorageError, keys
from handover.usecases.context import AppContext
from handover.usecases.sweep import sweep
from sandbox.bucket import Bucket
from tests.handover.deployment import Deployment
from tests.handover.rig import CUSTOMER, OTHER, RealWorkClock, Rig
from tests.handover.servers import Moto, client_for
from tests.handover.twilio_stub import CUT_AFTER, TwilioStub
from tests.trust.campaign import Campaign, Findings
from tests.trust.meddler import FAULTS, Meddler

_AT_ONCE = 6
_MINUTES = 12
_MOST_SWEEPS = 4
_MOST_TRIES = 4


class _NotMadeError(Exception):
    """The request that was to go wrong was not made."""


@dataclass
class Scene:
    """One handover between its two proxies. `said`: what the chat got. `heard`: what Twilio got."""

    rig: Rig
    on: Deployment
    storage: Meddler
    twilio: Meddler
    handover: str = ""
    said: Mapping[str, Any] = field(default_factory=dict)
    heard: str = "–"

    def start(self) -> None:
        self.said = self.on.start()
        self.handover = str(self.said.get("handover_id", self.handover))

    def ask(self, action: str) -> None:
        self.said = self.on.ask(action=action, session_id="session-1")

    def step(self, name: str, attempt: int = 0, **form: str) -> None:
        text = self.on.step(name, self.handover, attempt, **form)
        self.heard = next((verb for verb in ("Dial", "Gather", "Redirect", "Say") if f"<{verb}" in text), "Hangup")

    def report(self, kind: str, **form: str) -> None:
        self.heard = str(self.on.report(kind, self.handover, **form))


@dataclass(frozen=True)
class Outside:
    """One request to an outside system: how it is recognised, what leads up to it, and the act in which it is made."""

    name: str
    matches: Callable[[str, str], bool]
    act: Callable[[Scene], None]
    before: Callable[[Scene], None] = lambda _: None
    storage: bool = True


def _put(part: str) -> Callable[[str, str], bool]:
    return lambda method, target: method == "PUT" and part in target


def _get(part: str) -> Callable[[str, str], bool]:
    return lambda method, target: method == "GET" and part in target and "list-type" not in target


def _list(part: str) -> Callable[[str, str], bool]:
    return lambda method, target: method == "GET" and "list-type" in target and part in target


def _send(method: str, part: str) -> Callable[[str, str], bool]:
    return lambda sent, target: sent == method and part in target


def _start(scene: Scene) -> None:
    scene.start()


def _lose_the_create(scene: Scene) -> None:
    scene.rig.twilio.mishaps.append(CUT_AFTER)
    scene.start()


def _answered(scene: Scene) -> None:
    scene.start()
    scene.report("customer", CallStatus="in-progress")


def _connected(scene: Scene) -> None:
    _answered(scene)
    scene.step("connect", Digits="1")


def _accepted(scene: Scene) -> None:
    _connected(scene)
    scene.step("decide", 1, Digits="1")


OUTSIDE = (
    Outside("start: read desk.json", _get("desk.json"), _start),
    Outside("start: list who is away", _list("v1/switch"), _start),
    Outside("start: see conditional writes honoured", _put("v1/proof"), _start),
    Outside("start: claim the chat's pointer", _put("v1/session"), _start),
    Outside("start: claim the permit", _put("/requested"), _start),
    Outside("start: claim the number's quota", _put("v1/number"), _start),
    Outside("start: claim the day's quota", _put("v1/total"), _start),
    Outside("start: list the day's calls", _list("v1/total"), _start),
    Outside("start: write the live marker", _put("v1/switch/live"), _start),
    Outside("start: look at the do-not-call list", _get("v1/do-not-call"), _start),
    Outside("start: place the call", _send("POST", "Calls.json"), _start, storage=False),
    Outside("start: record the placed call", _put("/placed"), _start),
    Outside(
        "status: look the call up", _send("GET", "Calls.json"), lambda s: s.ask("call_status"), _lose_the_create, False
    ),
    Outside("cancel: record it", _put("/canceled"), lambda s: s.ask("cancel_call"), _start),
    Outside("cancel: end the call", _send("POST", "Calls/"), lambda s: s.ask("cancel_call"), _start, False),
    Outside("connect: claim the order of agents", _put("/hunt"), lambda s: s.step("connect", Digits="1"), _answered),
    Outside("decide: record the acceptance", _put("/accepted"), lambda s: s.step("decide", 1, Digits="1"), _connected),
    Outside(
        "dialed: record the bridge",
        _put("/bridged"),
        lambda s: s.step("dialed", 1, DialCallStatus="completed", DialBridged="true"),
        _accepted,
    ),
    Outside(
        "status: record the end", _put("/ended"), lambda s: s.report("customer", CallStatus="completed"), _accepted
    ),
)


def run(scale: float, seed: int) -> Findings:
    """Run all cells, or the share of them, chosen by the seed: at least one of each request."""
    cells = list(itertools.product(OUTSIDE, FAULTS))
    if scale < 1:
        chance = Random(seed)
        some = chance.sample(cells, round(len(cells) * scale))
        cells = [*some, *((each, chance.choice(FAULTS)) for each in OUTSIDE if each not in {row for row, _ in some})]
    findings, found = Findings(), {}
    with Bucket() as bucket, ThreadPoolExecutor(_AT_ONCE) as pool:
        results = pool.map(lambda cell: _cell(bucket, *cell), cells)
        for (outside, fault), (part, outcome) in zip(cells, results, strict=True):
            findings.add(part)
            found[outside.name, fault] = outcome
    findings.table = _table(found)
    return findings


def _cell(bucket: Bucket, outside: Outside, fault: str) -> tuple[Findings, tuple[str, ...]]:
    """Try one cell. Deadlines count real seconds here, so on a busy machine an act may end before the request that is to go
    wrong is made: then the cell has tried nothing, and is tried again."""
    for _ in range(_MOST_TRIES - 1):
        with suppress(_NotMadeError):
            return _try(bucket, outside, fault)
    try:
        return _try(bucket, outside, fault)
    except _NotMadeError as error:
        return Findings(broken=[str(error)]), ("–", "–", "–", "–")


def _try(bucket: Bucket, outside: Outside, fault: str) -> tuple[Findings, tuple[str, ...]]:
    """Raises _NotMadeError."""
    findings = Findings()
    where = f"{outside.name}, {fault}"
    with ExitStack() as stack:
        scene = _scene(stack, bucket)
        scene.on.start("warm-up", phone_number=OTHER)  # the SDKs are loaded: what follows is not late because of that
        outside.before(scene)
        scene.on = Deployment(scene.rig)  # a container that remembers nothing
        meddler = scene.storage if outside.storage else scene.twilio
        meddler.meddle(fault, outside.matches)
        scene.said, scene.heard = {}, "–"
        outside.act(scene)
        if not meddler.hits:
            raise _NotMadeError(f"{where}: the request was not made")
        at_once = _state(scene)
        meddler.heal()
        scheduler = scene.rig.app()
        for _ in range(_MINUTES):
            scene.rig.clock.step(60)
            _sweep(scene, scheduler)
        calls = scene.rig.twilio.dialled.count(CUSTOMER)
        findings.expect(calls <= 1, f"{where}: {calls} calls")
        refused = scene.said.get("status") == "refused" and outside.name.startswith("start")
        findings.expect(
            not (refused and calls), f"{where}: the chat is told that no call was placed, and a phone rings"
        )
        findings.count("cells")
        findings.count("calls placed", calls)
        told = f"{scene.said['status']} {scene.said.get('reason', '')}".strip() if scene.said else "–"
        phone = "rings" if calls and outside.name.startswith("start") else scene.heard if scene.heard != "–" else ""
        return findings, (told, phone or ("rings" if calls else "no call"), at_once, _state(scene))


def _scene(stack: ExitStack, bucket: Bucket) -> Scene:
    stub = stack.enter_context(TwilioStub())
    storage = stack.enter_context(Meddler(bucket.endpoint, is_storage=True))
    twilio = stack.enter_context(Meddler(stub.url, is_storage=False))
    places = {"COS_ENDPOINT": storage.url, "TWILIO_API_BASE": twilio.url}
    rig = Rig(Moto(bucket), stub, client_for(storage.url), RealWorkClock(), places)
    rig.desk()
    rig.server.put(rig.bucket, keys.PROOF, b'{"proven":true}')
    return Scene(rig, Deployment(rig), storage, twilio)


def _sweep(scene: Scene, app: AppContext) -> None:
    """Run the scheduler. If the server is late, because this machine is busy, it runs again, as it would a minute later."""
    for _ in range(_MOST_SWEEPS - 1):
        with suppress(StorageError):
            sweep(scene.rig.ctx(app, 45.0))
            return
    sweep(scene.rig.ctx(app, 45.0))


def _state(scene: Scene) -> str:
    """Returns the handover's state as the desk's lists show it."""
    storage = scene.rig.storage
    scene.storage.heal()
    found = storage.sessions.latest_pointer("session-1")
    handover = storage.handovers.load(found.handover_id, scene.rig.clock.now()) if found else None
    return str(handover.state) if handover else "–"


def _table(found: Mapping[tuple[str, str], tuple[str, ...]]) -> list[list[str]]:
    """Returns a row for each request and outcome, with all faults that lead to it."""
    rows: dict[tuple[str, tuple[str, ...]], list[str]] = defaultdict(list)
    for (name, fault), outcome in found.items():
        rows[name, outcome].append(fault)
    head = ["request", "goes wrong", "the chat gets", "the phone", "the desk shows", "and ten minutes later"]
    return [head, *[[name, ", ".join(faults), *outcome] for (name, outcome), faults in rows.items()]]


CAMPAIGN = Campaign(
    "fault-matrix",
    "Whatever goes wrong outside, everybody gets an honest answer",
    f"Each of {len(OUTSIDE)} requests to storage and Twilio goes wrong on the wire in each of {len(FAULTS)} ways, through a "
    "proxy before a real S3 server and a stand-in for Twilio. The table has what the chat, the phone and the desk get. "
    "There is never a second call, never a 5xx for the chat, and never a chat that is told that no call was placed while "
    "a phone rings. For a step of the call, the column of the phone has what Twilio gets: a verb of TwiML, or a status.",
    run,
)
