"""Planned faults: which request fails, how, and how often.

The function host, the bucket and Twilio's REST API each have a plan and query it once for each request. Each part defines
its own kinds of faults.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

Request = TypeVar("Request")
Fault = TypeVar("Fault")


@dataclass
class _Entry(Generic[Request, Fault]):
    fault: Fault
    when: Callable[[Request], bool]
    left: int | None


class FaultPlan(Generic[Request, Fault]):
    """Entries are tried in the order they were added. A request that matches none does not fail. Safe for threads."""

    def __init__(self) -> None:
        self._entries: list[_Entry[Request, Fault]] = []
        self._lock = threading.Lock()

    def add(self, fault: Fault, when: Callable[[Request], bool] = lambda _: True, times: int | None = 1) -> None:
        """Plans `fault` for the next `times` requests for which `when` holds; None means all."""
        with self._lock:
            self._entries.append(_Entry(fault, when, times))

    def clear(self) -> None:
        """Removes all faults."""
        with self._lock:
            self._entries.clear()

    def take(self, request: Request) -> Fault | None:
        """Returns the fault of this request and counts it as used; None if there is none."""
        for entry in tuple(self._entries):
            if entry.when(request) and self._use(entry):
                return entry.fault
        return None

    def _use(self, entry: _Entry[Request, Fault]) -> bool:
        """Uses the entry once, and returns whether it had a use left. `when` runs without the lock: it may send requests."""
        with self._lock:
            if entry.left == 0:
                return False
            entry.left = None if entry.left is None else entry.left - 1
            return True
