"""Every TwiML document that can be produced keeps Twilio's rules and is below 4 KB, whatever people wrote.

The builders and their documents are found in the package, so a new one without an entry here fails.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

import pytest

from handover.core import call
from handover.core.call import proof, twiml
from handover.core.call.nobody_left import MOST_ASKED, Offer
from handover.core.call.proof import TRIES
from handover.core.call.ring_back import Answer
from handover.core.call.twiml import TwimlBuilder
from handover.core.call.twiml_agent import AgentTwiml
from handover.core.call.twiml_call_back import CallBackTwiml
from handover.core.call.twiml_caller import CallerTwiml
from handover.core.call.twiml_conference import ConferenceTwiml
from handover.core.call.twiml_nobody_left import NobodyLeftTwiml
from handover.core.call.twiml_proof import ProofTwiml, greet_for
from handover.core.call.twiml_recording import RecordingTwiml
from handover.core.call.twiml_waiting import WaitingTwiml
from handover.core.i18n import Catalogue, available, catalogue
from tests.handover.core.call import longest
from tests.handover.core.call.longest import CALLER, HID, URLS, WRITTEN
from tests.handover.core.call.silence import longest_silence
from tests.handover.core.call.twiml_rules import LARGEST, broken_rules


@dataclass(frozen=True)
class Case:
    """What reaches a document: the texts of a language, and what people wrote."""

    texts: Catalogue
    written: str

    @property
    def desk(self) -> str:
        return longest.desk_name(self.written)

    @property
    def builder(self) -> TwimlBuilder:
        return TwimlBuilder(self.texts)

    @property
    def nobody_left(self) -> NobodyLeftTwiml:
        return NobodyLeftTwiml(self.texts)

    @property
    def agent(self) -> AgentTwiml:
        return AgentTwiml(self.texts)

    @property
    def caller(self) -> CallerTwiml:
        return CallerTwiml(self.texts)

    @property
    def call_back(self) -> CallBackTwiml:
        return CallBackTwiml(self.texts)

    @property
    def proof(self) -> ProofTwiml:
        return ProofTwiml(self.texts)

    @property
    def recording(self) -> RecordingTwiml:
        return RecordingTwiml(self.texts)

    @property
    def room(self) -> ConferenceTwiml:
        return ConferenceTwiml(self.texts)

    @property
    def unanswered(self) -> str:
        return URLS.step("unanswered", HID, language="de", offer="mc")


Documents = Callable[[Case], Iterable[str]]

#: The words before a Dial, of a customer who waits, and of a caller who is not connected.
_BEFORE_DIAL = ("call.connecting", "call.next_agent", "waiting.free")
_WHILE_WAITING = ("", "waiting.first", "waiting.still", "waiting.stays")
_REFUSING = tuple(f"ring_back.{answer}" for answer in Answer if answer not in (Answer.RING, Answer.SAME))
_FIRST = ("", "voicemail.not_called_back_but")
_OFFERS = ("m", "c", "mc", "")
#: The lengths at both ends of desk.json.
_LENGTHS = ((10, 8), (60, 1), (119, 30), (120, 3650))


def _dials(case: Case) -> Iterator[str]:
    agent = longest.agent(case.written)
    for say in _BEFORE_DIAL:
        for ring, time_limit in ((1, 120), (60, 240 * 60)):
            yield case.builder.dial(HID, 999, agent, URLS, CALLER, ring=ring, time_limit=time_limit, say=say)
    for desk_phone in ({"rings": "sip:anna@pbx.example.com"}, {"rings": agent.phone, "keys": "wW12"}):
        rung = replace(agent, **desk_phone)
        yield case.builder.dial(HID, 999, rung, URLS, CALLER, ring=60, time_limit=120, record=True)


def _asks(case: Case) -> Iterator[str]:
    for offer in _OFFERS:
        for asked in range(MOST_ASKED + 1):
            for first in _FIRST:
                yield case.nobody_left.ask(HID, URLS, offer, asked, first)


def _waits(case: Case) -> Iterator[str]:
    for said in _WHILE_WAITING:
        for offer in _OFFERS:
            yield WaitingTwiml(case.texts).wait(HID, 999, 999, URLS, said, offer)


def _calls_back(case: Case) -> Iterator[str]:
    hello = URLS.step("back_hello", HID, language="de", desk=case.desk)
    for name in ("", case.written[:200]):
        yield case.call_back.dial_customer(
            HID, URLS, name=name, number=CALLER, hello=hello, caller=CALLER, ring=30, time_limit=240 * 60
        )


#: The documents of each builder's method, and of the functions beside them, by name.
CUSTOMER: dict[str, Documents] = {
    "TwimlBuilder.greet": lambda case: [case.builder.greet(HID, URLS, case.desk)],
    "TwimlBuilder.no_key": lambda case: [case.builder.no_key()],
    "TwimlBuilder.dial": _dials,
    "TwimlBuilder.goodbye": lambda case: [case.builder.goodbye()],
    "TwimlBuilder.agent_calls_back": lambda case: [
        case.builder.agent_calls_back(case.desk, longest.time_of_call(case.texts))
    ],
    "TwimlBuilder.dropped": lambda case: [case.builder.dropped()],
    "TwimlBuilder.unanswered": lambda case: [case.builder.unanswered()],
    "TwimlBuilder.go_to": lambda case: [case.builder.go_to(case.unanswered)],
    "TwimlBuilder.inbound": lambda case: [case.builder.inbound(URLS, case.desk, case.desk)],
    "TwimlBuilder.ask_caller_for_digit": lambda case: [
        case.builder.ask_caller_for_digit(URLS, case.desk, tries) for tries in range(1, TRIES + 2)
    ],
    "TwimlBuilder.not_connected": lambda case: [
        case.builder.not_connected(key, case.desk, hours)
        for key in (*_REFUSING, "ring_back.booked")
        for hours in ("", longest.opening_hours(case.texts))
    ],
    "TwimlBuilder.nobody_there": lambda case: [
        case.builder.nobody_there(hours, case.unanswered) for hours in ("", longest.opening_hours(case.texts))
    ],
    "TwimlBuilder.sorry": lambda case: [case.builder.sorry()],
    "NobodyLeftTwiml.ask": _asks,
    "NobodyLeftTwiml.go_to_message": lambda case: [case.nobody_left.go_to_message(HID, URLS)],
    "NobodyLeftTwiml.message": lambda case: [case.nobody_left.message(HID, URLS, *length) for length in _LENGTHS],
    "NobodyLeftTwiml.thanks": lambda case: [case.nobody_left.thanks()],
    "NobodyLeftTwiml.heard_nothing": lambda case: [case.nobody_left.heard_nothing()],
    "NobodyLeftTwiml.called_back": lambda case: [case.nobody_left.called_back(longest.time_of_call(case.texts))],
    "NobodyLeftTwiml.perhaps_called_back": lambda case: [case.nobody_left.perhaps_called_back()],
    "NobodyLeftTwiml.not_called_back": lambda case: [case.nobody_left.not_called_back()],
    "CallerTwiml.who_we_are": lambda case: [
        case.caller.who_we_are(URLS, case.desk, case.desk, hours, Offer(*length))
        for hours in ("", longest.opening_hours(case.texts))
        for length in _LENGTHS
    ],
    "CallerTwiml.ask_caller_again": lambda case: [
        case.caller.ask_caller_again(URLS, case.desk, asked) for asked in range(1, MOST_ASKED + 1)
    ],
    "CallerTwiml.mailbox_full": lambda case: [case.caller.mailbox_full()],
    "ProofTwiml.greet_for_digit": lambda case: [case.proof.greet_for_digit(HID, URLS, case.desk)],
    "ProofTwiml.wrong_digit": lambda case: [case.proof.wrong_digit(HID, URLS, n) for n in range(2, TRIES + 1)],
    "ProofTwiml.no_tries_left": lambda case: [case.proof.no_tries_left()],
    "ProofTwiml.greet_without_key": lambda case: [case.proof.greet_without_key(HID, URLS, case.desk)],
    "greet_for": lambda case: [
        greet_for(kind, case.texts, HID, URLS, case.desk) for kind in (proof.DIGIT, proof.NONE, "?")
    ],
    "RecordingTwiml.greet_announced": lambda case: [case.recording.greet_announced(HID, URLS, case.desk, "3650")],
    "RecordingTwiml.ask": lambda case: [case.recording.ask(HID, URLS, "1", desk) for desk in ("", case.desk)],
    "WaitingTwiml.wait": _waits,
}
AGENT: dict[str, Documents] = {
    "AgentTwiml.whisper": lambda case: [
        case.agent.whisper(HID, 999, URLS, case.desk, longest.whispered_reason(case.written, case.texts), recorded)
        for recorded in (False, True)
    ],
    "AgentTwiml.brief_again": lambda case: [
        case.agent.brief_again(HID, 999, URLS, longest.spoken_brief(case.written, case.texts))
    ],
    "AgentTwiml.ask_again": lambda case: [
        case.agent.ask_again(HID, 999, URLS, heard, first)
        for heard in (False, True)
        for first in ("", "call.agent_call_back_refused", "call.agent_call_back_unknown")
    ],
    "AgentTwiml.passed": lambda case: [case.agent.passed()],
    "AgentTwiml.called_back": lambda case: [case.agent.called_back(longest.time_of_call(case.texts))],
    "AgentTwiml.customer_left": lambda case: [case.agent.customer_left()],
    "AgentTwiml.taken": lambda case: [case.agent.taken(name) for name in (case.desk, "")],
    "hang_up": lambda _: [twiml.hang_up()],
}
BRIDGES: dict[str, Documents] = {
    "ConferenceTwiml.brief_then_room": lambda case: [
        case.room.brief_then_room(HID, 999, URLS, longest.spoken_brief(case.written, case.texts))
    ],
    "AgentTwiml.accepted": lambda case: [
        case.agent.accepted(HID, 999, URLS, longest.spoken_brief(case.written, case.texts))
    ],
    "AgentTwiml.connected": lambda case: [case.agent.connected()],
    "CallBackTwiml.hello": lambda case: [case.call_back.hello(case.desk)],
}
_BACK = URLS.step("between", HID, 999, language="de", turn=40)
#: Of a call in a room: for the agent's own leg, the colleague's and the customer's.
ROOM: dict[str, Documents] = {
    "ConferenceTwiml.breathe": lambda case: [case.room.breathe(_BACK)],
    "ConferenceTwiml.ask": lambda case: [
        case.room.ask(URLS, HID, 999, 99, name, before)
        for name in ("", case.written[:60])
        for before in ("", case.written[:60])
    ],
    "ConferenceTwiml.told": lambda case: [case.room.told(case.written[:60])],
    "ConferenceTwiml.invite": lambda case: [
        case.room.invite(
            URLS,
            HID,
            999,
            99,
            "colleague.invite",
            desk=case.desk,
            agent=case.written[:60],
            reason=longest.whispered_reason(case.written, case.texts),
        ),
        case.room.invite(URLS, HID, 999, 99, "colleague.invite_again"),
    ],
    "ConferenceTwiml.room": lambda case: [
        case.room.room(URLS, HID, 999, "a", 0, _BACK),
        case.room.room(
            URLS,
            HID,
            999,
            "b99",
            240 * 60,
            _BACK,
            say="colleague.joined",
            brief=longest.spoken_brief(case.written, case.texts),
            agent=case.written[:60],
        ),
    ],
    "ConferenceTwiml.hold": lambda case: [case.room.hold(URLS, _BACK)],
    "ConferenceTwiml.outside": lambda case: [case.room.outside(URLS, _BACK, "colleague.wait_coming")],
    "ConferenceTwiml.nobody_came": lambda case: [case.room.nobody_came()],
}
CODE: dict[str, Documents] = {
    "TwimlBuilder.offer_code": lambda case: [case.builder.offer_code("a" * 26, URLS, case.desk)],
    "TwimlBuilder.code": lambda case: [case.builder.code("012345")],
    "TwimlBuilder.code_is_over": lambda case: [case.builder.code_is_over()],
}
#: The leg of an agent who calls back: nobody is bridged to it but by a Dial.
CALLS_BACK: dict[str, Documents] = {
    "CallBackTwiml.ask": lambda case: [case.call_back.ask(HID, URLS, case.desk)],
    "CallBackTwiml.ask_key_again": lambda case: [case.call_back.ask_key_again(HID, URLS)],
    "CallBackTwiml.nobody_called": lambda case: [case.call_back.nobody_called()],
    "CallBackTwiml.not_reached": lambda case: [case.call_back.not_reached(word) for word in ("busy", "failed", "")],
    "CallBackTwiml.dial_customer": _calls_back,
}
ALL = {**CUSTOMER, **AGENT, **BRIDGES, **ROOM, **CODE, **CALLS_BACK}

CASES = [Case(catalogue(language), written) for language in available() for written in WRITTEN]


def found() -> Iterator[str]:
    """Returns the name of everything in the package that makes a document: the public methods of the builders, and the
    public functions of their modules that have a document as their result."""
    for module in pkgutil.iter_modules(call.__path__):
        loaded = importlib.import_module(f"{call.__name__}.{module.name}")
        for _, thing in inspect.getmembers(loaded, inspect.isclass):
            if issubclass(thing, TwimlBuilder):
                yield from (
                    f"{thing.__name__}.{name}" for name, made in vars(thing).items() if _is_document(made, name)
                )
        if module.name.startswith("twiml"):
            for name, made in inspect.getmembers(loaded, inspect.isfunction):
                if made.__module__ == loaded.__name__ and _is_document(made, name):
                    yield name


#: Functions beside the builders, and methods of theirs, whose text is no document, or one that is empty on purpose.
_OF_WORDS = ("language_word", "words_for", "agreement", "join_now")


def _is_document(thing: object, name: str) -> bool:
    named = inspect.isfunction(thing) and not name.startswith("_") and name not in _OF_WORDS
    return named and thing.__annotations__.get("return") == "str"


def broken(name: str, case: Case) -> list[str]:
    locale = case.texts.text("call.locale")
    documents = list(ALL[name](case))
    assert documents
    agents_leg = name in AGENT or name in BRIDGES
    return [rule for each in documents for rule in broken_rules(each, locale, agents_leg, bridges=name in BRIDGES)]


def test_every_document_is_checked() -> None:
    assert sorted(set(found())) == sorted(ALL)


@pytest.mark.parametrize("name", ALL)
def test_every_document_keeps_twilios_rules_and_is_below_4_kb(name: str) -> None:
    assert {rule for case in CASES for rule in broken(name, case)} == set()


@pytest.mark.parametrize("name", CODE)
def test_a_code_call_ends_with_hangup(name: str) -> None:
    for case in CASES:
        assert all(document.endswith("<Hangup /></Response>") for document in ALL[name](case))


#: The greetings wait longer for the key that proves a person: their silence ends with a second prompt. So does that of a
#: question for a digit, which has to be looked up in the chat, and a question about what is left.
ASKS = (
    *("greet", "inbound", "ask_caller_for_digit", "greet_for_digit", "greet_for", "wrong_digit", "ask"),
    "greet_announced",
    *("who_we_are", "ask_caller_again"),
)


@pytest.mark.parametrize("name", [name for name in CUSTOMER if name.rpartition(".")[2] not in ASKS])
def test_no_document_of_the_hunt_is_silent_for_more_than_three_seconds(name: str) -> None:
    for case in CASES[:: len(WRITTEN)]:
        assert max(map(longest_silence, CUSTOMER[name](case))) <= 3


_SAY = '<Say voice="Polly.Joanna-Neural" language="en-US">Hello.</Say>'
_ACTION = 'action="https://handover.example.org/twiml?step=decide"'


@pytest.mark.parametrize(
    ("verbs", "rule"),
    [
        ("", "no verb"),
        ("<Say>Hello.</Say>", "not en-US"),
        ('<Say voice="Polly.Vicki-Neural" language="de-DE">Hallo.</Say>', "not en-US"),
        (_SAY.replace("Hello.", " "), "no words"),
        (f"<Gather>{_SAY}</Gather>", "no action"),
        (f'<Gather action="/twiml?step=decide">{_SAY}</Gather>', "no absolute https address"),
        (f'<Gather action="http://handover.example.org/twiml">{_SAY}</Gather>', "no absolute https address"),
        (f'<Gather {_ACTION} timeout="0">{_SAY}</Gather>', "timeout is '0'"),
        (f"<Gather {_ACTION}/>", "asks for nothing"),
        (f"<Gather {_ACTION}><Hangup/></Gather>", "not allowed in Gather"),
        (f"<Redirect>https://handover.example.org/</Redirect>{_SAY}", "Say is never played"),
        ("<Redirect>/twiml</Redirect>", "no absolute https address"),
        (f"<Hangup/>{_SAY}", "Say is never played"),
        (f"<Record {_ACTION}/><Pause/>", "Pause is never played"),
        ("<Record/>", "no action"),
        (f"<Dial {_ACTION}/>", "more or less than one number"),
        (f'<Dial {_ACTION} timeout="4"><Number>+493012345671</Number></Dial>', "timeout is '4'"),
        (f'<Dial {_ACTION} timeLimit="14401"><Number>+493012345671</Number></Dial>', "timeLimit is '14401'"),
        (f'<Dial {_ACTION} callReason="{"x" * 51}"><Number>+493012345671</Number></Dial>', "at most 50 characters"),
        (f'<Dial {_ACTION} callerId="Claims"><Number>030 1234567</Number></Dial>', "Number is '030 1234567'"),
        ("<say>Hello.</say>", "case sensitive"),
        (_SAY.replace("Say ", 'Say tone="kind" '), "no attribute tone"),
        (_SAY.replace("Hello.", "x" * LARGEST), "bytes"),
        ("<Say>", "not XML"),
    ],
)
def test_each_rule_is_noticed(verbs: str, rule: str) -> None:
    assert rule in " ".join(broken_rules(f"<Response>{verbs}</Response>", "en-US"))


@pytest.mark.parametrize(
    ("verbs", "bridges", "rule"),
    [
        (_SAY, False, "It ends without Hangup, so it bridges."),
        (f"{_SAY}<Hangup/>", True, "It hangs up."),
        ("<Pause/><Hangup/>", False, "Pause is not allowed on an agent's leg."),
        (f"<Gather {_ACTION}>{_SAY}<Pause/></Gather><Hangup/>", False, "Pause is not allowed on an agent's leg."),
        (f"<Gather {_ACTION}>{_SAY}</Gather><Hangup/>", False, ""),
        (_SAY, True, ""),
    ],
)
def test_each_rule_of_an_agents_leg_is_noticed(verbs: str, bridges: bool, rule: str) -> None:
    assert " ".join(broken_rules(f"<Response>{verbs}</Response>", "en-US", True, bridges)) == rule
