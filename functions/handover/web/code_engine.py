"""How Code Engine calls: `__ce_` keys that no caller can set, beside whatever the caller sent.

The keys at the top level (query parameters, members of a JSON body, in older editions form fields) are never read: a
caller chooses their names, and all of it stands in `__ce_query` and `__ce_body` too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handover.web import wire
from handover.web.request import Request


def request(args: Mapping[str, Any]) -> Request:
    """The request behind the arguments. A cron event may bring its data as `body`; its `Ce-` headers tell."""
    headers = wire.headers(args.get("__ce_headers"))
    given = args.get("__ce_body")
    if given is None and "ce-type" in headers:
        given = args.get("body")
    return Request(
        wire.method(args.get("__ce_method")),
        wire.path(args.get("__ce_path")),
        wire.query(args.get("__ce_query")),
        headers,
        wire.body(given, headers.get("content-type", "")),
    )
