"""The demo's commands: what its user can do on the page, by name. Each takes the fields of a JSON object.

A command raises BadCommandError for input that the page never sends, and one of REFUSALS if it cannot be done now.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.demo.chat_window import NotNowError
from sandbox.demo.demo import Demo
from sandbox.demo.handset import Handset
from sandbox.twilio import PhoneError
from sandbox.watson import ChoiceError

Fields = Mapping[str, Any]

#: Raised if something cannot be done now. The message is one sentence for the user.
REFUSALS = (NotNowError, PhoneError, ChoiceError)
_LONGEST_SPEECH = 500


class BadCommandError(Exception):
    """The command is not known, or a field is missing or of another type."""


class UnknownCommandError(BadCommandError):
    """There is no command of that name."""


def run_command(demo: Demo, name: str, fields: Fields) -> None:
    """Runs one command and notifies the page. Raises BadCommandError or one of REFUSALS."""
    if name not in _COMMANDS:
        raise UnknownCommandError(f"There is no command {name!r}.")
    _COMMANDS[name](demo, fields)
    demo.changes.notify()


def _say(demo: Demo, fields: Fields) -> None:
    demo.chat.say(_text(fields, "text"))


def _choose(demo: Demo, fields: Fields) -> None:
    demo.chat.choose(_text(fields, "label"))


def _open_chat(demo: Demo, fields: Fields) -> None:
    demo.open_chat(_text(fields, "channel"))


def _set_mode(demo: Demo, fields: Fields) -> None:
    mode = _text(fields, "mode")
    if mode == "played":
        demo.set_mode("played", _play(demo, fields))
    elif mode == "by-hand":
        demo.set_mode("by-hand")
    else:
        raise BadCommandError("The field mode must be by-hand or played.")


def _play(demo: Demo, fields: Fields) -> str:
    play = _text(fields, "play") if "play" in fields else ""
    if play and play not in demo.plays:
        raise BadCommandError(f"There is no play {play!r}.")
    return play


def _move_clock(demo: Demo, fields: Fields) -> None:
    to = _text(fields, "to")
    if to not in ("minute", "ten_minutes", "booking"):
        raise BadCommandError("The field to must be minute, ten_minutes or booking.")
    demo.move_clock(to)


def _dial(demo: Demo, fields: Fields) -> None:
    _handset(demo, fields).phone.dial()


def _text_us(demo: Demo, fields: Fields) -> None:
    _handset(demo, fields).phone.send_text(_words(demo, fields))


def _answer(demo: Demo, fields: Fields) -> None:
    _handset(demo, fields).phone.answer()


def _reject(demo: Demo, fields: Fields) -> None:
    _handset(demo, fields).phone.reject()


def _let_ring(demo: Demo, fields: Fields) -> None:
    handset = _handset(demo, fields)
    with demo.world.agenda.lock:
        handset.phone.let_ring()
        handset.left_ringing = True


def _to_mailbox(demo: Demo, fields: Fields) -> None:
    _handset(demo, fields).phone.to_mailbox()


def _hang_up(demo: Demo, fields: Fields) -> None:
    _handset(demo, fields).phone.hang_up()


def _press(demo: Demo, fields: Fields) -> None:
    _handset(demo, fields).phone.press(_text(fields, "keys"))


def _speak(demo: Demo, fields: Fields) -> None:
    _handset(demo, fields).phone.speak(_words(demo, fields))


def _words(demo: Demo, fields: Fields) -> str:
    """Returns what is said or texted. Raises NotNowError if it is nothing, or too much."""
    text = " ".join(_text(fields, "text").split())
    if not text:
        raise NotNowError(demo.words.text("not_now.nothing_said"))
    if len(text) > _LONGEST_SPEECH:
        raise NotNowError(demo.words.text("not_now.said_too_much", most=_LONGEST_SPEECH))
    return text


def _handset(demo: Demo, fields: Fields) -> Handset:
    number = _text(fields, "phone")
    if number not in demo.handsets:
        raise BadCommandError(f"There is no phone {number!r} on this page.")
    return demo.handsets[number]


def _text(fields: Fields, name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str):
        raise BadCommandError(f"The field {name} must be a text.")
    return value


_COMMANDS: Mapping[str, Callable[[Demo, Fields], None]] = {
    "say": _say,
    "choose": _choose,
    "open_chat": _open_chat,
    "set_mode": _set_mode,
    "move_clock": _move_clock,
    "dial": _dial,
    "text": _text_us,
    "answer": _answer,
    "reject": _reject,
    "let_ring": _let_ring,
    "to_mailbox": _to_mailbox,
    "hang_up": _hang_up,
    "press": _press,
    "speak": _speak,
}
