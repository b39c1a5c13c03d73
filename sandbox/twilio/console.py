"""Twilio's debugger: what went wrong with the user's documents, addresses and answers, in the order it happened.

Whatever the sandbox cannot run or has to guess is an entry here too (code 0); nothing is skipped in silence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Level = Literal["error", "warning"]

#: An entry of the sandbox about itself, for what it does not support.
SANDBOX = 0


@dataclass(frozen=True)
class Entry:
    """`code` as in Twilio's error dictionary; `call_sid` is "" where no call is concerned."""

    at: datetime
    code: int
    level: Level
    text: str
    call_sid: str = ""


class Console:
    """The list of entries; `tell` is called with each new one."""

    def __init__(self, now: Callable[[], datetime], tell: Callable[[Entry], None]) -> None:
        self._now = now
        self._tell = tell
        self._entries: list[Entry] = []

    def error(self, code: int, text: str, call_sid: str = "") -> None:
        self._add(code, "error", text, call_sid)

    def warning(self, code: int, text: str, call_sid: str = "") -> None:
        self._add(code, "warning", text, call_sid)

    def codes(self) -> list[int]:
        """The codes alone, for a quick look."""
        return [entry.code for entry in self._entries]

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def _add(self, code: int, level: Level, text: str, call_sid: str) -> None:
        entry = Entry(self._now(), code, level, text, call_sid)
        self._entries.append(entry)
        self._tell(entry)
