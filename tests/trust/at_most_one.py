"""At most one call: the same request twenty times at once, while one thing goes wrong, and again afterwards."""

from __future__ import annotations

import itertools
from functools import partial
from random import Random

from handover.core.reply import Reply
from handover.services.storage.keys import quota_keys
from handover.usecases.call_status import call_status
from handover.usecases.context import AppContext
from handover.usecases.start_call import start_call
from handover.usecases.sweep import sweep
from tests.handover.rig import Rig, at_once, call_request, rig_in_memory
from tests.handover.twilio_stub import TwilioStub
from tests.trust.blows import Blow, KilledError, Life, MortalClient, blows, make_mortal
from tests.trust.campaign import Campaign, Findings, share

_HANDOVERS, _COPIES, _CONTAINERS = 1000, 20, 4
#: The seconds that a request may take, as for the webhook; and how long the scheduler has afterwards.
_SECONDS, _ROUNDS = 6.0, 12


def run(scale: float, seed: int) -> Findings:
    """Run the share of the handovers, each with the next kind of trouble."""
    findings, random = Findings(), Random(seed)
    trouble = list(itertools.islice(blows(), share(_HANDOVERS, scale)))
    random.shuffle(trouble)
    for number, blow in enumerate(trouble):
        with TwilioStub() as twilio:
            findings.add(_attack(twilio, blow, number, copies=1 if number % 4 == 0 else _COPIES))
    return findings


def _attack(twilio: TwilioStub, blow: Blow, number: int, copies: int) -> Findings:
    findings, rig = Findings(), rig_in_memory(twilio)
    containers = [_container(rig, blow if n == 0 or copies == 1 else Blow("none")) for n in range(_CONTAINERS)]
    if blow.phone:
        twilio.mishaps.append(blow.phone)
    request = call_request(f"session-{number}")
    starts = [partial(_start, rig, containers[n % _CONTAINERS], request) for n in range(copies)]
    replies = at_once(starts)
    findings.count("requests to start", copies)
    _judge(findings, twilio, blow, replies, alone=copies == 1)
    healthy = rig.app()
    for _ in range(_ROUNDS):
        replies = at_once([partial(_start, rig, healthy, request)] * 2) if rig.clock.monotonic() < 120 else []
        findings.count("requests to start", len(replies))
        _judge(findings, twilio, blow, replies, alone=False)
        rig.clock.step(60)
        sweep(rig.ctx(healthy))
    _judge_end(findings, rig, twilio, blow, call_status(rig.ctx(healthy), request.session_id, "en"))
    findings.count("handovers")
    findings.count("calls placed", len(twilio.dialled))
    findings.count("handovers with a lost answer, a failure or a killed process", blow.name != "none")
    return findings


def _judge(findings: Findings, twilio: TwilioStub, blow: Blow, replies: list[Reply | None], alone: bool) -> None:
    where = f"{blow.name} (request {blow.at})"
    findings.expect(len(twilio.dialled) <= 1, f"{where}: {len(twilio.dialled)} calls")
    findings.count("requests without a reply, because their process died", sum(reply is None for reply in replies))
    for reply in replies:
        if reply and alone and twilio.dialled:
            findings.expect(reply.ok, f"{where}: the phone rings, and the reply was {reply.status} {reply.reason}")
        if reply and reply.ok and reply.status == "dialing":
            findings.expect(bool(twilio.dialled), f"{where}: no phone rings, and the reply was dialing")


def _judge_end(findings: Findings, rig: Rig, twilio: TwilioStub, blow: Blow, told: Reply) -> None:
    where = f"{blow.name} (request {blow.at})"
    findings.expect(len(twilio.dialled) <= 1, f"{where}: {len(twilio.dialled)} calls in the end")
    if not twilio.dialled:
        live = told.ok and told.status in ("requested", "dialing", "ringing", "unconfirmed")
        findings.expect(
            not live, f"{where}: no phone ever rang, and after {_ROUNDS} minutes the chat is told {told.status}"
        )
        held = [key for key in rig.objects(quota_keys.total("20261123")) if not key.endswith(".released")]
        given = [key for key in rig.objects(quota_keys.total("20261123")) if key.endswith(".released")]
        findings.expect(len(held) == len(given), f"{where}: no phone rang, and one of the day's calls is used up")
    else:
        findings.expect(
            told.status not in ("refused", "failed"), f"{where}: a phone rang, and the chat is told {told.status}"
        )


def _container(rig: Rig, blow: Blow) -> AppContext:
    client = rig.client().separate()
    if blow.storage:
        client.faults.add(blow.storage, blow.when, times=None)
    app = rig.app(lambda: MortalClient(client, Life(blow.at, blow.kill if blow.at > 0 else "")))
    if blow.kill and not blow.at:
        make_mortal(app.twilio, Life(1, blow.kill))
    return app


def _start(rig: Rig, app: AppContext, request: object) -> Reply | None:
    try:
        return start_call(rig.ctx(app, _SECONDS), request)  # type: ignore[arg-type]
    except KilledError:
        return None


CAMPAIGN = Campaign(
    "at-most-one",
    "A request leads to one call at most",
    f"{_HANDOVERS:,} handovers, {_COPIES} identical requests each (one in four: a single one), from {_CONTAINERS} "
    "containers at the same moment, on storage in memory. In each, one thing goes wrong: an answer of storage or Twilio "
    "is lost, one of them fails, or a process is killed, at each request in turn. Then the same request comes again, and "
    "the scheduler runs. At no time is there a second call; no reply says that a phone rings when none does, or that none "
    "does when one does; and a call that was not placed is known as not placed in the end, and gives back what it used of "
    "the limits.",
    run,
)
