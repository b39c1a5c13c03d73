"""Gather: plays its prompt, waits for keys or words, and sends them to the action.

A key stops the prompt. The timeout starts when the prompt has ended. Without input the next verb follows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.twilio.flow import Sleep, Steps, Take
from sandbox.twilio.leg import Keys, Words
from sandbox.twilio.twiml.element import Element
from sandbox.twilio.twiml.scene import GoTo, Outcome, Scene
from sandbox.twilio.twiml.verbs.speech import file_length, utterances

_PATIENCE = 5
#: Seconds of silence that end a sentence when Twilio decides.
_END_OF_SENTENCE = 1.0


@dataclass(frozen=True)
class Heard:
    """What was heard: `digits` without the finishing key, which is `finished_on`; or `words`."""

    digits: str = ""
    finished_on: str = ""
    words: str = ""


def gather(scene: Scene, verb: Element) -> Steps[Outcome]:
    scene.leg.answer()
    if "partialResultCallback" in verb.attributes:
        scene.leg.context.console.error(
            0, "Gather: partialResultCallback is not supported by the sandbox.", scene.leg.call.sid
        )
    scene.leg.inbox.clear()
    wanted, phone = _wanted(verb), scene.leg.phone
    phone.listened(True)
    try:
        first = yield from _prompt(scene, verb, wanted)
        phone.prompted(True)
        heard = yield from _listen(scene, verb, first, wanted)
    finally:
        phone.prompted(False)
        phone.listened(False)
    if not heard.digits and not heard.words and not verb.flag("actionOnEmptyResult"):
        return None
    action = scene.webhook(verb, "action", "method", default=scene.url or "")
    return GoTo(action, _params(heard)) if action else None


def _params(heard: Heard) -> dict[str, str]:
    if heard.words:
        return {"SpeechResult": heard.words, "Confidence": "0.9"}
    return {"Digits": heard.digits, "FinishedOnKey": heard.finished_on, "msg": "Gather End"}


def _wanted(verb: Element) -> Callable[[object], bool]:
    kinds = verb.get("input", "dtmf").split()
    listened_for = tuple(kind for name, kind in (("dtmf", Keys), ("speech", Words)) if name in kinds)
    return lambda item: isinstance(item, listened_for)


def _prompt(scene: Scene, verb: Element, wanted: Callable[[object], bool]) -> Steps[object]:
    """Plays the nested verbs. Returns the item that interrupted them, or None."""
    interruptible = verb.flag("bargeIn", default=True)
    for child in verb.children:
        seconds = (yield from file_length(scene, child)) if child.name == "Play" else 0.0
        for utterance in utterances(scene, child, seconds):
            utterance.start(scene)
            if not interruptible:  # keys pressed meanwhile stay in the inbox
                yield Sleep(utterance.seconds)
                continue
            item = yield from _await(scene, utterance.seconds, wanted)
            if item is not None:
                return item
    return None


def _listen(scene: Scene, verb: Element, first: object, wanted: Callable[[object], bool]) -> Steps[Heard]:
    finish, most = verb.get("finishOnKey", "#"), verb.number("numDigits", 0)
    patience = float(verb.number("timeout", _PATIENCE))
    digits, item = "", first
    while True:
        if item is None:
            item = yield from _await(scene, patience, wanted)
        if isinstance(item, Words) and not digits:
            yield Sleep(float(verb.number("speechTimeout", 0)) or _END_OF_SENTENCE)
            return Heard(words=item.text)
        if not isinstance(item, Keys):
            return Heard(digits)
        for key in item.text:
            if finish and key == finish:
                return Heard(digits, finished_on=key)
            digits += key
            if len(digits) == most:
                return Heard(digits)
        item = None


def _await(scene: Scene, seconds: float, wanted: Callable[[object], bool]) -> Steps[object]:
    """Returns the next wanted item within `seconds`, or None. Others are dropped."""
    agenda = scene.leg.context.agenda
    end = agenda.now().timestamp() + seconds
    while (left := end - agenda.now().timestamp()) > 0:
        item = yield Take(scene.leg.inbox, timeout=left)
        if item is None or wanted(item):
            return item
    return None
