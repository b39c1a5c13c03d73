"""The account's calls: rate, detection, trial, inbound, and changes in progress."""

from __future__ import annotations

from typing import Literal

import pytest

from sandbox.twilio import Account, Answers, HangUp, LetsRing, LoseLine, Mailbox, PhoneError, Press, Speak, Variants
from sandbox.twilio.call import Detection, StatusCallback
from sandbox.twilio.switchboard import NotInProgressError
from sandbox.twilio.webhook import Webhook

from .desk import ANNA, CUSTOMER, OURS, SID, SITE, TOKEN, Desk, xml

DIAL = f"<Dial action='/dialed' answerOnBridge='true'><Number url='/whisper'>{ANNA}</Number></Dial>"


def test_calls_wait_for_their_slot_and_say_how_long() -> None:
    desk = Desk()
    calls = [desk.call(to=f"+49301234{n:02}") for n in range(20)]
    assert [call.queue_time for call in calls] == [n * 1000 for n in range(20)]
    assert {call.status for call in calls} == {"queued"}
    desk.agenda.advance(4.5)
    assert sum(call.status != "queued" for call in calls) == 5
    desk.run()


def test_a_faster_account_waits_less() -> None:
    desk = Desk(Account(SID, TOKEN, OURS, calls_per_second=5))
    assert [desk.call(to=f"+4930123{n}00").queue_time for n in range(3)] == [0, 200, 400]


def test_a_call_cancelled_in_the_queue_tells_nobody() -> None:
    desk = Desk()
    desk.call()
    second = desk.call(to="+4930123457", status=StatusCallback(Webhook(SITE + "/second")))
    desk.network.switchboard.end(second, "canceled")
    desk.run()
    assert second.status == "canceled"
    assert desk.at("/second") == []
    assert desk.phone("+4930123457").state == "idle"


def test_a_ringing_call_can_be_cancelled() -> None:
    desk = Desk()
    call = desk.call()
    desk.agenda.run_until(lambda: call.status == "ringing")
    desk.network.switchboard.end(call, "completed")
    assert (call.status, call.sip_code, desk.phone(CUSTOMER).state) == ("canceled", 487, "idle")


@pytest.mark.parametrize("way", ["ignored", "refused"])
def test_canceling_an_answered_call_does_not_end_it(way: str) -> None:
    desk = Desk(
        pages={"/greet": "<Pause length='30'/>"},
        variants=Variants(cancel_answered="refused" if way == "refused" else "ignored"),
    )
    desk.phone(CUSTOMER).plan = Answers()
    call = desk.call()
    desk.agenda.advance(10)
    if way == "refused":
        with pytest.raises(NotInProgressError):
            desk.network.switchboard.end(call, "canceled")
    else:
        desk.network.switchboard.end(call, "canceled")
    assert call.status == "in-progress"


def test_completing_a_live_call_ends_both_legs() -> None:
    desk = Desk(pages={"/greet": DIAL, "/whisper": "<Pause length='1'/>"})
    desk.phone(CUSTOMER).plan, desk.phone(ANNA).plan = Answers(), Answers()
    call = desk.call()
    assert desk.agenda.run_until(lambda: desk.phone(CUSTOMER).talking_to is not None)
    desk.network.switchboard.end(call, "completed")
    desk.run()
    assert [leg.status for leg in desk.network.calls] == ["completed", "completed"]


def test_redirecting_leaves_the_dial_whose_action_is_asked_in_vain() -> None:
    desk = Desk(
        pages={"/greet": DIAL, "/whisper": "", "/dialed": "<Say>Never heard.</Say>", "/new": "<Say>New.</Say><Hangup/>"}
    )
    desk.phone(CUSTOMER).plan, desk.phone(ANNA).plan = Answers(), LetsRing()
    call = desk.call()
    assert desk.agenda.run_until(lambda: desk.phone(ANNA).state == "ringing")
    desk.network.switchboard.redirect(call, Webhook(SITE + "/new"), None)
    desk.run()
    (dialed,) = desk.at("/dialed")
    assert (dialed.params["DialCallStatus"], dialed.params["CallStatus"]) == ("canceled", "in-progress")
    assert desk.network.calls[1].status == "canceled"
    assert desk.heard(CUSTOMER) == ["New."]


def test_redirecting_the_agents_leg_ends_the_dial_without_a_duration() -> None:
    desk = Desk(pages={"/greet": DIAL, "/whisper": "", "/dialed": "<Hangup/>"})
    desk.phone(CUSTOMER).plan, desk.phone(ANNA).plan = Answers(), Answers()
    desk.call()
    assert desk.agenda.run_until(lambda: desk.phone(ANNA).talking_to is not None)
    desk.network.switchboard.redirect(desk.network.calls[1], xml("<Say>You are free.</Say>"), None)
    desk.run()
    params = desk.at("/dialed")[0].params
    assert (params["DialCallStatus"], params["DialBridged"]) == ("completed", "true")
    assert "DialCallDuration" not in params
    assert desk.heard(ANNA) == ["You are free."]


