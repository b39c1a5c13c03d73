"""HTTP requests and responses between the parts of the sandbox.

Watson and Twilio reach the bundle through a `Web`: a function from request to response. In a world that is the function
host; a test may put faults in between. A response says how many `seconds` of world time it took, so a slow webhook needs no
real time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class HttpRequest:
    """`headers` as sent; `body` as bytes on the wire; `url` absolute, without fragment."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True)
class HttpResponse:
    """`headers` have lower-case names. `seconds`: how long the response took, in world time."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    seconds: float = 0.0


class NoConnectionError(Exception):
    """There is no connection: refused, unknown host, or TLS failed."""


Web = Callable[[HttpRequest], HttpResponse]


def respond_or_none(web: Web, request: HttpRequest) -> HttpResponse | None:
    """Sends a request. Returns the response, or None if there is no connection."""
    try:
        return web(request)
    except NoConnectionError:
        return None
