"""The list of the chat that the dialog keeps, for plans on which Watson sends no log: sent as `transcript` with a request.

A node that hears the customer appends what the bot had said last and what the customer wrote; each node that says something
notes it for that. Only texts are appended, because nothing else is documented for Watson's arrays. Of several answers in one
turn the last one is kept, so a transcript from this list alone may be incomplete.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from .nodes import Button, Choice, Node, Response, Text
from .words import Words

#: The dialog's variables: the list, and what the bot said last.
LIST, _SAID = "transcript", "bot_said"

_BOT = f"'bot: ' + (${_SAID} == null ? '' : ${_SAID})"
_APPENDED = f"${LIST}.append({_BOT}, 'user: ' + input.text)"
_HEARD = f"<? ${LIST} == null ? ${LIST} : {_APPENDED} ?>"
#: In a node that others jump to after they have heard the same input: the last text of the list tells.
_LAST = f"${LIST}.get(${LIST}.size() - 1)"
_IS_HEARD = f"${LIST}.size() > 0 && {_LAST} == 'user: ' + input.text"
_HEARD_ONCE = f"<? ${LIST} == null ? ${LIST} : ({_IS_HEARD} ? ${LIST} : {_APPENDED}) ?>"

_VARIABLE = re.compile(r"\$([a-z_0-9]+)")


class KeptChat:
    """Which variables the nodes of a tree set to keep the list: none if no command sends it."""

    def __init__(self, tree: Sequence[Node]) -> None:
        nodes = list(_every(tree))
        self._is_sent = any(node.calls and LIST in node.calls.parameters for node in nodes)
        self._nodes = {node.id: node for node in nodes}
        self._hear = {node.id for node in self._nodes.values() if node.when != "false"}
        jumps = [
            jump
            for node in nodes
            if node.id not in self._hear
            for jump in (node.then, *(r.then for r in node.responses))
        ]
        self._again = {jump.target for jump in jumps if jump} & self._hear

    def sets(self, node: Node, owner: Node | Response, words: Words) -> dict[str, Any]:
        """Returns what that node, or that response of it, sets for the list."""
        if not self._is_sent or (node.responses and owner is node):
            return {}
        kept: dict[str, Any] = {}
        if node.when in ("welcome", "conversation_start"):
            kept[LIST] = [] if node.when == "welcome" or self._goes_on(owner) else ["user: <? input.text ?>"]
        elif node.id in self._hear and not self._goes_on(owner):
            kept[LIST] = _HEARD_ONCE if node.id in self._again else _HEARD
        said = _said(owner, words)
        if said and not self._goes_on(owner):
            kept[_SAID] = said if not _uses(said, owner.sets) else None
        return kept

    def _goes_on(self, owner: Node | Response) -> bool:
        """Returns whether another node hears the same input after this one."""
        jump = owner.then
        return jump is not None and (jump.selector != "body" or (jump.target in self._hear - self._again))


def _every(nodes: Sequence[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _every(node.children)


def _said(owner: Node | Response, words: Words) -> str:
    """Returns what an owner says as one text, with the labels of its buttons as the desk shows them."""
    return " ".join(" ".join(_text(each, words) for each in owner.says).split())


def _text(said: Any, words: Words) -> str:
    if isinstance(said, Text):
        return words.text(said.key) if said.key else said.value
    if not isinstance(said, Choice):
        return ""
    labels = " | ".join(
        words.filled(button.label) if isinstance(button, Button) else words.button(button)[0] for button in said.buttons
    )
    return f"{words.text(said.title)} [{labels}]"


def _uses(said: str, sets: Mapping[str, Any]) -> bool:
    """Returns whether a text uses a variable that is set with it: in which order Watson does the two is not known."""
    return not set(_VARIABLE.findall(said)).isdisjoint(sets)
