"""How a call starts, rings and ends, and its status callbacks."""

from __future__ import annotations

import pytest

from sandbox.twilio import (
    Answers,
    Busy,
    HangUp,
    InTurn,
    LetsRing,
    Mailbox,
    Plan,
    Rejects,
    Unreachable,
    Variants,
)
from sandbox.twilio.call import StatusCallback
from sandbox.twilio.webhook import Webhook

from .desk import CUSTOMER, OURS, SID, SITE, Desk

ENDS: list[tuple[Plan, list[str], str | None]] = [
    (Answers(then=(HangUp(after=49),)), ["initiated", "ringing", "in-progress", "completed"], "200"),
    (Busy(), ["initiated", "ringing", "busy"], "486"),
    (Rejects(after=2), ["initiated", "ringing", "busy"], "486"),
    (LetsRing(), ["initiated", "ringing", "no-answer"], "487"),
    (Unreachable(), ["initiated", "failed"], "404"),
    (Mailbox(hangs_up_after=10), ["initiated", "ringing", "in-progress", "completed"], "200"),
]


@pytest.mark.parametrize(("plan", "statuses", "sip"), ENDS)
def test_every_end_is_told_in_order_and_numbered_from_0(plan: Plan, statuses: list[str], sip: str) -> None:
    desk = Desk(pages={"/greet": "<Pause length='100'/>"})
    desk.phone(CUSTOMER).plan = plan
    call = desk.call()
    desk.run()
    assert desk.statuses() == statuses
    assert [got.params["SequenceNumber"] for got in desk.at("/status")] == [str(n) for n in range(len(statuses))]
    assert desk.at("/status")[-1].params["SipResponseCode"] == sip
    assert call.status == statuses[-1]


def test_a_status_callback_carries_what_is_documented() -> None:
    desk = Desk(pages={"/greet": "<Pause length='100'/>"})
    desk.phone(CUSTOMER).plan = Answers(after=4, then=(HangUp(after=49),))
    call = desk.call()
    desk.run()
    ringing, last = desk.at("/status")[1].params, desk.at("/status")[-1].params
    assert ringing["StirStatus"] == "A"
    assert ringing["Timestamp"] == "Sun, 22 Nov 2026 10:00:01 +0000"
    assert (last["CallDuration"], last["Duration"]) == ("49", "1")
    assert {name: last[name] for name in ("CallSid", "AccountSid", "From", "To", "Caller", "Called")} == {
        "CallSid": call.sid,
        "AccountSid": SID,
        "From": OURS,
        "To": CUSTOMER,
        "Caller": OURS,
        "Called": CUSTOMER,
    }
    assert (last["Direction"], last["ApiVersion"], last["CallbackSource"]) == (
        "outbound-api",
        "2010-04-01",
        "call-progress-events",
    )
    assert (last["FromCountry"], last["ToCountry"], last["ToCity"]) == ("US", "DE", "")
    assert "ParentCallSid" not in last


def test_the_answer_url_says_in_progress() -> None:
    desk = Desk(pages={"/greet": "<Hangup/>"})
    desk.phone(CUSTOMER).plan = Answers()
    desk.call()
    desk.run()
    (greet,) = desk.at("/greet")
    assert (greet.method, greet.params["CallStatus"], greet.params["Direction"]) == (
        "POST",
        "in-progress",
        "outbound-api",
    )
    assert greet.headers["I-Twilio-Idempotency-Token"]


def test_only_the_events_that_were_asked_for_are_sent_but_all_are_counted() -> None:
    desk = Desk(pages={"/greet": "<Hangup/>"})
    desk.phone(CUSTOMER).plan = Answers()
    desk.call(status=StatusCallback(Webhook(SITE + "/status"), frozenset({"answered"})))
    desk.run()
    assert [(got.params["CallStatus"], got.params["SequenceNumber"]) for got in desk.at("/status")] == [
        ("in-progress", "2")
    ]


def test_as_a_variant_only_subscribed_events_are_counted() -> None:
    desk = Desk(pages={"/greet": "<Hangup/>"}, variants=Variants(sequence_counts="subscribed"))
    desk.phone(CUSTOMER).plan = Answers()
    desk.call(status=StatusCallback(Webhook(SITE + "/status"), frozenset({"answered", "completed"})))
    desk.run()
    assert [got.params["SequenceNumber"] for got in desk.at("/status")] == ["0", "1"]


@pytest.mark.parametrize(("adds", "rings_for"), [(5.0, 25), (0.0, 20)])
def test_a_phone_rings_as_long_as_asked_and_what_the_network_adds(adds: float, rings_for: int) -> None:
    desk = Desk(variants=Variants(rest_timeout_adds=adds))
    desk.phone(CUSTOMER).plan = LetsRing()
    call = desk.call(timeout=20)
    desk.run()
    assert call.started is not None
    assert call.ended is not None
    assert (call.ended - call.started).total_seconds() == 1 + rings_for


def test_a_rejected_call_may_look_like_no_answer() -> None:
    desk = Desk(variants=Variants(rejected_is="no-answer"))
    desk.phone(CUSTOMER).plan = Rejects()
    call = desk.call()
    desk.run()
    assert call.status == "no-answer"


def test_a_phone_in_a_call_is_busy_for_the_next() -> None:
    desk = Desk(pages={"/greet": "<Pause length='60'/>"})
    desk.phone(CUSTOMER).plan = Answers(after=1)
    first, second = desk.call(), desk.call()
    desk.run()
    assert (first.status, second.status) == ("completed", "busy")


def test_a_time_limit_ends_the_call() -> None:
    desk = Desk(pages={"/greet": "<Pause length='500'/>"})
    desk.phone(CUSTOMER).plan = Answers()
    call = desk.call(time_limit=30)
    desk.run()
    assert (call.status, call.duration()) == ("completed", 30)


def test_a_call_to_a_busy_phone_counts_as_one_of_the_plans_in_turn() -> None:
    desk = Desk(pages={"/greet": "<Hangup/>"})
    desk.phone(CUSTOMER).plan = InTurn((Busy(), Unreachable(), Answers()))
    for _ in range(3):
        desk.call()
        desk.run()
    assert [call.status for call in desk.network.calls] == ["busy", "failed", "completed"]
