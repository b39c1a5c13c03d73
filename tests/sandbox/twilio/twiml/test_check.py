"""Documents checked against the grammar."""

from __future__ import annotations

import inspect

import pytest
from twilio.twiml import voice_response as sdk

from sandbox.twilio.twiml.document import Document, Problem, parse
from sandbox.twilio.twiml.grammar import NUMBER, VERBS


def codes(inside: str) -> list[int]:
    document = parse(f"<Response>{inside}</Response>", "http://h.test/")
    assert isinstance(document, Document)
    return [finding.code for finding in document.findings]


@pytest.mark.parametrize(
    ("inside", "code"),
    [
        ("<say>hi</say>", 12200),
        ("<Number>+4930123456</Number>", 12200),
        ("<Gather><Dial/></Gather>", 12200),
        ("<Dial><Say>hi</Say></Dial>", 12200),
        ("<Pause>hi</Pause>", 12200),
        ("hello", 12200),
        ("<Hangup now='true'/>", 12200),
        ("<Say voice='darth'>hi</Say>", 12200),
        ("<Say language='english'>hi</Say>", 12200),
        ("<Pause length='0'/>", 12200),
        ("<Play loop='1001'>x</Play>", 12200),
        ("<Gather finishOnKey='##'/>", 13310),
        ("<Gather method='PUT'/>", 13312),
        ("<Gather timeout='soon'/>", 13313),
        ("<Gather numDigits='0'/>", 13314),
        ("<Gather speechTimeout='-1'/>", 13327),
        ("<Gather maxSpeechTime='61'/>", 13328),
        ("<Gather actionOnEmptyResult='yes'/>", 13338),
        ("<Gather input='voice'/>", 12200),
        ("<Dial method='PUT'>+4930123456</Dial>", 13210),
        ("<Dial timeout='4'>+4930123456</Dial>", 13212),
        ("<Dial timeout='601'>+4930123456</Dial>", 13212),
        ("<Dial timeLimit='0'>+4930123456</Dial>", 13216),
        ("<Dial sequential='1'>+4930123456</Dial>", 13218),
        ("<Dial answerOnBridge='yes'>+4930123456</Dial>", 13219),
        ("<Dial ringTone='xx'>+4930123456</Dial>", 13220),
        ("<Dial><Number sendDigits='1,2'>+4930123456</Number></Dial>", 13222),
        ("<Dial><Number statusCallbackEvent=\"['ringing']\">+4930123456</Number></Dial>", 12200),
        ("<Dial><Number statusCallbackEvent='ringing,answered'>+4930123456</Number></Dial>", 12200),
        ("<Record finishOnKey='A'/>", 12200),
        ("<Reject reason='tired'/>", 12200),
        ("<Dial><Conference beep='loud'>room</Conference></Dial>", 12200),
        ("<Dial><Queue>support</Queue></Dial>", 0),
        ("<Connect/>", 0),
    ],
)
def test_what_is_not_right_is_found(inside: str, code: int) -> None:
    assert codes(inside) == [code]


@pytest.mark.parametrize(
    "inside",
    [
        "<Say voice='Polly.Vicki-Neural' language='de-DE'>Guten <emphasis>Tag</emphasis><break time='1s'/></Say>",
        "<Say voice='Google.de-DE-Chirp3-HD-Aoede'>Hallo</Say>",
        "<Gather input='dtmf speech' finishOnKey='' timeout='auto' speechTimeout='auto'><Pause/><Play>x</Play></Gather>",
        "<Dial callerId='+15005550006' timeout='15' record='record-from-answer-dual'>+4930123456</Dial>",
        "<Record maxLength='120' playBeep='false' recordingStatusCallbackEvent='completed absent'/>",
        "<!-- a comment -->",
    ],
)
def test_what_is_right_is_left_alone(inside: str) -> None:
    assert codes(inside) == []


def test_a_value_that_is_not_right_counts_as_absent() -> None:
    document = parse("<Response><Gather numDigits='x' timeout='3'/></Response>", None)
    assert isinstance(document, Document)
    assert document.verbs[0].attributes == {"timeout": "3"}


def test_the_words_of_nested_markup_are_said_too() -> None:
    document = parse("<Response><Say>One <emphasis>two</emphasis>\n three</Say></Response>", None)
    assert isinstance(document, Document)
    assert document.verbs[0].text == "One two three"


@pytest.mark.parametrize(("text", "code"), [("<Response>", 12100), ("", 12100), ("<response/>", 12102)])
def test_what_is_no_document_is_a_problem(text: str, code: int) -> None:
    problem = parse(text, None)
    assert isinstance(problem, Problem)
    assert problem.code == code


@pytest.mark.parametrize("name", sorted(VERBS))
def test_the_grammar_has_every_attribute_that_the_sdk_can_write(name: str) -> None:
    method = getattr(sdk.VoiceResponse, name.lower())
    assert written_by(method) <= set(VERBS[name].attributes)


def test_the_same_for_numbers() -> None:
    assert written_by(sdk.Dial.number) <= set(NUMBER.attributes)


def written_by(method: object) -> set[str]:
    """Attributes of an SDK method: its parameters but for those that are the element's text."""
    text = {"self", "kwargs", "message", "url" if method is not sdk.Dial.number else "", "number", "phone_number"}
    names = set(inspect.signature(method).parameters) - text  # type: ignore[arg-type] # a function, found by name
    return {first + "".join(word.title() for word in rest) for first, *rest in (name.split("_") for name in names)}
