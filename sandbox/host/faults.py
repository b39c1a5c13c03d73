"""Faults between a caller and a function: no connection, an error status, a slow or a lost response."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.faults import FaultPlan
from sandbox.net import HttpRequest, NoConnectionError


class ConnectionLostError(NoConnectionError):
    """The connection ended before the response arrived. The function may have run."""


@dataclass(frozen=True)
class Fault:
    """A fault of one request. The function runs unless `refuse` or `status` is set.

    `refuse`: there is no connection. `status`: a proxy in front of the function responds with that status. `seconds`: how
    long the response takes, in world time. `lose_answer`: the function runs, and its response never arrives.
    """

    refuse: bool = False
    status: int | None = None
    seconds: float = 0.0
    lose_answer: bool = False


class FunctionFaults:
    """The planned faults of a function host."""

    def __init__(self) -> None:
        self._plan: FaultPlan[tuple[str, HttpRequest], Fault] = FaultPlan()

    def add(
        self,
        fault: Fault,
        action: str | None = None,
        when: Callable[[HttpRequest], bool] = lambda _: True,
        times: int | None = 1,
    ) -> None:
        """Plans `fault` for the next `times` requests (None: all) to `action` (None: any) for which `when` holds."""
        self._plan.add(fault, lambda request: action in (None, request[0]) and when(request[1]), times)

    def clear(self) -> None:
        """Removes all faults."""
        self._plan.clear()

    def take(self, action: str, request: HttpRequest) -> Fault:
        """Returns the fault of this request; one without effect if none is planned."""
        return self._plan.take((action, request)) or Fault()
