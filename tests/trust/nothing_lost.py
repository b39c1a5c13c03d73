"""Nothing is lost: reports in any order, twice, and while storage is down for a while."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from email.utils import format_datetime
from random import Random
from typing import Any

import jwt

from handover.core.call.booking import RETRY
from handover.core.call.state import Handover
from sandbox.bucket.faults import StorageFault
from sandbox.play.scenarios import CLAIM
from sandbox.world import Parts, World
from tests.fakes.worlds import in_memory
from tests.handover.deployment import AGENT_CALL, CALL, Deployment
from tests.handover.rig import SECRET, Rig, rig_in_memory
from tests.handover.twilio_stub import TwilioStub
from tests.scenarios.people import TAKES_IT, customer_calls, ready
from tests.trust.campaign import Campaign, Findings, share

_ORDERS, _OUTAGES = 10_000, 200
#: How long storage is down, and how long everything has afterwards, in seconds.
_DOWN, _AFTERWARDS = 60, 4200
_PLATFORMS = ("openwhisk", "code-engine")
_TURNS = 6


@dataclass(frozen=True)
class Report:
    """One request that an outside system sends, until it is accepted."""

    name: str
    send: Callable[[Deployment], int]


def run(scale: float, seed: int) -> Findings:
    findings, random = Findings(), Random(seed)
    with TwilioStub() as twilio:
        expected = _facts(_deliver(twilio, Random(0), shuffled=False, findings=Findings())[1])
        for _ in range(share(_ORDERS, scale)):
            findings.add(_in_some_order(twilio, random, expected))
    for n in range(share(_OUTAGES, scale)):
        findings.add(_outage(n, random))
    return findings


def _in_some_order(twilio: TwilioStub, random: Random, expected: Mapping[str, Any]) -> Findings:
    findings = Findings()
    rig, handover = _deliver(twilio, random, shuffled=True, findings=findings)
    found = _facts(handover)
    findings.expect(found == expected, f"in some order the handover is {found}, in order {expected}")
    words = " ".join(json.dumps(body) for body in rig.objects("v1/turn/").values())
    for n in range(_TURNS):
        findings.expect(f"line {n}." in words, f"line {n} of the chat is not stored")
    findings.count("orders of a call's reports and a chat's turns")
    return findings


def _deliver(twilio: TwilioStub, random: Random, shuffled: bool, findings: Findings) -> tuple[Rig, Handover]:
    """Start a call and deliver all reports; what is not accepted is sent again later, as Twilio does."""
    rig = rig_in_memory(twilio)
    on = Deployment(rig, platform=random.choice(_PLATFORMS))  # type: ignore[arg-type]
    handover_id = str(on.start()["handover_id"])
    on.step("greet", handover_id)
    on.step("connect", handover_id, Digits="1")
    on.step("decide", handover_id, 1, Digits="1")
    on.step("dialed", handover_id, 1, DialCallStatus="completed", DialBridged="true")
    reports = _reports(rig, handover_id)
    if shuffled:
        reports += random.sample(reports, random.randrange(len(reports)))
        random.shuffle(reports)
        _plan_outage(rig, random)
    waiting = reports
    for _ in range(4):
        waiting = [report for report in waiting if not 200 <= report.send(on) < 300]
        findings.count("reports that were sent again, because storage was down", len(waiting) if shuffled else 0)
        rig.server.faults.clear()  # type: ignore[attr-defined]
    findings.expect(not waiting, f"never accepted: {[report.name for report in waiting]}")
    findings.count("reports", len(reports))
    return rig, rig.handover(handover_id)


def _plan_outage(rig: Rig, random: Random) -> None:
    """Storage fails for a run of requests, somewhere in the middle."""
    first, length = random.randrange(60), random.randrange(40)
    numbers = iter(range(10_000))
    fault = random.choice((StorageFault(status=503), StorageFault(cut_after=True), StorageFault(cut_before=True)))
    rig.server.faults.add(  # type: ignore[attr-defined]
        fault, lambda *_: first <= next(numbers) < first + length, times=None
    )


def _reports(rig: Rig, handover_id: str) -> list[Report]:
    def at(seconds: int) -> str:
        return format_datetime(rig.clock.now() + timedelta(seconds=seconds), usegmt=True)

    def status(kind: str, seconds: int, **form: str) -> Report:
        sid = AGENT_CALL if kind in ("agent", "amd") else CALL
        form = {"CallSid": sid, "Timestamp": at(seconds), **form}
        place = f"kind={kind}&h={handover_id}" + ("&a=1" if kind in ("agent", "amd") else "")
        return Report(f"{kind} {form}", lambda on: on.twilio("status", place, form).status)

    return [
        status("customer", 1, CallStatus="ringing"),
        status("customer", 4, CallStatus="in-progress"),
        status("agent", 8, CallStatus="ringing"),
        status("agent", 12, CallStatus="in-progress"),
        status("amd", 13, AnsweredBy="human"),
        status("agent", 60, CallStatus="completed", CallDuration="48"),
        status("customer", 61, CallStatus="completed", CallDuration="57"),
        *[_turn(n) for n in range(_TURNS)],
    ]


def _turn(n: int) -> Report:
    payload = {
        "log_id": f"log-{n}",
        "request": {"input": {"text": f"This is line {n}."}},
        "response": {"output": {"generic": [{"response_type": "text", "text": f"Answer {n}."}]}},
        "request_timestamp": f"2026-11-23T08:5{n}:00.000Z",
        "response_timestamp": f"2026-11-23T08:5{n}:01.000Z",
        "session_id": "session-1",
    }
    body = json.dumps({"event": {"name": "message_logged"}, "payload": payload}).encode()
    headers = {"content-type": "application/json", "authorization": jwt.encode({}, SECRET, algorithm="HS256")}
    return Report(f"turn {n}", lambda on: on.send("transcript", "POST", "", headers, body).status)


def _facts(handover: Handover) -> dict[str, Any]:
    """What must not depend on the order."""
    agent = handover.agent
    return {"state": str(handover.state), "agent": agent.id if agent else "", "bridged": handover.bridged}


def _outage(n: int, random: Random) -> Findings:
    """A whole chat and call in the sandbox, and storage is down for a minute in the middle of it."""
    findings = Findings()
    with World(random.choice(_PLATFORMS), in_memory(Parts())) as world:  # type: ignore[arg-type]
        ready(world, agents=(TAKES_IT, TAKES_IT))
        moment = random.uniform(0, 110)
        world.agenda.after(moment, lambda: world.bucket.faults.add(StorageFault(status=503), times=None))
        world.agenda.after(moment + _DOWN, world.bucket.faults.clear)
        chat = world.chat()
        for line in CLAIM:
            world.agenda.advance(3)
            chat.choose(line) if line in chat.choices() else chat.say(line)
        world.agenda.advance(_AFTERWARDS)
        where = f"storage down from second {moment:.1f} of world {n}"
        calls = customer_calls(world)
        retries = [one.id for one in world.handovers(chat.session_id) if one.booking and one.booking.why == RETRY]
        findings.expect(len(calls) <= 1 + len(retries), f"{where}: {len(calls)} calls, {len(retries)} retries")
        live = [str(handover.state) for handover in world.handovers(chat.session_id) if handover.live]
        findings.expect(not live, f"{where}: still {live} after {_AFTERWARDS} s")
        findings.expect(not calls or bool(world.handovers(chat.session_id)), f"{where}: a call without a handover")
        _expect_words(findings, world, chat.session_id, where)
        findings.count("chats with a minute without storage")
        findings.count("calls placed in them", len(calls))
        findings.count("of these by the retry plan", len(retries))
    return findings


def _expect_words(findings: Findings, world: World, session: str, where: str) -> None:
    """Every turn that was accepted is stored. Whether Watson repeats one that was refused is not documented."""
    log = world.assistant.log
    sent = log.sent if log else []
    accepted = sum(delivery.status == 204 for delivery in sent)
    stored = len([key for key in world.bucket.objects(world.bucket_name) if key.startswith("v1/turn/")])
    findings.expect(stored >= accepted, f"{where}: {accepted} turns accepted, {stored} stored")
    findings.count("turns accepted", accepted)
    findings.count("turns refused with 503 while storage was down", len(sent) - accepted)


CAMPAIGN = Campaign(
    "nothing-lost",
    "Nothing that was accepted is lost",
    f"{_ORDERS:,} times the reports of one call and the turns of its chat arrive in another order, some of them twice, "
    "while storage fails for a while; what was refused is sent again. The handover always ends the same, with every word "
    f"of the chat. {_OUTAGES} times storage is down for a minute at a random moment of a whole chat and call in the "
    "sandbox: at most one call and those that the retry plan booked, no handover that stays live, and every turn that was "
    "accepted is stored.",
    run,
)
