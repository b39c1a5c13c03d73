"""Turns an action's result into an HTTP message, by the rules of OpenWhisk's web actions.

It is as strict as the controller. Each of these is a 4xx for the caller, without a reason: a body that does not fit its
content type, an invalid status, an `error` key without a message, a response that the caller does not accept.
"""

from __future__ import annotations

import base64
import json
import re
from typing import Any

from sandbox.host.contract import RefusedError, Run
from sandbox.net import HttpResponse

MOST_BYTES = 1_048_576

_TEXTS = ("application/xml", "application/x-www-form-urlencoded", "application/javascript")
_NO_MESSAGE = "Response is not valid 'message/http'."


def http_message(run: Run, accept: str) -> HttpResponse:
    """Returns the response to a caller with this Accept header. Raises RefusedError with the controller's own response."""
    result = run.result
    if run.failure or result is None:
        raise RefusedError(400, "Failed to process action: the action did not produce a valid response.")
    if len(json.dumps(result)) > MOST_BYTES:
        raise RefusedError(400, "The action produced a response that exceeded the allowed length.")
    message = result.get("error", result) if isinstance(result, dict) else result
    if not isinstance(message, dict):
        raise RefusedError(400, _NO_MESSAGE)
    headers, body = _headers(message.get("headers", {})), message.get("body")
    if body is None or body == "":
        headers.pop("content-type", None)
        return HttpResponse(_status(message.get("statusCode", 204)), headers)
    status = _status(message.get("statusCode", 200))
    default = "text/html; charset=UTF-8" if isinstance(body, str) else "application/json"
    kind = headers.setdefault("content-type", default)
    encoded = _encoded(body, _media_type(kind))
    if not accepts(accept, _media_type(kind)):
        raise RefusedError(406, f"Resource representation is only available with these types:\n{kind}")
    return HttpResponse(status, headers, encoded)


def is_text(media_type: str) -> bool:
    """Returns whether bodies of that type are sent as plain text."""
    return media_type.startswith("text/") or media_type in _TEXTS


def accepts(accept: str, media_type: str) -> bool:
    """Returns whether an Accept header includes `media_type`. An empty header includes all."""
    ranges = [part.partition(";") for part in accept.lower().split(",") if part.strip()]
    main = media_type.partition("/")[0]
    takes = [
        not re.search(r"q=0(\.0*)?\s*(;|$)", parameters)
        for name, _, parameters in ranges
        if name.strip() in ("*/*", f"{main}/*", media_type)
    ]
    return any(takes) or not ranges


def _status(given: Any) -> int:
    if isinstance(given, bool) or not re.fullmatch(r"[1-5]\d\d", str(given)):
        raise RefusedError(400, _NO_MESSAGE)
    return int(given)


def _headers(given: Any) -> dict[str, str]:
    if not isinstance(given, dict):
        raise RefusedError(400, _NO_MESSAGE)
    return {name.lower(): _header(value) for name, value in given.items()}


def _header(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_header(item) for item in value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int | float):
        return str(value)
    raise RefusedError(400, _NO_MESSAGE)


def _media_type(content_type: str) -> str:
    parsed = re.fullmatch(r"\s*([\w!#$&^.+-]+/[\w!#$&^.+-]+)\s*(;.*)?", content_type)
    if not parsed:
        raise RefusedError(400, "Response header contains an unrecognized content type.")
    return parsed[1].lower()


def _encoded(body: Any, media_type: str) -> bytes:
    is_json = media_type == "application/json" or media_type.endswith("+json")
    if not isinstance(body, str):
        if not is_json:
            raise RefusedError(400, "Response type in header did not match generated content type.")
        return json.dumps(body).encode()
    if is_text(media_type):
        return body.encode()
    try:
        return base64.b64decode(body, validate=True)
    except ValueError:
        if is_json:
            return body.encode()
        raise RefusedError(400, "Response body is not valid base64 for its content type.") from None
