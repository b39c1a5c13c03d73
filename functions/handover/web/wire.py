"""Rules for reading what a platform put into its arguments, where they are the same for both.

Nothing here raises: arguments come from outside, in any shape.
"""

from __future__ import annotations

import base64
import json
from typing import Any

from handover.web.request import FORM, media_type


def headers(given: Any) -> dict[str, str]:
    """Names in lower case, whichever case came; a list of values as HTTP joins them."""
    if not isinstance(given, dict):
        return {}
    return {str(name).lower(): _header_value(value) for name, value in given.items()}


def path(given: Any) -> str:
    """OpenWhisk says `""` where Code Engine says `/`."""
    return "/" + given.lstrip("/") if isinstance(given, str) else "/"


def method(given: Any) -> str:
    """In upper case; a call that names none brings nothing, so it is a GET."""
    return given.upper() if isinstance(given, str) and given else "GET"


def query(given: Any) -> str:
    """Without `?`; missing and `""` are the same."""
    return given.removeprefix("?") if isinstance(given, str) else ""


def body(given: Any, content_type: str) -> bytes:
    """The bytes that were sent, as far as the platform lets us know them.

    Forms and texts come as they are, JSON and the rest in base64. What then is no base64 was not encoded, whatever the
    documents say: JSON and XML cannot be mistaken, their first characters are none of base64's.
    """
    if given is None:
        return b""
    if not isinstance(given, str):
        return as_json(given).encode()  # the platform parsed the JSON for us
    kind = media_type(content_type)
    if kind == FORM or kind.startswith("text/"):
        return _bytes(given)
    try:
        return base64.b64decode(given, validate=True)
    except ValueError:
        return _bytes(given)


def as_json(value: Any) -> str:
    """JSON text of what the platform parsed; U+FFFD, which no reader takes, where it is nested beyond measure."""
    try:
        return json.dumps(value)
    except RecursionError:
        return "\ufffd"


def _bytes(given: str) -> bytes:
    return given.encode(errors="replace")  # JSON can hold halves of characters that no encoding has


def _header_value(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(item for item in value if isinstance(item, str))
    return str(value) if isinstance(value, str | int | float) else ""