def test_a_relative_address_after_a_change_by_rest_has_its_own_error() -> None:
    desk = Desk(pages={"/greet": "<Pause length='60'/>"})
    desk.phone(CUSTOMER).plan = Answers()
    call = desk.call()
    desk.agenda.advance(10)
    desk.network.switchboard.redirect(call, xml("<Redirect>/next</Redirect>"), None)
    desk.run()
    assert desk.codes() == [15004]


def test_only_an_answered_call_can_be_redirected() -> None:
    desk = Desk()
    call = desk.call()
    with pytest.raises(NotInProgressError):
        desk.network.switchboard.redirect(call, Webhook(SITE + "/new"), None)
    desk.run()
    with pytest.raises(NotInProgressError):
        desk.network.switchboard.end(call, "completed")


# Detection


@pytest.mark.parametrize(
    ("plan", "until_end", "verdict"),
    [
        (Answers(), False, "human"),
        (Mailbox(), False, "machine_start"),
        (Mailbox(greeting="Nobody is at home. " * 6), True, "machine_end_beep"),
    ],
)
def test_detection_aside_tells_four_things_after_about_4_seconds(
    plan: Answers | Mailbox, until_end: bool, verdict: str
) -> None:
    desk = Desk(pages={"/greet": "<Pause length='20'/>"})
    desk.phone(CUSTOMER).plan = plan
    call = desk.call(detection=Detection(until_end, blocking=False, webhook=Webhook(SITE + "/amd")))
    desk.run()
    (amd,), (greet,) = desk.at("/amd"), desk.at("/greet")
    assert set(amd.params) == {"CallSid", "AccountSid", "AnsweredBy", "MachineDetectionDuration"}
    assert amd.params["AnsweredBy"] == verdict == call.answered_by
    assert int(amd.params["MachineDetectionDuration"]) >= 4000
    assert "AnsweredBy" not in greet.params
    assert greet.at < amd.at


@pytest.mark.parametrize("has_duration", [False, True])
def test_blocking_detection_keeps_the_answer_url_waiting(has_duration: bool) -> None:
    desk = Desk(pages={"/greet": "<Hangup/>"}, variants=Variants(blocking_amd_has_duration=has_duration))
    desk.phone(CUSTOMER).plan = Answers()
    call = desk.call(detection=Detection(until_message_end=False, blocking=True, webhook=None))
    desk.run()
    (greet,) = desk.at("/greet")
    assert greet.params["AnsweredBy"] == "human"
    assert ("MachineDetectionDuration" in greet.params) is has_duration
    assert call.answered is not None
    assert (greet.at - call.answered).total_seconds() == 4


def test_detection_that_nobody_is_told_of_is_a_warning() -> None:
    desk = Desk(pages={"/greet": "<Hangup/>"})
    desk.phone(CUSTOMER).plan = Answers()
    desk.call(detection=Detection(until_message_end=False, blocking=False, webhook=None))
    desk.run()
    assert desk.codes() == [21262]


# Trial, digits, recording


def test_a_trial_account_asks_for_a_key_first() -> None:
    desk = Desk(Account(SID, TOKEN, OURS, trial=True), pages={"/greet": "<Say>Hello.</Say>"})
    desk.phone(CUSTOMER).plan = Answers(then=(Press("1", after=2),))
    desk.call()
    desk.run()
    assert len(desk.heard(CUSTOMER)) == 2
    assert "trial account" in desk.heard(CUSTOMER)[0]


def test_without_the_key_a_trial_call_ends_unheard() -> None:
    desk = Desk(Account(SID, TOKEN, OURS, trial=True), pages={"/greet": "<Say>Hello.</Say>"})
    desk.phone(CUSTOMER).plan = Answers()
    desk.call()
    desk.run()
    assert desk.at("/greet") == []


def test_digits_are_sent_before_the_document_is_asked_for() -> None:
    desk = Desk(pages={"/greet": "<Hangup/>"})
    desk.phone(CUSTOMER).plan = Answers()
    call = desk.call(send_digits="wW42#")
    desk.run()
    assert desk.heard(CUSTOMER, "tone") == ["42#"]
    assert call.answered is not None
    assert (desk.at("/greet")[0].at - call.answered).total_seconds() == 1.5


def test_a_recorded_call_names_its_recording_at_the_end() -> None:
    desk = Desk(pages={"/greet": "<Pause length='9'/>"})
    desk.phone(CUSTOMER).plan = Answers()
    desk.call(record=Webhook(SITE + "/ready"))
    desk.run()
    (ready,) = desk.at("/ready")
    assert (ready.params["RecordingSource"], ready.params["RecordingDuration"]) == ("OutboundAPI", "9")
    assert desk.at("/status")[-1].params["RecordingSid"] == ready.params["RecordingSid"]


# Inbound


def inbound(page: str) -> Desk:
    desk = Desk(pages={"/inbound": page, "/sorry": "<Say>Sorry.</Say>"})
    main = desk.account.numbers[OURS]
    main.voice_url, main.voice_fallback_url = SITE + "/inbound", SITE + "/sorry"
    main.status_callback = SITE + "/status"
    return desk


