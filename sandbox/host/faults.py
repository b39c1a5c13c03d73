"""What can go wrong between a caller and a function, planned by a test or by the demo's user.

Whatever has no plan goes well. The host asks once per request; what is taken from the plan is used up.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from sandbox.net import HttpRequest, NoConnectionError


class ConnectionLostError(NoConnectionError):
    """The connection broke before an answer was there; the function may have run."""


@dataclass(frozen=True)
class Fault:
    """One mishap. The function runs unless `refuse` or `status` keeps the request from it.

    `refuse`: nobody answers. `status`: something in front of the function answers that. `seconds`: how long the answer
    takes, in world time. `lose_answer`: the function runs, its answer never arrives.
    """

    refuse: bool = False
    status: int | None = None
    seconds: float = 0.0
    lose_answer: bool = False


NONE = Fault()


@dataclass
class _Plan:
    fault: Fault
    door: str | None
    when: Callable[[HttpRequest], bool]
    left: int | None


class Faults:
    """The plan. Entries are tried in the order they were added."""

    def __init__(self) -> None:
        self._plans: list[_Plan] = []
        self._lock = threading.Lock()

    def add(
        self,
        fault: Fault,
        door: str | None = None,
        when: Callable[[HttpRequest], bool] = lambda _: True,
        times: int | None = 1,
    ) -> None:
        """Plan `fault` for the next `times` requests (None: all) to `door` (None: any) for which `when` holds."""
        with self._lock:
            self._plans.append(_Plan(fault, door, when, times))

    def clear(self) -> None:
        """From now on all goes well."""
        with self._lock:
            self._plans.clear()

    def take(self, door: str, request: HttpRequest) -> Fault:
        """What happens to this request."""
        with self._lock:
            for plan in self._plans:
                if plan.left != 0 and plan.door in (None, door) and plan.when(request):
                    plan.left = None if plan.left is None else plan.left - 1
                    return plan.fault
        return NONE
