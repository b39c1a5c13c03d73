"""What can go wrong with storage, planned by a test: answers, silence, and answers that never arrive."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

#: Given `(method, key)` of a request; a list comes as `("LIST", prefix)`.
When = Callable[[str, str], bool]


@dataclass(frozen=True)
class StorageFault:
    """One mishap. The request is carried out unless `status` or `cut_before` keeps it from that.

    `status`: storage answers that. `cut_before`, `cut_after`: the connection ends without an answer, before or after
    the request was carried out. `seconds`: real seconds from carrying it out until the answer comes.
    """

    status: int | None = None
    cut_before: bool = False
    cut_after: bool = False
    seconds: float = 0.0


@dataclass
class _Plan:
    fault: StorageFault
    when: When
    left: int | None


class StorageFaults:
    """The plan. Entries are tried in the order they were added; what has no plan goes well."""

    def __init__(self) -> None:
        self._plans: list[_Plan] = []
        self._lock = threading.Lock()

    def add(self, fault: StorageFault, when: When = lambda *_: True, times: int | None = 1) -> None:
        """Plan `fault` for the next `times` requests (None: all) for which `when(method, key)` holds."""
        with self._lock:
            self._plans.append(_Plan(fault, when, times))

    def clear(self) -> None:
        """From now on all goes well."""
        with self._lock:
            self._plans.clear()

    def take(self, method: str, key: str) -> StorageFault:
        """What happens to this request."""
        with self._lock:
            for plan in self._plans:
                if plan.left != 0 and plan.when(method, key):
                    plan.left = None if plan.left is None else plan.left - 1
                    return plan.fault
        return StorageFault()
