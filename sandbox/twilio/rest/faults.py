"""Faults of Twilio's REST API: errors, silence, cut connections and broken responses.

    network.faults.next(ServerError(accepted=True))      the next call is placed, and answered with a 500
    network.faults.add(TooManyRequests(), times=None)    every request from now on is refused

`accepted`: whether Twilio carried out the request before the fault. The client cannot see it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sandbox.faults import FaultPlan


@dataclass(frozen=True)
class RestRequest:
    """`path` without host and query, `form` with the last value of each key."""

    method: str
    path: str
    form: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class TooManyRequests:
    """429, code 20429: not processed. `retry_after`: seconds, sent as a header."""

    retry_after: int | None = None


@dataclass(frozen=True)
class ServerError:
    """500, code 20500."""

    accepted: bool = False


@dataclass(frozen=True)
class Unavailable:
    """503, code 20503: not processed."""


@dataclass(frozen=True)
class Odd:
    """A status that says little about what happened, such as 302, 408, 409 or 499. Without a `code`, a page of HTML."""

    status: int
    code: int = 0
    accepted: bool = False


@dataclass(frozen=True)
class Silence:
    """No response for `seconds`, then the connection is cut. In stepped time they pass at once."""

    accepted: bool = False
    seconds: float = 30.0


@dataclass(frozen=True)
class Cut:
    """The connection is cut before any byte of a response."""

    accepted: bool = False


@dataclass(frozen=True)
class Drip:
    """The right response in `pieces` pieces, with `pause` seconds of real time before each."""

    pause: float = 0.25
    pieces: int = 40


@dataclass(frozen=True)
class NoSid:
    """A 201 without the call's sid. The call is placed."""


Fault = TooManyRequests | ServerError | Unavailable | Odd | Silence | Cut | Drip | NoSid


def creates(request: RestRequest) -> bool:
    """Returns whether a request creates a call or a message."""
    return request.method == "POST" and request.path.endswith(("/Calls.json", "/Messages.json"))


class RestFaults(FaultPlan[RestRequest, Fault]):
    """The planned faults of the REST API. `seen` lists every request, for tests that count them."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[RestRequest] = []

    def next(self, *faults: Fault, when: Callable[[RestRequest], bool] = creates) -> None:
        """Plans one fault each, in this order, for the next requests for which `when` holds."""
        for fault in faults:
            self.add(fault, when)

    def take(self, request: RestRequest) -> Fault | None:
        """Returns the fault of this request, or None. Adds the request to `seen`."""
        self.seen.append(request)
        return super().take(request)
