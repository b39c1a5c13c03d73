"""Pages of a list, in the shape that the SDK reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from sandbox.twilio.rest.errors import RestError
from sandbox.twilio.rest.form import Form

_USUAL, _MOST = 50, 1000


def page_of(name: str, items: Sequence[dict[str, Any]], path: str, query: Form) -> dict[str, Any]:
    """Returns the page that `query` requests. `items`: the whole list, in order. `path`: of the list."""
    size = min(_natural(query.get("PageSize", str(_USUAL)), "PageSize"), _MOST) or _USUAL
    number = _natural(query.get("Page", "0"), "Page")
    start = number * size
    shown = items[start : start + size]

    def address(page: int) -> str:
        token = {"PageToken": f"PT{page}"} if page else {}
        return f"{path}?{urlencode(query.plain() | {'PageSize': str(size), 'Page': str(page)} | token)}"

    return {
        name: list(shown),
        "first_page_uri": address(0),
        "next_page_uri": address(number + 1) if start + size < len(items) else None,
        "previous_page_uri": address(number - 1) if number else None,
        "uri": address(number),
        "page": number,
        "page_size": size,
        "start": start,
        "end": start + len(shown) - 1 if shown else start,
    }


def _natural(text: str, name: str) -> int:
    if text.isascii() and text.isdigit():
        return int(text)
    raise RestError(20001, f"Invalid {name}: '{text}' is not a whole number.")
