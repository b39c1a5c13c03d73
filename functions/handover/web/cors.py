"""The headers by which a browser lets a page of another origin read an answer (Fetch standard, CORS protocol).

Only POST with JSON and a token is allowed. Cookies are not: no answer depends on one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from handover.web.response import Response, empty

#: Seconds for which a browser need not ask again.
_REMEMBERED = "600"

_VARY = {"Vary": "Origin"}


def preflight(origin: str, allowed: bool) -> Response:
    """Returns the answer to OPTIONS: 204, and what the page may send if its origin is allowed."""
    headers = {
        "Access-Control-Allow-Methods": "POST",
        "Access-Control-Allow-Headers": "Authorization, Content-Type",
        "Access-Control-Max-Age": _REMEMBERED,
    }
    return empty(204, {**_readable(origin, allowed), **(headers if allowed else {})})


def readable(response: Response, origin: str, allowed: bool) -> Response:
    """Returns the response, which a page of that origin may read if the origin is allowed."""
    return replace(response, headers={**response.headers, **_readable(origin, allowed)})


def _readable(origin: str, allowed: bool) -> Mapping[str, str]:
    return {**_VARY, "Access-Control-Allow-Origin": origin} if allowed else _VARY
