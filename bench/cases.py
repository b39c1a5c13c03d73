"""The requests whose cost is measured, one for each thing that somebody waits for.

A case prepares its request first, unmeasured (a call that it is about, for example), and returns a function that sends it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bench.deployed import Deployed, from_twilio, new_chat, next_address, turn
from tests.handover.deployment import Deployment

Send = Callable[[Deployment], None]


@dataclass(frozen=True)
class Case:
    """`prepare` returns what sends the request; it raises AssertionError if the answer is not the right one.

    Targets, at the most: `cold`, as a ratio to the naive twin; `warm`, in milliseconds of CPU.
    """

    action: str
    prepare: Callable[[Deployed], Send]
    cold: float | None = None
    warm: float | None = None


def _start(_: Deployed) -> Send:
    session, number = new_chat()

    def send(on: Deployment) -> None:
        reply = on.start(session, phone_number=number)
        assert reply["ok"], reply

    return send


def _greet(deployed: Deployed) -> Send:
    call = deployed.call()

    def send(on: Deployment) -> None:
        assert b"<Gather" in from_twilio(on, call.voice).body

    return send


def _connect(deployed: Deployed) -> Send:
    call = deployed.call()
    deployed.agents_are_free()
    address = next_address(from_twilio(deployed.prepare, call.voice).body, call.voice)

    def send(on: Deployment) -> None:
        assert b"<Dial" in from_twilio(on, address, Digits="1").body

    return send


def _status(deployed: Deployed) -> Send:
    call = deployed.call()

    def send(on: Deployment) -> None:
        assert from_twilio(on, call.status, CallStatus="ringing", SequenceNumber="1").status == 204

    return send


def _transcript(_: Deployed) -> Send:
    session, _number = new_chat()
    headers, body = turn(session, 1)

    def send(on: Deployment) -> None:
        assert on.send("transcript", headers=headers, body=json.dumps(body).encode()).status == 204

    return send


def _call_status(deployed: Deployed) -> Send:
    call = deployed.call()

    def send(on: Deployment) -> None:
        reply = on.ask(action="call_status", session_id=call.session)
        assert reply["ok"], reply

    return send


def _bad_credential(_: Deployed) -> Send:
    def send(on: Deployment) -> None:
        headers = {"content-type": "application/json", "authorization": "Bearer wrong"}
        assert on.send("webhook", headers=headers, body=b'{"action": "call_status"}').status == 401

    return send


def _invalid_number(_: Deployed) -> Send:
    session, _number = new_chat()

    def send(on: Deployment) -> None:
        assert on.start(session, phone_number="12")["reason"] == "invalid_number"

    return send


def _sign_in(_: Deployed) -> Send:
    def send(on: Deployment) -> None:
        assert b"<form" in on.send("dashboard", "GET", "view=signin", {"accept": "text/html"}).body

    return send


def _scheduler(_: Deployed) -> Send:
    def send(on: Deployment) -> None:
        assert not on.host.trigger("scheduler").failure

    return send


CASES: Mapping[str, Case] = {
    "start_call": Case("webhook", _start, cold=0.60, warm=15),
    "call_status": Case("webhook", _call_status, cold=0.50),
    "refused: credential": Case("webhook", _bad_credential, cold=0.35),
    "refused: number": Case("webhook", _invalid_number, cold=0.35),
    "twiml greet": Case("twiml", _greet, cold=0.15, warm=3),
    "twiml connect": Case("twiml", _connect, warm=3),
    "status": Case("status", _status, cold=0.50, warm=5),
    "transcript": Case("transcript", _transcript, cold=0.50),
    "dashboard sign-in": Case("dashboard", _sign_in, cold=0.30),
    "scheduler": Case("scheduler", _scheduler),
}
