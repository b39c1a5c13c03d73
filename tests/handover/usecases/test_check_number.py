"""A number is checked before anything else is asked: by the reader of `start_call`, and without a trace."""

from __future__ import annotations

import pytest

from handover.core.i18n import catalogue
from handover.services.storage import keys
from handover.usecases.call_status import call_status
from handover.usecases.check_number import check_number
from handover.usecases.start_call import start_call
from handover.usecases.withdraw import withdraw
from tests.handover.core.phone_numbers.forms import FORMS
from tests.handover.rig import CUSTOMER, OUR_NUMBER, Rig, call_request

#: What `start_call` answers about the number, and about nothing else.
ABOUT_NUMBERS = (
    *("missing_number", "invalid_number", "number_type_not_allowed", "country_not_allowed"),
    *("ambiguous_number", "extension_not_supported"),
)


def test_a_number_is_read_back_with_its_country(rig: Rig) -> None:
    reply = check_number(rig.ctx(), "rufen Sie mich unter 030 23125123 an", "de")
    assert reply.as_body() == {
        "ok": True,
        "status": "ok",
        "number": "+49 30 23125123",
        "country": "DE",
        "country_name": "Deutschland",
        "message": "Das ist +49 30 23125123 (Deutschland).",
    }


def test_a_number_of_another_country_is_read_back_so_that_a_slip_is_noticed(rig: Rig) -> None:
    reply = check_number(rig.ctx(), "(415) 555-0132", "en")
    assert reply.message == "That is +1 415-555-0132 (United States)."
    assert reply.extra["country"] == "US"


def test_two_numbers_are_asked_about(rig: Rig) -> None:
    reply = check_number(rig.ctx(), "030 23125123 / 0152 28179386", "en")
    assert (reply.ok, reply.status, reply.reason) == (False, "refused", "ambiguous_number")
    assert reply.extra == {
        "options": [
            {"number": "+49 30 23125123", "country": "DE", "country_name": "Germany"},
            {"number": "+49 1522 8179386", "country": "DE", "country_name": "Germany"},
        ]
    }
    assert all(option["number"] in reply.message for option in reply.extra["options"])


def test_never_more_than_three_are_offered(rig: Rig) -> None:
    typed = " oder ".join(f"030 2312512{n}" for n in range(5))
    assert len(check_number(rig.ctx(), typed, "").extra["options"]) == 3


def test_a_number_that_is_not_certain_is_asked_about_alone(rig: Rig) -> None:
    reply = check_number(rig.ctx(), "+4 9152 28179386", "en")
    assert reply.reason == "ambiguous_number"
    assert reply.message == "Do you mean +49 1522 8179386 (Germany)?"


def test_an_extension_is_named_with_its_main_number(rig: Rig) -> None:
    reply = check_number(rig.ctx(), "030/23125123 Durchwahl 12", "de")
    assert (reply.ok, reply.reason) == (False, "extension_not_supported")
    assert reply.extra == {
        "number": "+49 30 23125123",
        "country": "DE",
        "country_name": "Deutschland",
        "extension": "12",
    }
    assert "12" in reply.message


@pytest.mark.parametrize("typed", [OUR_NUMBER, "030 12345670", "unsere ist 030 12345670"])
def test_the_desks_own_number_is_refused(rig: Rig, typed: str) -> None:
    assert check_number(rig.ctx(), typed, "").reason == "number_type_not_allowed"


def test_the_desks_own_number_is_no_option(rig: Rig) -> None:
    reply = check_number(rig.ctx(), "030 12345670 oder 030 23125123", "")
    assert [option["number"] for option in reply.extra["options"]] == ["+49 30 23125123"]


def test_without_a_number_it_is_missing(rig: Rig) -> None:
    assert check_number(rig.ctx(), "", "de").message == catalogue("de").text("refusal.missing_number")


@pytest.mark.parametrize(("language", "name"), [("", "Deutschland"), ("en", "Germany"), ("fr", "Deutschland")])
def test_it_speaks_the_chats_language_else_the_desks(rig: Rig, language: str, name: str) -> None:
    rig.desk(language="de")
    assert check_number(rig.ctx(), CUSTOMER, language).extra["country_name"] == name