def test_who_rings_us_is_answered_by_our_document() -> None:
    desk = inbound("<Say>You called us.</Say>")
    call = desk.network.dial_in(CUSTOMER)
    desk.run()
    (asked,) = desk.at("/inbound")
    assert (asked.params["Direction"], asked.params["CallStatus"]) == ("inbound", "ringing")
    assert (asked.params["From"], asked.params["To"], asked.params["FromCountry"]) == (CUSTOMER, OURS, "DE")
    assert desk.heard(CUSTOMER) == ["You called us."]
    assert (call.status, desk.statuses()) == ("completed", ["completed"])


def test_a_caller_can_press_keys_and_hang_up() -> None:
    desk = inbound("<Gather action='/keys' numDigits='1'><Say>Press 1.</Say></Gather>")
    desk.network.dial_in(CUSTOMER, then=(Press("1", when_asked=True),))
    desk.pages["/keys"] = "<Pause length='60'/>"
    desk.agenda.advance(5)
    desk.phone(CUSTOMER).hang_up()
    desk.run()
    assert desk.at("/keys")[0].params["Digits"] == "1"
    assert desk.phone(CUSTOMER).state == "idle"


def test_the_numbers_fallback_is_asked_when_its_document_fails() -> None:
    desk = inbound("<Response>")
    desk.network.dial_in(CUSTOMER)
    desk.run()
    assert desk.at("/sorry")[0].params["ErrorCode"] == "12100"


def test_a_leading_pause_or_a_dial_that_answers_on_bridge_keeps_the_caller_ringing() -> None:
    desk = inbound(f"<Pause length='3'/><Dial answerOnBridge='true'>{ANNA}</Dial>")
    desk.phone(ANNA).plan = Answers(after=5, then=(Speak("Hi."), HangUp(after=5)))
    call = desk.network.dial_in(CUSTOMER)
    desk.run()
    agent = desk.network.calls[1]
    assert agent.answered == call.answered
    assert desk.heard(CUSTOMER, "speech") == ["Hi."]


def test_a_number_without_a_voice_url_is_named() -> None:
    desk = Desk()
    desk.network.dial_in(CUSTOMER)
    desk.run()
    assert "has no voice URL" in next(iter(desk.network.console)).text


def test_a_person_cannot_call_on_two_phones_at_once() -> None:
    desk = inbound("<Pause length='60'/>")
    desk.network.dial_in(CUSTOMER)
    with pytest.raises(PhoneError, match="calling"):
        desk.network.dial_in(CUSTOMER)


def test_who_withholds_the_number_is_anonymous() -> None:
    desk = inbound("<Say>You called us.</Say>")
    desk.phone(CUSTOMER).dial(withheld=True)
    desk.run()
    params = desk.at("/inbound")[0].params
    assert (params["From"], params["Caller"], params["FromCountry"]) == ("anonymous", "anonymous", "")
    assert desk.heard(CUSTOMER) == ["You called us."]


def test_a_phone_dials_any_of_our_numbers_and_no_other() -> None:
    desk = inbound("<Say>Main.</Say>")
    second = desk.account.own("+493012345600")
    second.voice_url = SITE + "/second"
    desk.pages["/second"] = "<Say>Second.</Say>"
    desk.phone(CUSTOMER).dial(second.number)
    desk.run()
    assert (desk.heard(CUSTOMER), desk.at("/second")[0].params["To"]) == (["Second."], second.number)
    with pytest.raises(PhoneError, match="none of the account's numbers"):
        desk.phone(CUSTOMER).dial("+4930999999")


# A line that breaks


@pytest.mark.parametrize("status", ["completed", "failed"])
def test_a_broken_line_has_a_sip_code_of_its_own(status: Literal["completed", "failed"]) -> None:
    desk = Desk(
        pages={"/greet": DIAL, "/whisper": "", "/dialed": "<Say>Cut off.</Say>"},
        variants=Variants(broken_line_is=status),
    )
    desk.phone(CUSTOMER).plan = Answers()
    desk.phone(ANNA).plan = Answers(then=(LoseLine(when_bridged=True, after=20),))
    desk.call()
    desk.run()
    agent, (dialed,) = desk.network.calls[1], desk.at("/dialed")
    assert (agent.status, agent.sip_code) == (status, 503)
    assert (dialed.params["DialCallStatus"], dialed.params["DialBridged"]) == (status, "true")
    assert desk.heard(CUSTOMER) == ["Cut off."]


def test_a_key_counts_while_the_prompt_is_still_played() -> None:
    desk = Desk(pages={"/greet": f"<Gather action='/key' numDigits='1'><Say>{'a' * 600}</Say></Gather>"})
    desk.pages["/key"] = "<Hangup/>"
    desk.phone(CUSTOMER).plan = Answers(then=(Press("2", when_listening=True, after=3),))
    desk.call()
    desk.run()
    (greet,), (key,) = desk.at("/greet"), desk.at("/key")
    assert (key.at - greet.at).total_seconds() < 5
