"""What goes wrong between the user and Twilio's REST API, when a scenario wants it to.

    network.faults.next(ServerError(accepted=True))            the next call is placed, and answered with a 500
    network.faults.when(lambda request: True, TooManyRequests())   from now on

`accepted` says whether Twilio did what was asked before things went wrong. The user cannot tell; that is the point.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class RestRequest:
    """`path` without host and query, `form` with the last value of each key."""

    method: str
    path: str
    form: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class TooManyRequests:
    """429, code 20429: never processed. `retry_after` seconds as a header, if given."""

    retry_after: int | None = None


@dataclass(frozen=True)
class ServerError:
    """500, code 20500."""

    accepted: bool = False


@dataclass(frozen=True)
class Unavailable:
    """503, code 20503: never processed."""


@dataclass(frozen=True)
class Silence:
    """No answer for `seconds`, then the connection is cut. In a world whose time is stepped they pass at once."""

    accepted: bool = False
    seconds: float = 30.0


@dataclass(frozen=True)
class Cut:
    """The connection is cut before any byte of an answer."""

    accepted: bool = False


@dataclass(frozen=True)
class Drip:
    """The right answer, a piece at a time: `pieces` pieces, `pause` seconds of real time before each."""

    pause: float = 0.25
    pieces: int = 40


@dataclass(frozen=True)
class NoSid:
    """A 201 whose body does not say which call it is; the call is placed."""


Fault = TooManyRequests | ServerError | Unavailable | Silence | Cut | Drip | NoSid
When = Callable[[RestRequest], bool]


def creates(request: RestRequest) -> bool:
    """A request that creates a call or a message."""
    return request.method == "POST" and request.path.endswith(("/Calls.json", "/Messages.json"))


class Faults:
    """`seen` lists every REST request, for those who count."""

    def __init__(self) -> None:
        self.seen: list[RestRequest] = []
        self._once: list[tuple[When, Fault]] = []
        self._always: list[tuple[When, Fault]] = []

    def next(self, *faults: Fault, when: When = creates) -> None:
        """One fault each for the next requests that match, in this order."""
        self._once += [(when, fault) for fault in faults]

    def when(self, when: When, fault: Fault) -> None:
        """The same fault for every request that matches."""
        self._always.append((when, fault))

    def clear(self) -> None:
        """Everything works again."""
        self._once.clear()
        self._always.clear()

    def take(self, request: RestRequest) -> Fault | None:
        """What goes wrong with this request. Called once for each, by the server."""
        self.seen.append(request)
        for place, (when, fault) in enumerate(self._once):
            if when(request):
                del self._once[place]
                return fault
        return next((fault for when, fault in self._always if when(request)), None)
