"""Faults between a caller and a function: no connection, an error status, a slow or a lost answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.faults import FaultPlan
from sandbox.net import HttpRequest, NoConnectionError


class ConnectionLostError(NoConnectionError):
    """The connection broke before the answer arrived; the function may have run."""


@dataclass(frozen=True)
class Fault:
    """What happens to one request. The function runs unless `refuse` or `status` is set.

    `refuse`: there is no connection. `status`: something in front of the function answers with that status. `seconds`:
    how long the answer takes, in world time. `lose_answer`: the function runs, and its answer never arrives.
    """

    refuse: bool = False
    status: int | None = None
    seconds: float = 0.0
    lose_answer: bool = False


class FunctionFaults:
    """The plan of a function host."""

    def __init__(self) -> None:
        self._plan: FaultPlan[tuple[str, HttpRequest], Fault] = FaultPlan()

    def add(
        self,
        fault: Fault,
        action: str | None = None,
        when: Callable[[HttpRequest], bool] = lambda _: True,
        times: int | None = 1,
    ) -> None:
        """Plan `fault` for the next `times` requests (None: every one) to `action` (None: any) for which `when` holds."""
        self._plan.add(fault, lambda request: action in (None, request[0]) and when(request[1]), times)

    def clear(self) -> None:
        """Drop the plan: every request goes well again."""
        self._plan.clear()

    def take(self, action: str, request: HttpRequest) -> Fault:
        """What happens to this request; a fault without effect if nothing is planned."""
        return self._plan.take((action, request)) or Fault()
