"""HTTP messages as ASGI passes them, and the bundle's requests and responses."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping

from handover.web import Incoming, Request, Response
from handover.web.request import FORM, media_type

RawHeaders = list[tuple[bytes, bytes]]


def incoming(
    method: str,
    path: str,
    query: bytes,
    headers: Iterable[tuple[bytes, bytes]],
    body: bytes,
    environ: Mapping[str, str],
) -> Incoming:
    """Returns the call of an action. `path` is what follows the action's name. Settings are the environment, as on Code
    Engine; nothing that a caller sends can become one."""
    known: dict[str, str] = {}
    for raw_name, raw_value in headers:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        between = "; " if name == "cookie" else ", "  # HTTP/2 may split cookies
        known[name] = f"{known[name]}{between}{value}" if name in known else value
    request = Request(method.upper(), "/" + path.lstrip("/"), query.decode("latin-1"), known, body)
    return Incoming("app", request, environ)


def outgoing(response: Response) -> tuple[RawHeaders, bytes]:
    """Returns a response's headers and body as bytes, by the rules of handover.web.response: a dict is JSON, text is text,
    any other type is base64."""
    body = _body(response)
    headers: RawHeaders = []
    for name, given in response.headers.items():
        for value in given if isinstance(given, list) else [given]:
            headers.append((name.lower().encode("latin-1"), value.encode("latin-1")))
    if response.status not in (204, 304):
        headers.append((b"content-length", str(len(body)).encode()))
    return headers, body


def _body(response: Response) -> bytes:
    if isinstance(response.body, dict):
        return json.dumps(response.body).encode()
    kinds = [str(value) for name, value in response.headers.items() if name.lower() == "content-type"]
    kind = media_type(kinds[0] if kinds else "text/plain")
    if kind.startswith("text/") or kind == FORM:
        return response.body.encode()
    return base64.b64decode(response.body)
