"""How OpenWhisk and Code Engine call an action: both pass one dict, each in its own form.

Only this file knows a `__ow_` or `__ce_` key.

It also decides where settings come from. On Code Engine any caller can put keys at the top level of the arguments, so
settings come from the environment alone, and those keys are never read: everything that was sent is in `__ce_query` and
`__ce_body` too. On OpenWhisk only the operator can have bound the keys of a raw web action that lack the prefix
`__ow_`.

Nothing here raises: arguments come from outside, in any form.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlencode

from handover.web.request import FORM, Request, media_type, well_formed

PlatformName = Literal["openwhisk", "code-engine", "app"]

_OW = "__ow_"


@dataclass(frozen=True)
class Incoming:
    """One call: the platform, the request, and the settings that the operator made, never those of a caller."""

    platform: PlatformName
    request: Request
    settings: Mapping[str, str]


def read(args: Any, environ: Mapping[str, str]) -> Incoming:
    """Returns the call that the platform's one argument describes. Never raises: a body is parsed only when it is used.

    `CE_FUNCTION` in the environment decides the platform, because no caller can set it. The arguments decide only where
    the environment has none.
    """
    given: dict[str, Any] = {str(name): value for name, value in args.items()} if isinstance(args, Mapping) else {}
    if "CE_FUNCTION" in environ or any(name.startswith("__ce_") for name in given):
        return Incoming("code-engine", _code_engine_request(given), environ)
    return Incoming("openwhisk", _openwhisk_request(given), _openwhisk_settings(given))


def _code_engine_request(args: Mapping[str, Any]) -> Request:
    """Returns the request of a Code Engine function. A cron event may have its data in `body`; its `Ce-` headers mark
    it as one."""
    headers = _headers(args.get("__ce_headers"))
    body = args.get("__ce_body")
    if body is None and "ce-type" in headers:
        body = args.get("body")
    return Request(
        _method(args.get("__ce_method")),
        _path(args.get("__ce_path")),
        _query(args.get("__ce_query")),
        headers,
        _body(body, headers.get("content-type", "")),
    )


def _openwhisk_request(args: Mapping[str, Any]) -> Request:
    """Returns the request of an OpenWhisk action. A raw web action has `__ow_query`, which no caller can add. A trigger
    has no `__ow_` key and becomes an empty POST."""
    if not any(name.startswith(_OW) for name in args):
        return Request("POST")
    headers = _headers(args.get("__ow_headers"))
    content_type = headers.get("content-type", "")
    query, body = _query(args.get("__ow_query")), _body(args.get("__ow_body"), content_type)
    method = _method(args.get("__ow_method"))
    if _is_plain(args) and "__ow_body" not in args:
        query, body = _unmix(args, method, content_type)
    return Request(method, _path(args.get("__ow_path")), query, headers, body)


def _openwhisk_settings(args: Mapping[str, Any]) -> dict[str, str]:
    """Returns the parameters that the operator bound, as text; none of a plain web action, because a caller may have
    sent them."""
    if _is_plain(args):
        return {}
    return {name: _text(value) for name, value in args.items() if not name.startswith(_OW)}


def _is_plain(args: Mapping[str, Any]) -> bool:
    """Returns whether this is a web action that is not raw. Ours are raw, unless one was deployed by other means."""
    return "__ow_query" not in args and any(name.startswith(_OW) for name in args)


def _unmix(args: Mapping[str, Any], method: str, content_type: str) -> tuple[str, bytes]:
    """Returns query and body of a plain web action, which has both and the bound parameters on one level.

    Only the method and the content type show where a key came from.
    """
    sent = {name: value for name, value in args.items() if not name.startswith(_OW) and not _is_setting(name)}
    kind = media_type(content_type)
    if kind == "application/json" and method != "GET":
        return "", _json(sent).encode()
    fields = urlencode({name: _text(value) for name, value in sent.items()}, errors="replace")
    return ("", fields.encode()) if kind == FORM else (fields, b"")


def _is_setting(name: str) -> bool:
    return re.fullmatch(r"[A-Z][A-Z0-9_]*", name) is not None


def _headers(given: Any) -> dict[str, str]:
    """Returns the headers with names in lower case; a list of values is joined as HTTP joins it."""
    if not isinstance(given, dict):
        return {}
    return {well_formed(str(name)).lower(): well_formed(_header_value(value)) for name, value in given.items()}


def _header_value(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(item for item in value if isinstance(item, str))
    if isinstance(value, str):
        return value
    return _json(value) if isinstance(value, int | float) else ""


def _path(given: Any) -> str:
    """Returns the path. OpenWhisk passes `""` where Code Engine passes `/`."""
    return "/" + well_formed(given).lstrip("/") if isinstance(given, str) else "/"


def _method(given: Any) -> str:
    """Returns the method in upper case, or GET if none is named, because such a call has no body."""
    return well_formed(given).upper() if isinstance(given, str) and given else "GET"


def _query(given: Any) -> str:
    """Returns the query. Both platforms leave out the `?` before it, so one that it begins with is its own, and signed."""
    return well_formed(given) if isinstance(given, str) else ""


def _body(given: Any, content_type: str) -> bytes:
    """Returns the bytes that were sent, as far as the platform shows them.

    Forms and text arrive as they are, JSON and the rest in base64. A value that is not valid base64 was not encoded,
    whatever the documents say: the first character of JSON or XML is not in the base64 alphabet.
    """
    if given is None:
        return b""
    if not isinstance(given, str):
        return _json(given).encode()  # the platform parsed the JSON for us
    kind = media_type(content_type)
    if kind == FORM or kind.startswith("text/"):
        return _bytes(given)
    try:
        return base64.b64decode(given, validate=True)
    except ValueError:
        return _bytes(given)


def _bytes(given: str) -> bytes:
    return well_formed(given).encode()


def _text(value: Any) -> str:
    """Returns a bound parameter as text: `wsk` and `wskdeploy` parse it as JSON where they can, so digits arrive as a
    number."""
    if value is None:
        return ""
    return value if isinstance(value, str) else _json(value)


def _json(value: Any) -> str:
    """Returns the JSON text of a value that the platform parsed, or U+FFFD, which no parser accepts, if it has none: it is
    nested too deeply, or a number has thousands of digits."""
    try:
        return json.dumps(value)
    except (RecursionError, ValueError, TypeError):
        return "\ufffd"
