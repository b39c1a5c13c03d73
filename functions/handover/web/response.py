"""Responses, in the one form that both platforms pass on unchanged.

Where their rules differ, the stricter one is kept. All three keys are always there. JSON is a dict: one platform takes a
string for base64, the other refuses it. XML is `text/xml`, because `application/xml` must be base64 on Code Engine. There is
never a key `error` at the top, which OpenWhisk would send in place of the response. A content type is always named, because
the defaults differ.
"""

from __future__ import annotations

import base64
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
    """Returns a response with a JSON object."""
    return Response(status, {"Content-Type": "application/json", **(headers or {})}, body)


def problem(status: int, reason: str, message: str, headers: Headers | None = None) -> Response:
    """Returns `{"ok": false, "status": "error", "reason": …, "message": …}`: a stable word and one plain sentence.

    Errors are JSON too: a caller that accepts nothing else gets a bare 406 from OpenWhisk otherwise.
    """
    return json_response({"ok": False, "status": "error", "reason": reason, "message": message}, status, headers)


def xml(body: str, status: int = 200) -> Response:
    """Returns a response with TwiML."""
    return Response(status, {"Content-Type": "text/xml; charset=utf-8"}, body)


def html(body: str, status: int = 200, headers: Headers | None = None) -> Response:
    """Returns a response with an HTML page."""
    return Response(status, {"Content-Type": "text/html; charset=utf-8", **(headers or {})}, body)


def text(body: str, status: int = 200, headers: Headers | None = None) -> Response:
    """Returns a response with plain text."""
    return Response(status, {"Content-Type": "text/plain; charset=utf-8", **(headers or {})}, body)


def binary(body: bytes, content_type: str, status: int = 200, headers: Headers | None = None) -> Response:
    """Returns a response with bytes. Both platforms take them in base64 when the content type is none of a text."""
    return Response(status, {"Content-Type": content_type, **(headers or {})}, base64.b64encode(body).decode())


def empty(status: int = 204, headers: Headers | None = None) -> Response:
    """Returns a response without a body."""
    return Response(status, {"Content-Type": "text/plain", **(headers or {})}, "")


def redirect(location: str, headers: Headers | None = None) -> Response:
    """Returns 303 See Other: the browser fetches `location` with GET."""
    return empty(303, {"Location": location, **(headers or {})})


def to_platform_result(response: Response) -> dict[str, Any]:
    """Returns the dict that an action returns to its platform."""
    return {"statusCode": response.status, "headers": dict(response.headers), "body": response.body}
