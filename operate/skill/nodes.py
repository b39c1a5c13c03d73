"""The parts that the tree of the dialog is written with: nodes, responses, callouts, texts and buttons.

They hold keys of texts, not words, so one tree serves every language. `document.py` writes them as Watson's JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Text:
    """One sentence or more. `key` is a key of texts.toml; or `value` is an expression, such as a webhook's sentence."""

    key: str = ""
    value: str = ""


@dataclass(frozen=True)
class Button:
    """A button of its own: label and text are expressions. Other buttons are keys of texts.toml."""

    label: str
    text: str


@dataclass(frozen=True)
class Choice:
    """A question with buttons. Messenger shows nothing after it, so it comes last."""

    title: str
    buttons: tuple[str | Button, ...]


@dataclass(frozen=True)
class Callout:
    """A request to the webhook: the command, its parameters, and the variable for the answer.

    `language` goes with every command, and `session_id` unless `session` is false. `page`: the reply has a token for the
    page, if the chat is a web chat.
    """

    action: str
    result: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    session: bool = True
    page: bool = False


@dataclass(frozen=True)
class Jump:
    """`selector`: `body` runs the target, `condition` tries it and its later siblings on the same input."""

    target: str
    selector: str = "body"


Says = tuple[Text | Choice, ...]


@dataclass(frozen=True)
class Response:
    """One of several responses of a node. `when`: empty means otherwise. `page`: the variable of the reply whose token the
    page gets, which then shows where the call is (webchat/handover.js)."""

    id: str
    when: str = ""
    says: Says = ()
    sets: Mapping[str, Any] = field(default_factory=dict)
    then: Jump | None = None
    page: str = ""


@dataclass(frozen=True)
class Node:
    """A node. With `responses` it has no output and no context of its own: Watson's editor keeps them per response.

    `when`: `false` for a node that is only jumped to. `children` are tried on the next input, in order.
    """

    id: str
    title: str
    when: str = "false"
    says: Says = ()
    sets: Mapping[str, Any] = field(default_factory=dict)
    calls: Callout | None = None
    responses: tuple[Response, ...] = ()
    then: Jump | None = None
    children: tuple[Node, ...] = ()