def test_it_stores_nothing_and_calls_nobody(rig: Rig) -> None:
    before = rig.objects()
    for typed in (CUSTOMER, "nonsense", "030 23125123 / 0152 28179386"):
        check_number(rig.ctx(), typed, "")
    assert rig.objects() == before
    assert rig.twilio.requests == []


def test_it_reveals_nothing_of_other_calls_and_withdrawals(rig: Rig) -> None:
    before = check_number(rig.ctx(), CUSTOMER, "en").as_body()
    start_call(rig.ctx(), call_request())
    assert check_number(rig.ctx(), CUSTOMER, "en").as_body() == before
    withdraw(rig.ctx(), "session-1", CUSTOMER, "")
    assert check_number(rig.ctx(), CUSTOMER, "en").as_body() == before


def test_without_a_desk_it_answers_what_a_start_would(rig: Rig) -> None:
    rig.client().delete_object(Bucket=rig.bucket, Key=keys.DESK)
    assert check_number(rig.ctx(), CUSTOMER, "").reason == "no_agents"
    assert start_call(rig.ctx(), call_request()).reason == "no_agents"


def test_when_storage_cannot_be_reached_it_does_not_know(rig: Rig) -> None:
    client = rig.client().failing()
    reply = check_number(rig.ctx(rig.app(lambda: client)), CUSTOMER, "en")
    assert (reply.ok, reply.reason) == (False, "storage_unavailable")
    assert reply.message == catalogue("en").text("number.not_checked")


@pytest.mark.parametrize("typed", sorted({typed for _, typed, _ in FORMS if typed})[::24])
def test_a_start_answers_the_same_about_a_number(rig: Rig, typed: str) -> None:
    checked = check_number(rig.ctx(), typed, "en")
    started = start_call(rig.ctx(), call_request(number=typed, language="en"))
    assert checked.ok == started.ok
    assert started.reason == checked.reason
    assert checked.reason in ("", *ABOUT_NUMBERS)
    of_call = ("calls_from",)  # what only a placed call has
    assert {name: value for name, value in started.extra.items() if name not in of_call} == checked.extra
    if not checked.ok:
        assert started.message == checked.message
        assert rig.twilio.dialled == []


def test_the_chat_that_starts_a_call_gets_the_whole_number_and_others_two_digits(rig: Rig) -> None:
    started = start_call(rig.ctx(), call_request(number="030 23125123", language="en"))
    number = {"number": "+49 30 23125123", "country": "DE", "country_name": "Germany"}
    assert started.extra == {**number, "calls_from": "+49 30 12345670"}
    assert started.message.startswith("We are calling you now, on +49 30 23125123 (Germany), from +49 30 12345670.")
    later = call_status(rig.ctx(), "session-1", "en")
    again = start_call(rig.ctx(), call_request(number="030 23125123", language="en"))
    other = start_call(rig.ctx(), call_request(number="0152 28179386", language="en"))
    for reply in (later, again, other):
        assert "number" not in reply.extra
        assert "23125123" not in str(reply.as_body())


def test_a_refused_start_is_recorded_with_its_reason(rig: Rig) -> None:
    refused = start_call(rig.ctx(), call_request(number="030 23125123 / 0152 28179386"))
    assert refused.reason == "ambiguous_number"
    assert rig.handover(refused.handover_id).reason == "ambiguous_number"


@pytest.mark.parametrize("typed", ["030 23125123 / 0152 28179386", "(415) 555-0132 ext 12", "0152 28179386"])
def test_a_number_of_a_reply_is_read_as_the_same_number(rig: Rig, typed: str) -> None:
    reply = check_number(rig.ctx(), typed, "")
    for named in reply.extra.get("options") or [reply.extra]:
        again = check_number(rig.ctx(), named["number"], "")
        assert (again.ok, again.extra["number"], again.extra["country"]) == (True, named["number"], named["country"])
