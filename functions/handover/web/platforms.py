"""How OpenWhisk calls: a raw web action (all our doors), a plain one (if deployed by other hands), or a trigger.

Raw is told by `__ow_query`, which only a raw call has and no caller can add; a trigger by the absence of every `__ow_`
key. A plain web action mixes query, body and bound parameters into one level; it is read as well as it can be, but it
brings no settings, since a caller could have sent them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from handover.web import wire
from handover.web.request import FORM, Request, media_type

_PREFIX = "__ow_"


def request(args: Mapping[str, Any]) -> Request:
    """The request behind the arguments; a trigger is an empty POST."""
    if not any(name.startswith(_PREFIX) for name in args):
        return Request("POST")
    headers = wire.headers(args.get("__ow_headers"))
    kind = headers.get("content-type", "")
    query, body = wire.query(args.get("__ow_query")), wire.body(args.get("__ow_body"), kind)
    method = wire.method(args.get("__ow_method"))
    if "__ow_query" not in args and "__ow_body" not in args:
        query, body = _unmix(args, method, kind)
    return Request(method, wire.path(args.get("__ow_path")), query, headers, body)


def settings(args: Mapping[str, Any]) -> dict[str, str]:
    """What the operator bound, as texts; nothing when a caller could have sent it."""
    if "__ow_query" not in args and any(name.startswith(_PREFIX) for name in args):
        return {}
    return {name: _text(value) for name, value in args.items() if not name.startswith(_PREFIX)}


def _unmix(args: Mapping[str, Any], method: str, content_type: str) -> tuple[str, bytes]:
    """Query and body of a plain web action: only method and content type can say in which of them a key was sent."""
    sent = {name: value for name, value in args.items() if not name.startswith(_PREFIX) and not _is_setting(name)}
    kind = media_type(content_type)
    if kind == FORM:
        return "", urlencode({name: _text(value) for name, value in sent.items()}, errors="replace").encode()
    if kind == "application/json" and method != "GET":
        return "", wire.as_json(sent).encode()
    return urlencode({name: _text(value) for name, value in sent.items()}, errors="replace"), b""


def _is_setting(name: str) -> bool:
    return re.fullmatch(r"[A-Z][A-Z0-9_]*", name) is not None


def _text(value: Any) -> str:
    """`wsk` and `wskdeploy` read a parameter as JSON where they can: a token of digits arrives as a number."""
    if value is None:
        return ""
    return value if isinstance(value, str) else wire.as_json(value)
