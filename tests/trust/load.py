"""Load: two hundred chats at once, fifty calls in progress, doubles and faults, and storage that is killed and restarted.

The actions run in processes of their own, on the sandbox's function host; storage is a real S3 server; Twilio is a driver
that plays each call that was placed: it reports, asks for TwiML, doubles some requests, and repeats what got a 5xx, as
Twilio does. People think and talk in real time, because load is what happens at the same time; nothing that is judged
depends on how much of it there was.
"""

from __future__ import annotations

import json
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt

from handover.core.call.states import State
from handover.services.storage.keys import quota_keys
from handover.usecases.sweep import sweep
from sandbox.bucket import Bucket
from sandbox.bucket.faults import StorageFault
from sandbox.host import Activation, FunctionHost, Process
from sandbox.net import HttpResponse
from sandbox.world import ROOT
from tests.handover.deployment import AGENT_CALL, Deployment, environ
from tests.handover.rig import SECRET, Rig
from tests.handover.servers import Moto, client_for
from tests.handover.twilio_stub import TwilioStub
from tests.trust.campaign import Campaign, Findings

_CHATS, _SECONDS = 200, 300
#: A call lasts so long that fifty are in progress.
_THINKS, _TALKS = (15.0, 45.0), (20.0, 40.0)
_DOUBLED, _FAULTS = 0.1, 0.02
_TROUBLE = (
    StorageFault(status=503),
    StorageFault(status=500),
    StorageFault(cut_before=True),
    StorageFault(cut_after=True),
)
#: When storage is killed, in shares of the run, and how long it is away in seconds.
_KILLED_AT, _AWAY = (0.3, 0.65), 5.0
#: The share below which one run has to do.
_SMALL = 0.1
#: How long the scheduler has at the end, in minutes of its clock.
_MINUTES = 80


def run(scale: float, seed: int) -> Findings:
    """Run both. Of a small share run only the one in which storage is killed: it has all trouble of the other one."""
    findings = Findings()
    for killed in (True,) if scale < _SMALL else (False, True):
        findings.add(_Load(scale, seed, killed).run())
    return findings


