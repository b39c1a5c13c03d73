"""What Twilio's pages say about a TwiML document, as a list of the rules that a document breaks.

Elements, their places, attributes and values are checked by the grammar of the sandbox. The rules here are about whole
documents: what can be reached, where addresses lead, and which leg a document is for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sandbox.twilio.numbers import is_sip_address
from sandbox.twilio.twiml.document import Problem, parse
from sandbox.twilio.twiml.element import Element
from sandbox.twilio.twiml.grammar import WHISPER_VERBS

#: Bytes. Twilio takes 64 kB; a document of ours is spoken, so it is short.
LARGEST = 4096
#: Seconds, without an arrangement with Twilio.
_LONGEST_CALL = 4 * 60 * 60

#: Every attribute that is an address, and the elements whose text is one.
_ADDRESSES = ("action", "url", "statusCallback", "recordingStatusCallback")
_TEXT_IS_ADDRESS = ("Redirect", "Play")

#: These never come back to their own document. After them, what is written is never played.
_LEAVES = ("Redirect", "Hangup", "Reject")
#: After Record this alone is played, and only when the recording is empty.
_AFTER_RECORD = ("Say", "Hangup")

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
#: Absolute, and nothing in it that is another character in XML or in a signature.
_HTTPS = re.compile(r"https://[A-Za-z0-9.-]+(:\d+)?/[A-Za-z0-9._~/-]*(\?[A-Za-z0-9._~=&%-]*)?(#[a-z0-9=&,]+)?")


def broken_rules(document: str, locale: str, agents_leg: bool = False, bridges: bool = False) -> list[str]:
    """Returns a sentence for each rule that the document breaks. `locale` is the language that all of it is spoken in.
    `agents_leg`: it is for an agent's leg before the legs are joined; with `bridges` it is meant to join them."""
    read = parse(document.encode(), None)
    if isinstance(read, Problem):
        return [read.text]
    size = len(document.encode())
    return [
        *([f"It has {size} bytes, {LARGEST} or more."] if size >= LARGEST else []),
        *(finding.text for finding in read.findings),
        *_order(read.verbs, bridges),
        *(rule for element in _all(read.verbs) for rule in _element(element, locale)),
        *(_agents_leg(read.verbs, bridges) if agents_leg else ()),
    ]


def _all(elements: list[Element] | tuple[Element, ...]) -> Iterator[Element]:
    for element in elements:
        yield element
        yield from _all(element.children)


def _order(verbs: list[Element], bridges: bool) -> Iterator[str]:
    """The rules about what follows what. A document that joins the legs needs no verb."""
    if not verbs and not bridges:
        yield "It has no verb."
    for i, verb in enumerate(verbs):
        rest = [after.name for after in verbs[i + 1 :]]
        if rest and (verb.name in _LEAVES or (verb.name == "Dial" and verb.get("action"))):
            yield f"After {verb.name}, {', '.join(rest)} is never played."
        if verb.name == "Record" and not set(rest) <= set(_AFTER_RECORD):
            yield f"After Record, {', '.join(rest)} is never played."


def _element(element: Element, locale: str) -> Iterator[str]:
    """The rules about one element."""
    for name in _ADDRESSES:
        if name in element.attributes and not _HTTPS.fullmatch(element.get(name)):
            yield f"{element.name}: {name} is {element.get(name)!r}, no absolute https address."
    if element.name in _TEXT_IS_ADDRESS and not _HTTPS.fullmatch(element.text):
        yield f"{element.name} leads to {element.text!r}, no absolute https address."
    if element.name in ("Gather", "Record", "Dial") and not element.get("action"):
        yield f"{element.name} has no action: the same document would be requested again."
    if element.name == "Gather" and not element.children:
        yield "Gather asks for nothing."
    if element.name == "Say":
        yield from _say(element, locale)
    if element.name == "Dial":
        yield from _dial(element)


def _say(say: Element, locale: str) -> Iterator[str]:
    if say.get("language") != locale or not say.get("voice"):
        yield f"Say speaks {say.get('language')!r} with the voice {say.get('voice')!r}, not {locale}."
    if not say.text:
        yield "Say has no words."


def _dial(dial: Element) -> Iterator[str]:
    """A Dial of ours leads into one conference, or rings one agent, for a time and a conversation that have ends."""
    if not 0 < dial.number("timeLimit", 0) <= _LONGEST_CALL:
        yield f"Dial: timeLimit is {dial.get('timeLimit')!r}."
    if [noun.name for noun in dial.children] == ["Conference"]:
        return
    if not dial.get("timeout"):
        yield "Dial has no timeout."
    if not _E164.fullmatch(dial.get("callerId")):
        yield f"Dial: callerId is {dial.get('callerId')!r}, no number."
    if [noun.name for noun in dial.children] not in (["Number"], ["Sip"]):
        yield "Dial rings more or less than one number."
    for noun in dial.children:
        if noun.name == "Number" and not _E164.fullmatch(noun.text):
            yield f"Number is {noun.text!r}."
        if noun.name == "Sip" and not is_sip_address(noun.text):
            yield f"Sip is {noun.text!r}."


def _agents_leg(verbs: list[Element], bridges: bool) -> Iterator[str]:
    """The rules about a document that is played before the legs are joined: where it ends without Hangup, they are."""
    for element in _all(verbs):
        if element.name not in WHISPER_VERBS:
            yield f"{element.name} is not allowed on an agent's leg."
    ends = [verb.name for verb in verbs][-1:] == ["Hangup"]
    if ends == bridges:
        yield "It hangs up." if bridges else "It ends without Hangup, so it bridges."
