"""Reports every change in the phone network to its listeners: the demo's page, a printed story, a test.

Listeners are called under the agenda's lock, in order. They must neither wait nor change anything.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

What = Literal["call", "phone", "caption", "key", "webhook", "rest", "message", "console"]


@dataclass(frozen=True)
class Change:
    """`about` is what changed: a Call, a Phone, a Caption, a KeyPress, an Exchange, a RestExchange, a Message, an Entry."""

    at: datetime
    what: What
    about: object


Listener = Callable[[Change], None]


class ChangeFeed:
    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._listeners: list[Listener] = []

    def on_change(self, listener: Listener) -> None:
        self._listeners.append(listener)

    def publish(self, what: What, about: object) -> None:
        change = Change(self._now(), what, about)
        for listener in self._listeners:
            listener(change)
