"""Turns a function's result into an HTTP message, by the documents of Code Engine.

The rules are strict: what the documents do not allow is a 422 here, even if the live service may accept it. So what passes
the sandbox passes there.
"""

from __future__ import annotations

import base64
import json
from typing import Any

from sandbox.host.contract import RefusedError, Run
from sandbox.net import HttpResponse

MOST_BYTES = 5 * 1_048_576
FORM = "application/x-www-form-urlencoded"


def http_message(run: Run) -> HttpResponse:
    """Returns the response. Raises RefusedError: 422 for an invalid result, 416 for one that is too large."""
    result = run.result
    if not isinstance(result, dict):
        raise RefusedError(422, run.failure or "The function did not return a dictionary.")
    headers = _headers(result.get("headers", {}))
    kind = headers.setdefault("content-type", "text/plain; charset=utf-8").partition(";")[0].strip().lower()
    body = _encoded(result.get("body", ""), kind)
    if len(body) > MOST_BYTES:
        raise RefusedError(416, "The response is too large.")
    return HttpResponse(_status(result.get("statusCode")), headers, body)


def _status(given: Any) -> int:
    if isinstance(given, bool) or not isinstance(given, int) or not 200 <= given <= 599:
        raise RefusedError(422, "statusCode must be a number from 200 to 599.")
    return given


def _headers(given: Any) -> dict[str, str]:
    if not isinstance(given, dict):
        raise RefusedError(422, "headers must be a dictionary.")
    return {_name(name): _value(value) for name, value in given.items()}


def _name(name: str) -> str:
    if " " in name or "\\" in name:
        raise RefusedError(422, "Header names have no blanks and no backslashes.")
    return name.lower()


def _value(value: Any) -> str:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ", ".join(value)
    if isinstance(value, str):
        return value
    raise RefusedError(422, "Header values must be strings or arrays of strings.")


def _encoded(body: Any, kind: str) -> bytes:
    if body == "":
        return b""
    if kind == "application/json":
        if not isinstance(body, dict | list):
            raise RefusedError(422, "A JSON body must be an object or an array, not its text.")
        return json.dumps(body).encode()
    if not isinstance(body, str):
        raise RefusedError(422, f"A body of type {kind} must be a string.")
    if kind.startswith("text/") or kind == FORM:
        return body.encode()
    try:
        return base64.b64decode(body, validate=True)
    except ValueError:
        raise RefusedError(422, f"A body of type {kind} must be in base64.") from None
