"""What a visitor can do, by name. Each act takes the fields of a JSON object and changes the world, or says why it cannot.

Raises BadActError for what the page never sends, RefusedError (or the world's own errors) for what makes no sense now.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.demo.handset import Handset
from sandbox.demo.refused import RefusedError
from sandbox.demo.stage import Stage
from sandbox.twilio import PhoneError
from sandbox.watson import ChoiceError

Fields = Mapping[str, Any]

#: What the world says when a person tries what cannot be done now.
REFUSALS = (RefusedError, PhoneError, ChoiceError)
_LONGEST_SPEECH = 500


class BadActError(Exception):
    """The act itself is wrong: not known, or a field is missing or of another type."""


class UnknownActError(BadActError):
    """There is no act of that name."""


def act(stage: Stage, name: str, fields: Fields) -> None:
    """Do what the visitor asked for."""
    if name not in _ACTS:
        raise UnknownActError(f"There is no act {name!r}.")
    _ACTS[name](stage, fields)
    stage.changes.tell()


def _say(stage: Stage, fields: Fields) -> None:
    stage.chat.say(_text(fields, "text"))


def _choose(stage: Stage, fields: Fields) -> None:
    stage.chat.choose(_text(fields, "label"))


def _open_chat(stage: Stage, fields: Fields) -> None:
    stage.open_chat(_text(fields, "channel"))


def _set_mode(stage: Stage, fields: Fields) -> None:
    mode = _text(fields, "mode")
    if mode == "played":
        stage.set_mode("played")
    elif mode == "by-hand":
        stage.set_mode("by-hand")
    else:
        raise BadActError("The field mode must be by-hand or played.")


def _answer(stage: Stage, fields: Fields) -> None:
    _handset(stage, fields).phone.answer()


def _reject(stage: Stage, fields: Fields) -> None:
    _handset(stage, fields).phone.reject()


def _let_ring(stage: Stage, fields: Fields) -> None:
    handset = _handset(stage, fields)
    with stage.world.agenda.lock:
        handset.phone.let_ring()
        handset.left_ringing = True


def _to_mailbox(stage: Stage, fields: Fields) -> None:
    _handset(stage, fields).phone.to_mailbox()


def _hang_up(stage: Stage, fields: Fields) -> None:
    _handset(stage, fields).phone.hang_up()


def _press(stage: Stage, fields: Fields) -> None:
    _handset(stage, fields).phone.press(_text(fields, "keys"))


def _speak(stage: Stage, fields: Fields) -> None:
    text = " ".join(_text(fields, "text").split())
    if not text:
        raise RefusedError("Nothing was said; type a word or two.")
    if len(text) > _LONGEST_SPEECH:
        raise RefusedError(f"That is too much at once; say at most {_LONGEST_SPEECH} characters.")
    _handset(stage, fields).phone.speak(text)


def _handset(stage: Stage, fields: Fields) -> Handset:
    number = _text(fields, "phone")
    if number not in stage.handsets:
        raise BadActError(f"There is no phone {number!r} on this page.")
    return stage.handsets[number]


def _text(fields: Fields, name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str):
        raise BadActError(f"The field {name} must be a text.")
    return value


_ACTS: Mapping[str, Callable[[Stage, Fields], None]] = {
    "say": _say,
    "choose": _choose,
    "open_chat": _open_chat,
    "set_mode": _set_mode,
    "answer": _answer,
    "reject": _reject,
    "let_ring": _let_ring,
    "to_mailbox": _to_mailbox,
    "hang_up": _hang_up,
    "press": _press,
    "speak": _speak,
}
