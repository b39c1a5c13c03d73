"""Gather: prompts, keys, words, silence."""

from __future__ import annotations

import pytest

from sandbox.net import HttpResponse
from sandbox.twilio import Answers, Press, Speak
from sandbox.twilio.plans import Act

from ...desk import CUSTOMER, Desk

NEXT = "<Say>Nothing heard.</Say>"


def gathering(attributes: str, *acts: Act, inside: str = "<Say>Press a key now.</Say>") -> Desk:
    desk = Desk(pages={"/greet": f"<Gather {attributes}>{inside}</Gather>{NEXT}", "/keys": "<Say>Thank you.</Say>"})
    desk.phone(CUSTOMER).plan = Answers(after=1, then=acts)
    desk.call()
    desk.run()
    return desk


def test_a_key_after_the_prompt_goes_to_the_action() -> None:
    desk = gathering("action='/keys' numDigits='1'", Press("7", when_asked=True, after=2))
    (asked,) = desk.at("/keys")
    assert (asked.params["Digits"], asked.params["FinishedOnKey"], asked.params["msg"]) == ("7", "", "Gather End")
    assert desk.heard(CUSTOMER) == ["Press a key now.", "Thank you."]


def test_a_key_interrupts_the_prompt() -> None:
    desk = gathering("action='/keys' numDigits='1'", Press("7", after=0.5))
    began = desk.at("/greet")[0].at
    assert (desk.at("/keys")[0].at - began).total_seconds() == pytest.approx(0.5)


def test_a_prompt_that_does_not_yield_is_heard_to_the_end() -> None:
    desk = gathering(
        "action='/keys' numDigits='1' bargeIn='false'", Press("7", after=0.5), inside="<Pause length='9'/>"
    )
    (asked,) = desk.at("/keys")
    assert (asked.at - desk.at("/greet")[0].at).total_seconds() == pytest.approx(9)


def test_silence_falls_through_after_the_timeout_which_starts_after_the_prompt() -> None:
    desk = gathering("action='/keys' timeout='6'", inside="<Pause length='3'/>")
    assert desk.heard(CUSTOMER) == ["Nothing heard."]
    caption = desk.phone(CUSTOMER).heard[-1]
    assert (caption.at - desk.at("/greet")[0].at).total_seconds() == pytest.approx(9)


def test_silence_may_be_asked_for() -> None:
    desk = gathering("action='/keys' timeout='1' actionOnEmptyResult='true'")
    assert desk.at("/keys")[0].params["Digits"] == ""


@pytest.mark.parametrize(
    ("attributes", "keys", "digits", "finished_on"),
    [
        ("", "12#", "12", "#"),
        ("finishOnKey='*'", "1#2*", "1#2", "*"),
        ("finishOnKey='' numDigits='1'", "#", "#", ""),
        ("numDigits='2'", "123", "12", ""),
        ("timeout='2'", "42", "42", ""),
    ],
)
def test_when_the_number_is_complete(attributes: str, keys: str, digits: str, finished_on: str) -> None:
    desk = gathering(f"action='/keys' {attributes}", Press(keys, when_asked=True))
    (asked,) = desk.at("/keys")
    assert (asked.params["Digits"], asked.params["FinishedOnKey"]) == (digits, finished_on)


def test_the_finish_key_alone_is_nothing() -> None:
    assert gathering("action='/keys'", Press("#", when_asked=True)).heard(CUSTOMER)[-1] == "Nothing heard."


def test_each_key_starts_the_timeout_again() -> None:
    desk = gathering("action='/keys' timeout='4'", *(Press(key, after=3) for key in "123"))
    assert desk.at("/keys")[0].params["Digits"] == "123"


def test_words_are_heard_when_asked_for() -> None:
    desk = gathering("action='/keys' input='speech dtmf'", Speak("a person please", when_asked=True))
    params = desk.at("/keys")[0].params
    assert params["SpeechResult"] == "a person please"
    assert 0 < float(params["Confidence"]) <= 1
    assert "Digits" not in params


def test_words_are_not_heard_when_only_keys_are_asked_for() -> None:
    assert gathering("action='/keys' timeout='2'", Speak("hello", when_asked=True)).at("/keys") == []


def test_without_an_action_the_same_document_is_asked_again() -> None:
    desk = Desk(pages={"/greet": lambda got: "<Hangup/>" if "Digits" in got.params else "<Gather numDigits='1'/>"})
    desk.phone(CUSTOMER).plan = Answers(then=(Press("5", when_asked=True),))
    desk.call()
    desk.run()
    assert [got.params.get("Digits") for got in desk.at("/greet")] == [None, "5"]


def test_a_get_action_carries_the_digits_in_its_query() -> None:
    desk = gathering("action='/keys' method='GET' numDigits='1'", Press("7", when_asked=True))
    assert (desk.at("/keys")[0].method, desk.at("/keys")[0].params["Digits"]) == ("GET", "7")


def test_a_file_that_is_not_there_is_an_error_and_the_prompt_goes_on() -> None:
    desk = Desk(
        pages={
            "/greet": "<Gather action='/keys' timeout='1'><Play>/gone.mp3</Play><Say>Press.</Say></Gather>",
            "/gone.mp3": HttpResponse(404),
        }
    )
    desk.phone(CUSTOMER).plan = Answers()
    desk.call()
    desk.run()
    assert desk.codes() == [11200]
    assert desk.heard(CUSTOMER) == ["Press."]


def test_what_is_pressed_before_the_gather_is_not_heard() -> None:
    desk = Desk(pages={"/greet": "<Pause length='5'/><Gather action='/keys' numDigits='1' timeout='2'/>"})
    desk.phone(CUSTOMER).plan = Answers(then=(Press("1", after=1),))
    desk.call()
    desk.run()
    assert desk.at("/keys") == []
