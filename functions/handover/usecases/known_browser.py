"""Recognise a browser in which an agent proved before that a number is theirs. See core/access/known_browser.py."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handover.core.access.known_browser import is_known, with_mark
from handover.usecases.context import RequestContext

#: The marks in a browser's cookie.
MARKS = "k"


def is_known_browser(ctx: RequestContext, cookie: Mapping[str, Any], number: str) -> bool:
    """Returns whether the browser with this cookie is known for the number (E.164)."""
    return is_known(cookie.get(MARKS), ctx.storage.sign_ins.browser_mark(number), ctx.now())


def marks_with(ctx: RequestContext, cookie: Mapping[str, Any], number: str) -> dict[str, str]:
    """Returns the marks for the cookie of a browser in which the number (E.164) was just proven."""
    return with_mark(cookie.get(MARKS), ctx.storage.sign_ins.browser_mark(number), ctx.now())
