"""What the operator sees and is asked. Nothing else in the steps prints or reads."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Protocol


class Console(Protocol):
    """Where a step talks to the operator."""

    def say(self, text: str) -> None: ...

    def ask(self, question: str) -> str:
        """The operator's answer; "" when nobody is there to answer."""


class Terminal:
    """Standard output and input; without a terminal nobody is asked."""

    def __init__(self, mask: Callable[[str], str] = str) -> None:
        self._mask = mask

    def say(self, text: str) -> None:
        print(self._mask(text), flush=True)

    def ask(self, question: str) -> str:
        if not sys.stdin.isatty():
            return ""
        print(self._mask(question), end=" ", flush=True)
        return sys.stdin.readline().strip()
