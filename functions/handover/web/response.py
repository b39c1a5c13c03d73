"""What is answered, in the one form that both platforms pass on unchanged.

Where their rules differ the stricter one holds: all three keys always there; JSON as a dict (a string would be taken
for base64 on one, refused on the other); XML as `text/xml` (`application/xml` must be base64 on Code Engine); never a
key `error` at the top, which OpenWhisk would send instead of the answer. A content type is always named, because the
defaults differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Headers = Mapping[str, str | list[str]]


@dataclass(frozen=True)
class Response:
    """`body` is text, or a dict that is sent as JSON; a header whose value is a list is sent once for each."""

    status: int = 200
    headers: Headers = field(default_factory=dict)
    body: str | dict[str, Any] = ""


def json_response(body: dict[str, Any], status: int = 200, headers: Headers | None = None) -> Response:
    """A JSON object."""
    return Response(status, {"Content-Type": "application/json", **(headers or {})}, body)


def xml(body: str, status: int = 200) -> Response:
    """TwiML."""
    return Response(status, {"Content-Type": "text/xml; charset=utf-8"}, body)


def html(body: str, status: int = 200, headers: Headers | None = None) -> Response:
    """A page."""
    return Response(status, {"Content-Type": "text/html; charset=utf-8", **(headers or {})}, body)


def text(body: str, status: int = 200, headers: Headers | None = None) -> Response:
    """Plain text."""
    return Response(status, {"Content-Type": "text/plain; charset=utf-8", **(headers or {})}, body)


def empty(status: int = 204, headers: Headers | None = None) -> Response:
    """A status alone."""
    return Response(status, {"Content-Type": "text/plain", **(headers or {})}, "")


def redirect(location: str, headers: Headers | None = None) -> Response:
    """See other: the browser fetches `location` with GET."""
    return empty(303, {"Location": location, **(headers or {})})


def answer(response: Response) -> dict[str, Any]:
    """The platforms' result dict."""
    return {"statusCode": response.status, "headers": dict(response.headers), "body": response.body}
