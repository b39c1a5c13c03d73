"""Twilio's debugger: errors and warnings about the user's documents, addresses and responses, in order.

The sandbox also reports here what it does not support (code 0), so nothing is skipped silently.
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
    """`code` is from Twilio's error dictionary. `call_sid` is "" for an entry that is not about a call."""

    at: datetime
    code: int
    level: Level
    text: str
    call_sid: str = ""


class Console:
    """The list of entries. `on_entry` is called with each new one."""

    def __init__(self, now: Callable[[], datetime], on_entry: Callable[[Entry], None]) -> None:
        self._now = now
        self._on_entry = on_entry
        self._entries: list[Entry] = []

    def error(self, code: int, text: str, call_sid: str = "") -> None:
        self._add(code, "error", text, call_sid)

    def warning(self, code: int, text: str, call_sid: str = "") -> None:
        self._add(code, "warning", text, call_sid)

    def codes(self) -> list[int]:
        """Returns the codes of all entries."""
        return [entry.code for entry in self._entries]

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def _add(self, code: int, level: Level, text: str, call_sid: str) -> None:
        entry = Entry(self._now(), code, level, text, call_sid)
        self._entries.append(entry)
        self._on_entry(entry)
