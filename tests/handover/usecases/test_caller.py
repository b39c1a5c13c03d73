"""The number that calls is one of the desk's for the country, and the chat names it."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from handover.core.desk.config import read
from handover.usecases.call_availability import call_availability
from handover.usecases.call_status import call_status
from handover.usecases.connect_agent import connect, dialed
from handover.usecases.leg import LegRequest
from handover.usecases.record_callback import record_customer_callback
from handover.usecases.sign_in import request_spoken_code
from handover.usecases.start_call import start_call
from tests.handover.rig import DESK, OUR_NUMBER, Rig, call_request
from tests.handover.signing import ask, with_secret
from tests.handover.twilio_stub import CUT_AFTER

NUMBERS = {"DE": "+493023125125", "US": "+12125552000"}
IN_US = "+12125552368"


def caller_of_dial(document: str) -> str:
    return next(ElementTree.fromstring(document).iter("Dial")).attrib["callerId"]


@pytest.mark.parametrize(("number", "caller"), [("+493012345678", NUMBERS["DE"]), (IN_US, NUMBERS["US"])])
def test_a_phone_shows_the_number_for_its_country(rig: Rig, number: str, caller: str) -> None:
    rig.desk(numbers=NUMBERS)
    start_call(rig.ctx(), call_request(number=number))
    assert rig.twilio.created[0]["From"] == [caller]


def test_a_country_without_a_number_gets_the_general_one(rig: Rig) -> None:
    rig.desk(numbers={"DE": NUMBERS["DE"]})
    start_call(rig.ctx(), call_request(number=IN_US))
    assert rig.twilio.created[0]["From"] == [OUR_NUMBER]


def test_an_agents_phone_shows_the_number_for_its_own_country(rig: Rig) -> None:
    rig.desk(numbers=NUMBERS)
    started = start_call(rig.ctx(), call_request(number=IN_US))
    form = {"CallSid": "CA1", "Digits": "1"}
    assert caller_of_dial(connect(LegRequest(rig.ctx(), started.handover_id, 0, form))) == NUMBERS["DE"]
    rig.desk()  # the order is frozen, with the numbers
    missed = {"CallSid": "CA1", "DialBridged": "false", "DialCallStatus": "busy"}
    assert caller_of_dial(dialed(LegRequest(rig.ctx(), started.handover_id, 1, missed))) == NUMBERS["DE"]


@pytest.mark.parametrize(
    ("phone", "noun", "attributes"),
    [
        ({"sip": "sip:anna@pbx.example.com"}, "Sip", {"sendDigits": None}),
        ({"extension": "w,12"}, "Number", {"sendDigits": "wW12"}),
    ],
)
def test_a_desk_phone_is_rung_in_the_place_of_the_phone(
    rig: Rig, phone: dict[str, str], noun: str, attributes: dict[str, str | None]
) -> None:
    rig.desk(agents=[{**DESK["agents"][0], **phone}])
    started = start_call(rig.ctx(), call_request())
    document = connect(LegRequest(rig.ctx(), started.handover_id, 0, {"CallSid": "CA1", "Digits": "1"}))
    (rung,) = ElementTree.fromstring(document).iter(noun)
    assert rung.text == phone.get("sip", DESK["agents"][0]["phone"])
    assert {name: rung.get(name) for name in attributes} == attributes
    assert "step=whisper" in rung.attrib["url"]
    assert "kind=agent" in rung.attrib["statusCallback"]


@pytest.mark.parametrize(("language", "words"), [("en", "from +49 30 23125125"), ("de", "von +49 30 23125125 aus")])
def test_the_chat_names_the_number_that_calls(rig: Rig, language: str, words: str) -> None:
    rig.desk(numbers=NUMBERS)
    reported = call_availability(rig.ctx(), "", language)
    assert reported.extra["calls_from"] == "+49 30 23125125"
    started = start_call(rig.ctx(), call_request(language=language))
    assert started.extra["calls_from"] == "+49 30 23125125"
    assert words in started.message
    again = start_call(rig.ctx(), call_request(language=language))
    assert again.extra["calls_from"] == "+49 30 23125125"


def test_the_chat_names_the_general_number_too(rig: Rig) -> None:
    assert start_call(rig.ctx(), call_request()).extra["calls_from"] == "+49 30 12345670"


def test_the_reason_of_the_call_goes_to_twilio_if_there_is_one(rig: Rig) -> None:
    start_call(rig.ctx(), call_request())
    assert "CallReason" not in rig.twilio.created[0]
    rig.desk(call_reason="Your claim")
    rig.clock.step(3600)
    start_call(rig.ctx(), call_request("session-2", "+493012345690"))
    assert rig.twilio.created[1]["CallReason"] == ["Your claim"]


@pytest.mark.parametrize("own", [OUR_NUMBER, *NUMBERS.values()])
def test_none_of_our_numbers_is_called(rig: Rig, own: str) -> None:
    rig.desk(numbers=NUMBERS)
    assert start_call(rig.ctx(), call_request(number=own)).reason == "number_type_not_allowed"
    assert rig.twilio.created == []


def test_a_call_whose_create_was_not_answered_is_found_by_the_number_that_placed_it(rig: Rig) -> None:
    rig.desk(numbers=NUMBERS)
    rig.twilio.mishaps.append(CUT_AFTER)
    started = start_call(rig.ctx(), call_request())
    assert started.status == "unconfirmed"
    rig.desk()
    rig.clock.step(300)
    call_status(rig.ctx(), "session-1", "en")
    assert rig.handover(started.handover_id).sid in rig.twilio.calls


def test_a_desk_knows_its_numbers() -> None:
    desk = read({**DESK, "numbers": NUMBERS})
    assert desk.own_numbers == set(NUMBERS.values())
    assert (desk.number_for(IN_US), desk.number_for("+43720115678"), desk.number_for("")) == (NUMBERS["US"], "", "")


def test_an_agents_phone_may_show_the_reason_too(rig: Rig) -> None:
    rig.desk(call_reason="A customer of the chat")
    started = start_call(rig.ctx(), call_request())
    document = connect(LegRequest(rig.ctx(), started.handover_id, 0, {"CallSid": "CA1", "Digits": "1"}))
    assert next(ElementTree.fromstring(document).iter("Dial")).attrib["callReason"] == "A customer of the chat"


@pytest.mark.parametrize(("phone", "number"), [("+493012345671", NUMBERS["DE"]), (IN_US, NUMBERS["US"])])
def test_a_sign_in_code_comes_from_the_number_for_the_agents_country(rig: Rig, phone: str, number: str) -> None:
    with_secret(rig).desk(numbers=NUMBERS, agents=[{"id": "anna", "name": "Anna", "phone": phone}])
    challenge = ask(rig, phone)
    assert rig.twilio.texts[-1]["From"] == [number]
    ctx = rig.ctx()
    request_spoken_code(ctx, ctx.storage.desk(), challenge, "en")
    assert rig.twilio.created[-1]["From"] == [number]


def test_a_text_message_comes_from_the_number_for_the_customers_country(rig: Rig) -> None:
    rig.desk(numbers=NUMBERS, retries={"after_minutes": []})
    started = start_call(rig.ctx(), call_request(number=IN_US))
    record_customer_callback(rig.ctx(), started.handover_id, {"CallSid": "CA1", "CallStatus": "busy"})
    assert [form["From"] for form in rig.twilio.texts] == [[NUMBERS["US"]]]
