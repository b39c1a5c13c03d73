"""HTTP requests and responses between the parts of the sandbox: its internet.

Watson and Twilio reach the bundle through a `Web`: a function from request to response. In the world it finds the server
of a URL (the function host); a test may put faults in between. `seconds` says how long the answer took in world time, so
that a slow webhook can be played without waiting for it.
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
    """`headers` with lower-case names; `seconds` the world time that passed until the answer was there."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    seconds: float = 0.0


class NoConnectionError(Exception):
    """Nobody answered at that address: refused, unknown host, or TLS failed."""


Web = Callable[[HttpRequest], HttpResponse]
