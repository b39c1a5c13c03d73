"""A text message as a phone shows it: words, links to tap, and codes to type."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sandbox.twilio import Message

_USABLE = re.compile(r"(?P<link>https?://\S*[^\s.,;:!?)])|\b(?P<code>\d{6})\b")


@dataclass(frozen=True)
class Part:
    """`opens`: the path of a link on the demo's server; "" for a link to elsewhere."""

    kind: Literal["words", "code", "link"]
    text: str
    opens: str = ""


@dataclass(frozen=True)
class TextMessage:
    """`at`: when it arrived, or was sent. `own`: it was sent from this phone."""

    id: int
    at: datetime
    sender: str
    parts: tuple[Part, ...]
    own: bool = False

    @property
    def has_link(self) -> bool:
        """Whether there is a link to tap."""
        return any(part.opens for part in self.parts)


def text_message(
    number: int, at: datetime, message: Message, opens: Callable[[str], str], own: bool = False
) -> TextMessage:
    """Returns the message as a phone shows it. `opens` returns the path on the demo's server for an address, or ""."""
    parts: list[Part] = []
    end = 0
    for found in _USABLE.finditer(message.body):
        parts.append(Part("words", message.body[end : found.start()]))
        link = found["link"]
        parts.append(Part("link", link, opens(link)) if link else Part("code", found["code"]))
        end = found.end()
    parts.append(Part("words", message.body[end:]))
    return TextMessage(number, at, message.from_, tuple(part for part in parts if part.text), own)
