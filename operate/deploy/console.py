"""The operator's console. Nothing else in the steps prints or reads input."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Protocol


class Console(Protocol):
    """How a step talks to the operator."""

    def say(self, text: str) -> None: ...

    def ask(self, question: str) -> str:
        """Returns the operator's answer, or "" if input is not interactive."""


class Terminal:
    """Standard output and input. Asks nothing if input is not a terminal. `mask` removes secrets from texts."""

    def __init__(self, mask: Callable[[str], str] = str) -> None:
        self._mask = mask

    def say(self, text: str) -> None:
        print(self._mask(text), flush=True)

    def ask(self, question: str) -> str:
        if not sys.stdin.isatty():
            return ""
        print(self._mask(question), end=" ", flush=True)
        return sys.stdin.readline().strip()
