"""What the documents say and where they lead. Only one of them bridges an agent's leg."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover.core.call.callback_urls import CallbackUrls
from handover.core.call.events import HuntTarget
from handover.core.call.twiml import TwimlBuilder, hang_up
from handover.core.call.twiml_agent import AgentTwiml
from handover.core.call.twiml_waiting import WaitingTwiml
from handover.core.i18n import available, catalogue
from tests.handover.core.call.story import HID

LINKS = CallbackUrls("https://handover-twiml.example.org/", "https://handover-status.example.org/")
ANNA = HuntTarget("anna", "Anna", "+493012345671", "en")
Build = Callable[[TwimlBuilder, str], str]


def dial(builder: TwimlBuilder, ring: int = 20, say: str = "call.connecting") -> str:
    return builder.dial(HID, 1, ANNA, LINKS, caller="+493012345670", ring=ring, time_limit=3600, say=say)


def wait(builder: TwimlBuilder, said: str = "waiting.first") -> str:
    return WaitingTwiml(catalogue(builder.language_word or "en")).wait(HID, 3, 4, LINKS, said, "mc")


def of_agent(builder: TwimlBuilder) -> AgentTwiml:
    return AgentTwiml(catalogue(builder.language_word or "en"))


#: Every document, by leg; the free text in it is what a customer or an operator wrote.
CUSTOMER: dict[str, Build] = {
    "greet": lambda builder, free: builder.greet(HID, LINKS, free),
    "no_key": lambda builder, _: builder.no_key(),
    "dial": lambda builder, _: dial(builder),
    "dial the next": lambda builder, _: dial(builder, say="call.next_agent"),
    "dial for who waited": lambda builder, _: dial(builder, say="waiting.free"),
    "wait": lambda builder, _: wait(builder),
    "wait on": lambda builder, _: wait(builder, said=""),
    "goodbye": lambda builder, _: builder.goodbye(),
    "unanswered": lambda builder, _: builder.unanswered(),
    "go to": lambda builder, _: builder.go_to(LINKS.step("unanswered", HID)),
    "inbound": lambda builder, free: builder.inbound(LINKS, free, ""),
    "dropped": lambda builder, _: builder.dropped(),
    "agent calls back": lambda builder, free: builder.agent_calls_back("Anna", free),
    "not connected": lambda builder, free: builder.not_connected("ring_back.unknown", free, "We are open."),
    "nobody there": lambda builder, free: builder.nobody_there(free, LINKS.step("connect", HID)),
    "sorry": lambda builder, _: builder.sorry(),
}
AGENT: dict[str, Build] = {
    "whisper": lambda builder, free: of_agent(builder).whisper(HID, 1, LINKS, "Claims", free),
    "brief again": lambda builder, free: of_agent(builder).brief_again(HID, 1, LINKS, free),
    "ask again": lambda builder, _: of_agent(builder).ask_again(HID, 1, LINKS),
    "not booked": lambda builder, _: of_agent(builder).ask_again(HID, 1, LINKS, first="call.agent_call_back_refused"),
    "passed": lambda builder, _: of_agent(builder).passed(),
    "called back": lambda builder, free: of_agent(builder).called_back(free),
    "customer left": lambda builder, _: of_agent(builder).customer_left(),
    "nothing more": lambda builder, _: hang_up(),
}
CHALLENGE = "abcdefghijklmnopqrstuvwxyz"
CODE: dict[str, Build] = {
    "offer code": lambda builder, free: builder.offer_code(CHALLENGE, LINKS, free),
    "code": lambda builder, _: builder.code("012345"),
    "code is over": lambda builder, _: builder.code_is_over(),
}
ACCEPTED: dict[str, Build] = {"accepted": lambda builder, free: of_agent(builder).accepted(HID, 1, LINKS, free)}
ALL = {**CUSTOMER, **AGENT, **CODE, **ACCEPTED}

LANGUAGES = pytest.mark.parametrize("language", available())


def read(document: str) -> ET.Element:
    return ET.fromstring(document.encode())  # the document itself says that it is UTF-8


def spoken(document: str) -> str:
    return spoken_in(read(document))


def spoken_in(element: ET.Element) -> str:
    return " ".join(say.text or "" for say in element.iter("Say"))


def query(address: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(address).query)


@LANGUAGES
@pytest.mark.parametrize("build", AGENT.values(), ids=AGENT)
def test_every_path_on_an_agents_leg_ends_with_hangup(build: Build, language: str) -> None:
    verbs = list(read(build(TwimlBuilder(catalogue(language)), "hail")))
    assert verbs[-1].tag == "Hangup"
    for verb in verbs[:-1]:  # nothing on the way leaves the document but a key, and a key goes to `decide`
        assert verb.tag in ("Say", "Gather")
        if verb.tag == "Gather":
            asked = query(verb.attrib["action"])
            assert asked.pop("b", None) == (["1"] if build is AGENT["brief again"] else None)
            assert asked == {"step": ["decide"], "h": [HID], "a": ["1"]}


@LANGUAGES
@pytest.mark.parametrize("build", CODE.values(), ids=CODE)
def test_a_code_call_leads_only_to_the_code_and_ends_with_hangup(build: Build, language: str) -> None:
    first, last = read(build(TwimlBuilder(catalogue(language)), "hail"))
    assert (first.tag in ("Say", "Gather"), last.tag) == (True, "Hangup")
    if first.tag == "Gather":
        expected = {"step": ["code"], "h": [CHALLENGE], "a": ["1"], "l": [language]}
        assert query(first.attrib["action"]) == expected


@LANGUAGES
def test_a_code_is_spoken_digit_by_digit_and_twice(language: str) -> None:
    assert spoken(TwimlBuilder(catalogue(language)).code("012345")).count("0, 1, 2, 3, 4, 5") == 2


@LANGUAGES
def test_an_acceptance_bridges_because_its_document_ends_and_a_key_breaks_the_brief_off(language: str) -> None:
    (gather,) = read(AgentTwiml(catalogue(language)).accepted(HID, 1, LINKS, "Hail."))
    assert (gather.tag, gather.get("numDigits"), gather.get("timeout"), spoken_in(gather)) == (
        "Gather",
        "1",
        "1",
        "Hail.",
    )
    assert query(gather.attrib["action"]) == {"step": ["decide"], "h": [HID], "a": ["1"], "b": ["1"]}
    assert list(read(AgentTwiml(catalogue(language)).connected())) == []


@pytest.mark.parametrize("name", ["no_key", "goodbye", "dropped", "unanswered", "not connected", "sorry"])
def test_the_customers_last_documents_say_something_and_hang_up(name: str) -> None:
    assert [verb.tag for verb in read(CUSTOMER[name](TwimlBuilder(catalogue("en")), "Claims"))] == ["Say", "Hangup"]


def test_a_greeting_without_a_key_ends_in_no_key_and_any_key_connects() -> None:
    first, second, redirect = read(CUSTOMER["greet"](TwimlBuilder(catalogue("en")), "Claims"))
    for gather in (first, second):
        assert query(gather.attrib["action"])["step"] == ["connect"]
        assert (gather.get("numDigits"), gather.get("finishOnKey"), gather.get("input")) == ("1", "", "dtmf")
    assert query(redirect.text or "")["step"] == ["no_key"]


def test_a_dial_rings_one_agent_and_hands_the_leg_to_whisper() -> None:
    say, verb = read(dial(TwimlBuilder(catalogue("en"))))
    (number,) = verb
    assert say.tag == "Say"
    assert (verb.get("answerOnBridge"), verb.get("callerId"), verb.get("timeLimit")) == (
        "true",
        "+493012345670",
        "3600",
    )
    assert query(verb.attrib["action"]) == {"step": ["dialed"], "h": [HID], "a": ["1"]}
    assert number.text == "+493012345671"
    assert query(number.attrib["url"]) == {"step": ["whisper"], "h": [HID], "a": ["1"]}
    assert number.get("statusCallbackEvent") == "ringing answered completed"
    assert query(number.attrib["statusCallback"]) == {"kind": ["agent"], "h": [HID], "a": ["1"]}


@pytest.mark.parametrize(("ring", "timeout"), [(60, "55"), (20, "15"), (10, "5"), (3, "5")])
def test_twilio_gets_a_timeout_five_seconds_shorter_than_the_ring(ring: int, timeout: str) -> None:
    assert read(dial(TwimlBuilder(catalogue("en")), ring=ring))[1].get("timeout") == timeout


def test_the_second_dial_has_a_text_of_its_own() -> None:
    builder = TwimlBuilder(catalogue("en"))
    assert len({spoken(dial(builder, say=key)) for key in ("call.connecting", "call.next_agent", "waiting.free")}) == 3


@pytest.mark.parametrize("free", ["Q&A <b>\"x\"</b> 'y'", "]]>", "🚗 Hagel", "{desk} {0} %s", "שלום", "a\tb\nc"])
@pytest.mark.parametrize(
    "name", ["greet", "inbound", "not connected", "whisper", "brief again", "accepted", "offer code"]
)
def test_what_people_write_is_spoken_as_it_is(name: str, free: str) -> None:
    assert free in spoken(ALL[name](TwimlBuilder(catalogue("en")), free))


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_gives_valid_xml(free: str) -> None:
    """Half an emoji, a zero byte: the agent's leg would be lost with error 12100."""
    assert [verb.tag for verb in read(ACCEPTED["accepted"](TwimlBuilder(catalogue("en")), free))] == ["Gather"]