class _Load:
    """One run."""

    def __init__(self, scale: float, seed: int, killed: bool) -> None:
        self.findings, self.killed = Findings(), killed
        self.seconds = max(20.0, _SECONDS * scale)
        self.chats = max(10, round(_CHATS * min(1.0, scale * 2)))
        self.random, self._lock = Random(seed), threading.Lock()
        self.took: dict[str, list[float]] = defaultdict(list)
        self.spoken: list[str] = []
        self.sessions: list[str] = []

    def run(self) -> Findings:
        with Bucket() as bucket, TwilioStub() as twilio:
            rig = Rig(Moto(bucket), twilio, client_for(bucket.endpoint))
            # Calls are counted at the driver's own time, so the rig's clock begins now.
            rig.clock.step((_now() - rig.clock.now()).total_seconds())
            rig.desk(limits={"calls_per_day": 900}, retries={"after_minutes": []})  # the scheduler would call again
            self._attack(bucket, rig, twilio)
            bucket.faults.clear()
            self._judge(rig, twilio)
        return self.findings

    def _attack(self, bucket: Bucket, rig: Rig, twilio: TwilioStub) -> None:
        on = Deployment(rig)
        on.host = FunctionHost(
            "openwhisk", environ(rig.settings), Process(ROOT / "functions", world_clock=False), watch=self._watch
        )
        self._warm_up(on, twilio)
        bucket.faults.add(_TROUBLE[0], lambda *_: self._happens(_FAULTS / 2), times=None)
        bucket.faults.add(_TROUBLE[3], lambda *_: self._happens(_FAULTS / 2), times=None)
        self.end = time.monotonic() + self.seconds
        try:
            with ThreadPoolExecutor(self.chats + 1) as pool:
                works = [pool.submit(self._chat, on, twilio, n) for n in range(self.chats)]
                works.append(pool.submit(self._kill_storage, bucket))
                for work in works:
                    work.result()
        finally:
            on.host.close()

    def _warm_up(self, on: Deployment, twilio: TwilioStub) -> None:
        """Start the first processes, and play one call to its end, before anything fails."""
        self.end = time.monotonic()
        for n in range(10):
            self._speak(on, f"warm-up-{n}", 0)
            self._call(on, twilio, f"warm-up-{n}", f"+4930{22000000 + n}")
            if twilio.created:
                return

    def _chat(self, on: Deployment, twilio: TwilioStub, n: int) -> None:
        """One seat in front of a chat: a conversation, a call, and the next one, until the time is over."""
        round_ = 0
        while time.monotonic() < self.end:
            session, number = f"chat-{n}-{round_}", f"+4930{23000000 + n * 100 + round_}"
            self._think()
            for line in range(2):
                self._speak(on, session, line)
                self._think()
            if time.monotonic() < self.end:
                self._call(on, twilio, session, number)
            round_ += 1

    def _call(self, on: Deployment, twilio: TwilioStub, session: str, number: str) -> None:
        with self._lock:
            self.sessions.append(session)
        copies = 2 if self._happens(_DOUBLED) else 1
        replies = _at_once([lambda: self._ask(on, session, number)] * copies)
        for reply in replies:
            said = f"{reply['status']} {reply.get('reason', '')}".strip() if reply else "no answer"
            self.findings_count(f"{self._name}: replies to a start: {said}")
        placed = [form for form in list(twilio.created) if form["To"][0] == number]
        self.findings_count(f"{self._name}: calls placed", len(placed))
        if placed:
            self._play(on, placed[0]["Url"][0])

    def _ask(self, on: Deployment, session: str, number: str) -> dict[str, Any] | None:
        body = {"action": "start_call", "session_id": session, "phone_number": number, "name": "Ada"}
        headers = {"content-type": "application/json", "authorization": f"Bearer {SECRET}"}
        response = on.send("webhook", "POST", "", headers, json.dumps(body).encode())
        self.expect(response.status == 200, f"webhook answered {response.status}")
        return dict(json.loads(response.body)) if response.status == 200 else None

    def _play(self, on: Deployment, greet: str) -> None:
        """Play a call that goes well, with Twilio's habits."""
        handover_id = parse_qs(urlsplit(greet).query)["h"][0]

        def report(kind: str, **form: str) -> None:
            place = f"kind={kind}&h={handover_id}" + ("&a=1" if kind == "agent" else "")
            sid = {"CallSid": AGENT_CALL} if kind == "agent" else {"CallSid": f"CA{abs(hash(handover_id)):032x}"[:34]}
            for _ in range(2 if self._happens(_DOUBLED) else 1):
                self._until_accepted(lambda: on.twilio("status", place, {**sid, **form}))

        def step(name: str, attempt: int = 0, **form: str) -> None:
            query = f"step={name}&h={handover_id}" + (f"&a={attempt}" if attempt else "")
            response = on.twilio("twiml", query, {"CallSid": f"CA{1:032x}", "From": "+1", "To": "+1", **form})
            self.expect(response.status == 200, f"twiml answered {response.status}")

        report("customer", CallStatus="ringing")
        report("customer", CallStatus="in-progress")
        step("greet")
        step("connect", Digits="1")
        report("agent", CallStatus="ringing")
        step("whisper", 1)
        step("decide", 1, Digits="1")
        time.sleep(min(self._between(*_TALKS), max(0.0, self.end - time.monotonic())))
        step("dialed", 1, DialCallStatus="completed", DialBridged="true")
        report("customer", CallStatus="completed", CallDuration="30")

    def _speak(self, on: Deployment, session: str, line: int) -> None:
        text = f"{session} says line {line}."
        payload = {
            "log_id": f"{session}-{line}",
            "session_id": session,
            "request": {"input": {"text": text}},
            "response": {"output": {"generic": []}},
            "request_timestamp": _now().isoformat(),
        }
        body = json.dumps({"event": {"name": "message_logged"}, "payload": payload}).encode()
        token = jwt.encode({}, SECRET, algorithm="HS256")
        headers = {"content-type": "application/json", "authorization": token}
        for _ in range(2 if self._happens(_DOUBLED) else 1):
            response = self._until_accepted(lambda: on.send("transcript", "POST", "", headers, body))
            if response.status == 204:
                with self._lock:
                    self.spoken.append(text)

    def _until_accepted(self, send: Callable[[], HttpResponse]) -> HttpResponse:
        """Send it, and up to twice more after a 5xx: Twilio's `rc=2`."""
        for _ in range(3):
            response = send()
            if response.status < 500:
                break
            self.findings_count(f"{self._name}: requests that were repeated after a 5xx")
            time.sleep(1)
        self.expect(response.status not in (500, 502), f"a defect: {response.status}")
        return response

    def _kill_storage(self, bucket: Bucket) -> None:
        began = self.end - self.seconds
        for moment in _KILLED_AT if self.killed else ():
            time.sleep(max(0.0, began + moment * self.seconds - time.monotonic()))
            bucket.stop()
            time.sleep(_AWAY)
            bucket.start()
            self.findings_count(f"{self._name}: storage killed and restarted")

    def _judge(self, rig: Rig, twilio: TwilioStub) -> None:
        for call in twilio.calls.values():
            call.update(status="completed", duration="30")
        app = rig.app()
        rig.clock.step((_now() - rig.clock.now()).total_seconds())
        for _ in range(_MINUTES):
            rig.clock.step(60)
            sweep(rig.ctx(app))
        dialled = twilio.dialled
        self.expect(bool(dialled), "no call was placed, so nothing was proven")
        twice = len(dialled) - len(set(dialled))
        self.expect(not twice, f"{twice} numbers were called twice")
        words = "\n".join(body.decode() for key, body in rig.server.objects(rig.bucket).items() if "/turn/" in key)
        lost = [text for text in self.spoken if text not in words]
        self.expect(not lost, f"{len(lost)} accepted turns are not stored")
        for session in self.sessions:
            for pointer in rig.storage.sessions.pointers(session):
                handover = rig.storage.handovers.load(pointer.handover_id, rig.clock.now())
                under_way = handover is not None and (handover.in_progress or handover.state is State.SCHEDULED)
                self.expect(not under_way, f"{session} is still {handover.state if handover else ''} in the end")
        held = [key for key in rig.objects(quota_keys.total(f"{_now():%Y%m%d}")) if not key.endswith(".released")]
        given = [key for key in rig.objects(quota_keys.total(f"{_now():%Y%m%d}")) if key.endswith(".released")]
        used = len(held) - len(given)
        self.expect(used >= len(dialled), f"{used} of the day's calls are used, {len(dialled)} were placed")
        self.findings_count(f"{self._name}: chats", len(self.sessions))
        self.findings_count(f"{self._name}: turns stored", len(set(self.spoken)))
        for action, seconds in sorted(self.took.items()):
            p99 = sorted(seconds)[min(len(seconds) - 1, int(len(seconds) * 0.99))]
            self.findings.times[f"{self._name}: {action}, p50 and p99 of {len(seconds):,}"] = (
                f"{sorted(seconds)[len(seconds) // 2]:.2f} s, {p99:.2f} s"
            )

    @property
    def _name(self) -> str:
        return "storage killed" if self.killed else "storage up"

    def _watch(self, ran: Activation) -> None:
        with self._lock:
            self.took[ran.action].append(ran.took)

    def _happens(self, chance: float) -> bool:
        with self._lock:
            return self.random.random() < chance

    def _between(self, least: float, most: float) -> float:
        with self._lock:
            return self.random.uniform(least, most)

    def _think(self) -> None:
        time.sleep(min(self._between(*_THINKS), max(0.0, self.end - time.monotonic())) * min(1.0, self.seconds / 200))

    def expect(self, held: bool, otherwise: str) -> None:
        with self._lock:
            self.findings.expect(held, f"{self._name}: {otherwise}")

    def findings_count(self, figure: str, by: int = 1) -> None:
        with self._lock:
            self.findings.count(figure, by)


def _now() -> Any:
    from handover.clock import SystemClock

    return SystemClock().now()


def _at_once(works: list[Callable[[], dict[str, Any] | None]]) -> list[dict[str, Any] | None]:
    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result() for future in [pool.submit(work) for work in works]]


CAMPAIGN = Campaign(
    "load",
    "It holds under load",
    f"{_CHATS} chats at once for {_SECONDS // 60} minutes, about fifty calls in progress, one request in ten doubled, "
    f"{_FAULTS:.0%} of all requests to storage failing or losing their answer; then the same once more, with storage killed "
    "and restarted twice. The actions run in processes of their own on this machine, with a real S3 server. No number is "
    "called twice, no turn that was accepted is lost, no handover stays live, and no action has a defect.",
    run,
)
