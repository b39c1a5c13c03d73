"""Faults of object storage: an error status, a lost connection, or a slow answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.faults import FaultPlan

#: Gets `(method, key)` of a request; for a listing `("LIST", prefix)`.
When = Callable[[str, str], bool]


@dataclass(frozen=True)
class StorageFault:
    """A fault of one request. The request is carried out unless `status` or `cut_before` is set.

    `status`: storage answers with that status. `cut_before`, `cut_after`: the connection ends without an answer, before
    or after the request is carried out. `seconds`: real seconds between carrying it out and the answer. `overwrites`: the
    server ignores the condition of a write, as some servers do.
    """

    status: int | None = None
    cut_before: bool = False
    cut_after: bool = False
    seconds: float = 0.0
    overwrites: bool = False


class StorageFaults:
    """The planned faults of a bucket server."""

    def __init__(self) -> None:
        self._plan: FaultPlan[tuple[str, str], StorageFault] = FaultPlan()

    def add(self, fault: StorageFault, when: When = lambda *_: True, times: int | None = 1) -> None:
        """Plans `fault` for the next `times` requests for which `when(method, key)` holds; None means all."""
        self._plan.add(fault, lambda request: when(*request), times)

    def clear(self) -> None:
        """Removes all faults."""
        self._plan.clear()

    def take(self, method: str, key: str) -> StorageFault:
        """Returns the fault of this request; one without effect if none is planned."""
        return self._plan.take((method, key)) or StorageFault()
