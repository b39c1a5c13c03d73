"""A booked call asks for the digit that the chat showed, and so does a retry; after wrong digits nobody is called again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handover.core.call.events import EventKind
from handover.core.call.proof import digit_for
from handover.usecases.call_status import call_status
from handover.usecases.check_proof import refuse_unproven
from handover.usecases.connect_agent import connect
from handover.usecases.leg import LegRequest
from handover.usecases.record_callback import record_customer_callback
from handover.usecases.reschedule_call import reschedule_call
from handover.usecases.schedule_call import schedule_call
from handover.usecases.start_call import start_call
from tests.handover.rig import CUSTOMER, HASH_KEY, MONDAY, Rig, call_request
from tests.handover.usecases.booked import due, run

CHAT = "session-1"
TEN, ELEVEN = (MONDAY + timedelta(hours=n) for n in (1, 2))
WRONG = "x"


def is_connected(rig: Rig, handover_id: str, digits: str, attempt: int = 1) -> bool:
    """Presses a key on the customer's phone. Returns whether an agent may be rung."""
    request = LegRequest(rig.ctx(), handover_id, attempt, {"CallSid": "CA1", "Digits": digits})
    return not refuse_unproven(request.leg())


def fail(rig: Rig, handover_id: str, status: str = "busy", seconds: int = 0) -> None:
    form = {"CallStatus": status, "CallSid": rig.handover(handover_id).sid, "CallDuration": str(seconds)}
    record_customer_callback(rig.ctx(rig.app()), handover_id, form)


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_replies_about_a_booking_name_the_digit_and_the_number(rig: Rig, language: str) -> None:
    rig.desk(proof="digit", numbers={"DE": "+493023125125"})
    booked = schedule_call(rig.ctx(), call_request(language=language), TEN.isoformat())
    digit = digit_for(HASH_KEY, booked.handover_id)
    again = schedule_call(rig.ctx(), call_request(language=language), TEN.isoformat())
    status = call_status(rig.ctx(), CHAT, language)
    moved = reschedule_call(rig.ctx(), CHAT, ELEVEN.isoformat(), language)
    for reply in (booked, again, status, moved):
        assert (reply.extra["digit"], reply.extra["calls_from"]) == (digit, "+49 30 23125125")
        assert digit in reply.message.rpartition(": ")[2]


def test_a_booking_without_a_digit_names_none(rig: Rig) -> None:
    booked = schedule_call(rig.ctx(), call_request(), TEN.isoformat())
    assert "digit" not in booked.extra
    assert booked.extra["calls_from"] == "+49 30 12345670"


def test_a_booked_call_asks_for_what_was_agreed(rig: Rig) -> None:
    rig.desk(proof="digit")
    booked = schedule_call(rig.ctx(), call_request(), TEN.isoformat())
    rig.desk()
    assert run(rig, 60)["dialed"] == 1
    assert "&p=digit" in rig.twilio.created[0]["Url"][0]
    assert not is_connected(rig, booked.handover_id, WRONG)
    assert is_connected(rig, booked.handover_id, booked.extra["digit"])


def test_a_booked_call_asks_for_no_digit_that_the_chat_did_not_show(rig: Rig) -> None:
    booked = schedule_call(rig.ctx(), call_request(), TEN.isoformat())
    rig.desk(proof="digit")
    assert run(rig, 60)["dialed"] == 1
    assert is_connected(rig, booked.handover_id, WRONG)
    assert "&p=" not in rig.twilio.created[0]["Url"][0]


def test_a_retry_asks_for_the_digit_of_the_first_call(rig: Rig) -> None:
    rig.desk(proof="digit", retries={"after_minutes": [2, 60]})
    first = start_call(rig.ctx(), call_request())
    digit = first.extra["digit"]
    handover_id = first.handover_id
    for minutes in (2, 60):
        fail(rig, handover_id)
        retry = call_status(rig.ctx(), CHAT, "")
        assert (retry.extra["digit"], retry.handover_id == handover_id) == (digit, False)
        assert run(rig, minutes)["dialed"] == 1
        handover_id = retry.handover_id
        assert is_connected(rig, handover_id, digit)
        assert call_status(rig.ctx(), CHAT, "").extra["digit"] == digit
    assert rig.twilio.dialled == [CUSTOMER] * 3


@pytest.mark.parametrize("tries", [1, 2, 3])
def test_after_a_wrong_digit_nobody_is_called_again_or_texted(rig: Rig, tries: int) -> None:
    rig.desk(proof="digit")
    first = start_call(rig.ctx(), call_request()).handover_id
    for attempt in range(1, tries + 1):
        assert not is_connected(rig, first, WRONG, attempt)
    fail(rig, first, "completed", 10)
    assert rig.handover(first).state == "no_human"
    assert rig.handover(first).disproved
    run(rig, 2)
    assert not due(rig)
    assert rig.twilio.dialled == [CUSTOMER]
    assert not rig.twilio.texts


def test_the_event_does_not_say_which_digit_was_wrong(rig: Rig) -> None:
    rig.desk(proof="digit")
    first = start_call(rig.ctx(), call_request()).handover_id
    is_connected(rig, first, WRONG)
    facts = rig.storage.handovers.events_of(first, EventKind.NO_KEY)[EventKind.NO_KEY].facts
    assert facts == {"wrong_digit": True}


def test_who_presses_the_right_digit_after_a_wrong_one_is_the_customer(rig: Rig) -> None:
    rig.desk(proof="digit")
    first = start_call(rig.ctx(), call_request())
    assert not is_connected(rig, first.handover_id, WRONG)
    connect(LegRequest(rig.ctx(), first.handover_id, 2, {"CallSid": "CA1", "Digits": first.extra["digit"]}))
    assert rig.handover(first.handover_id).state == "hunting"
    fail(rig, first.handover_id, "completed", 40)
    handover = rig.handover(first.handover_id)
    assert (handover.state, handover.disproved) == ("abandoned", False)
