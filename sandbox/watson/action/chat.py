"""The action of docs/extension.md: asks for a number, checks it, asks for consent, and has Handover call.

It is a conversation like one with a dialog skill. The difference is in what an action has: no webhook but an extension's
operation in a step, and the session history, which goes along with the call.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from sandbox.agenda import Agenda

from ..dialog.output import buttons
from ..errors import ChoiceError
from ..said import Said
from .extension import Extension, Result
from .session_history import session_history

_OPERATION = "runCommand"
Items = list[dict[str, Any]]


class ActionChat:
    """One session. `greeting`, `history` and `problems` are as in `Conversation`."""

    channel = "Web chat"

    def __init__(self, extension: Extension, agenda: Agenda, session_id: str, language: str) -> None:
        self.session_id, self.history, self.problems = session_id, list[Said](), list[str]()
        self._extension, self._agenda, self._language = extension, agenda, language
        self._words = _words(language)
        self._number: Mapping[str, Any] = {}
        self._step: Callable[[str], Items] = self._check_number
        self.greeting = self._answered([_text(self._words["number"])])

    def say(self, text: str) -> Items:
        """Sends a message as the customer. Returns the answer."""
        self.history.append(Said("customer", self._agenda.now(), text))
        return self._answered(self._step(text))

    def choose(self, label: str) -> Items:
        """Clicks a button of the last answer. Raises ChoiceError if there is none with that label."""
        if label not in self.choices():
            raise ChoiceError(f"there is no button {label!r}; there are: {', '.join(self.choices()) or 'none'}")
        self.history.append(Said("customer", self._agenda.now(), self.choices()[label], clicked=label))
        return self._answered(self._step(label))

    def choices(self) -> dict[str, str]:
        """Returns the buttons of the last answer: from label to the text that a click sends."""
        last = self.history[-1].items if self.history else ()
        return dict(found for item in last for found in buttons(item))

    def _answered(self, items: Items) -> Items:
        self.history.append(Said("assistant", self._agenda.now(), items=tuple(items)))
        return items

    # The steps

    def _check_number(self, text: str) -> Items:
        result = self._call("check_number", phone_number=text)
        if not result.ran_successfully:
            return [_text(self._words["failed"])]
        if not result.body["ok"]:
            return [_text(result.body["message"])]
        self._number, self._step = result.body, self._ask_consent
        return [self._question()]

    def _ask_consent(self, text: str) -> Items:
        if text == self._words["no"]:
            self._step = self._check_number
            return [_text(self._words["declined"])]
        if text != self._words["yes"]:
            return [self._question()]
        result = self._call(
            "start_call",
            phone_number=self._number["number"],
            consent={"question": self._question()["title"], "answer": text, "label": text},
            transcript=session_history(self._messages()),
        )
        self._step = self._tell_status  # the request may have arrived
        return [_text(result.body["message"] if result.ran_successfully else self._words["unknown"])]

    def _tell_status(self, _: str) -> Items:
        result = self._call("call_status")
        return [_text(result.body["message"] if result.ran_successfully else self._words["failed"])]

    # What the steps need

    def _call(self, action: str, **parameters: Any) -> Result:
        known = {"action": action, "session_id": self.session_id, "language": self._language, "channel": self.channel}
        result = self._extension.call(_OPERATION, {**known, **parameters})
        if not result.ran_successfully:
            self.problems.append(f"The extension's {action} failed with the status {result.status}.")
        return result

    def _question(self) -> dict[str, Any]:
        options = [
            {"label": self._words[name], "value": {"input": {"text": self._words[name]}}} for name in ("yes", "no")
        ]
        title = self._words["consent"].format_map(self._number)
        return {"response_type": "option", "title": title, "options": options}

    def _messages(self) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        for said in self.history:
            texts = [said.text] if said.by == "customer" else [item.get("text") or item["title"] for item in said.items]
            found += [(said.by, text) for text in texts]
        return found


def _text(text: str) -> dict[str, Any]:
    return {"response_type": "text", "text": text}


@cache
def _words(language: str) -> Mapping[str, str]:
    known: Mapping[str, Mapping[str, str]] = tomllib.loads(
        Path(__file__).with_name("words.toml").read_text(encoding="utf-8")
    )
    return known[language]
