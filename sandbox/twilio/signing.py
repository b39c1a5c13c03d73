"""Builds the signed request that Twilio sends to a webhook.

Twilio's own SDK computes the signature. This module decides which address is signed: without fragment, without user and
password, and for https without port.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from urllib.parse import unquote, urlencode, urlsplit, urlunsplit

from twilio.request_validator import RequestValidator

from sandbox.net import HttpRequest

_AGENT = "TwilioProxy/1.1"


def signed_request(
    auth_token: str, method: str, url: str, params: Mapping[str, str], idempotency_token: str = ""
) -> HttpRequest:
    """Returns a webhook request as Twilio sends it: POST with `params` as a form, or GET with them in the query."""
    user, password, plain = _without_credentials(url)
    query = urlencode(params)
    if method == "GET":
        plain, body = _with_query(plain, query), {}
    else:
        body = dict(params)
    headers = {
        "Host": urlsplit(plain).netloc,
        "User-Agent": _AGENT,
        "Accept": "*/*",
        "X-Twilio-Signature": RequestValidator(auth_token).compute_signature(signed_address(plain), body),
    }
    if idempotency_token:
        headers["I-Twilio-Idempotency-Token"] = idempotency_token
    if user is not None:
        headers["Authorization"] = "Basic " + b64encode(f"{user}:{password}".encode()).decode()
    if method == "GET":
        return HttpRequest("GET", plain, headers)
    headers["Content-Type"] = "application/x-www-form-urlencoded; charset=UTF-8"
    return HttpRequest("POST", plain, headers, query.encode())


def signed_address(url: str) -> str:
    """Returns the form of an address that is signed."""
    _, _, plain = _without_credentials(url)
    parts = urlsplit(plain)
    if parts.scheme == "https" and parts.port is not None:
        parts = parts._replace(netloc=parts.netloc.rsplit(":", 1)[0])
    return urlunsplit(parts)


def _without_credentials(url: str) -> tuple[str | None, str, str]:
    """Returns user, password, and the address without them and without fragment."""
    plain = url.split("#", 1)[0]
    parts = urlsplit(plain)
    if "@" not in parts.netloc:
        return None, "", plain
    netloc = parts.netloc.rsplit("@", 1)[1]
    return unquote(parts.username or ""), unquote(parts.password or ""), urlunsplit(parts._replace(netloc=netloc))


def _with_query(url: str, query: str) -> str:
    if not query:
        return url
    return url + ("&" if urlsplit(url).query else "?") + query
