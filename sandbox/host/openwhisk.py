"""OpenWhisk's side of the function host: raw web actions, the alarm trigger, the environment of a run.

It changes a request as the controller's source code does: the query is parsed and rendered again, header names become lower
case, JSON and binary bodies are encoded in base64, forms and texts stay. The operator's settings are bound parameters, at
the top level beside the `__ow_` keys.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, unquote_plus, urlsplit

from sandbox.host import openwhisk_result
from sandbox.host.contract import RefusedError, Run
from sandbox.net import HttpRequest, HttpResponse

METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})
MOST_BYTES = 1_048_576
NAMESPACE, PACKAGE = "guest", "handover"

CORS = {
    "access-control-allow-origin": "*",
    "access-control-allow-methods": "OPTIONS, GET, DELETE, POST, PUT, HEAD, PATCH",
    "access-control-allow-headers": "Authorization, Origin, X-Requested-With, Content-Type, Accept, User-Agent",
}

#: Characters that the controller does not escape when it renders a query; a space becomes "+".
_BARE = "!$'()*,:@/? "


class OpenWhisk:
    """An OpenWhisk host at `base`; `settings` are bound to the package; `private` actions are not web actions.

    Actions in `own_options` have the annotation `web-custom-options`: they answer OPTIONS themselves, and the host adds no
    CORS headers to what they answer.
    """

    name = "openwhisk"
    time_limit = 60.0

    def __init__(
        self,
        settings: Mapping[str, str],
        base: str,
        private: frozenset[str] = frozenset(),
        own_options: frozenset[str] = frozenset(),
    ) -> None:
        self._settings = dict(settings)
        self._base = base.rstrip("/")
        self.private = private
        self._own_options = own_options

    def url(self, action: str) -> str:
        return f"{self._base}/api/v1/web/{NAMESPACE}/{PACKAGE}/{action}"

    def environ(self, action: str, activation: str, now: datetime) -> dict[str, str]:
        """Returns the environment. It has no PATH and no HOME, as on a real host. The deadline is in epoch milliseconds."""
        deadline = now + timedelta(seconds=self.time_limit)
        return {
            "__OW_API_HOST": self._base,
            "__OW_NAMESPACE": NAMESPACE,
            "__OW_ACTION_NAME": f"/{NAMESPACE}/{PACKAGE}/{action}",
            "__OW_ACTION_VERSION": "0.0.1",
            "__OW_ACTIVATION_ID": activation,
            "__OW_TRANSACTION_ID": activation[::-1],
            "__OW_DEADLINE": str(int(deadline.timestamp() * 1000)),
            "PYTHONIOENCODING": "UTF-8",
            "LC_CTYPE": "C.UTF-8",
            "SHLVL": "1",
        }

    def arguments(self, request: HttpRequest, path: str) -> dict[str, Any]:
        if not path.startswith(("/", ".http/")) and path not in ("", ".http"):
            raise RefusedError(406, "The sandbox supports a web action's bare name and the extension .http only.")
        if request.method.upper() not in METHODS:
            raise RefusedError(405, "HTTP method not allowed.")
        if request.method.upper() == "OPTIONS" and not self._leaves_cors_to_action(request):
            raise RefusedError(200, "")
        if len(request.body) > MOST_BYTES:
            raise RefusedError(413, f"The request has {len(request.body)} bytes; {MOST_BYTES} are allowed.")
        return {**self._settings, **raw_arguments(request, path.removeprefix(".http"))}

    def event(self, payload: Mapping[str, Any], _activation: str, _now: datetime) -> dict[str, Any]:
        """Returns an alarm's payload as plain parameters over the bound ones, without any `__ow_` key."""
        return {**self._settings, **payload}

    def response(self, run: Run, request: HttpRequest, activation: str) -> HttpResponse:
        accept = {name.lower(): value for name, value in request.headers.items()}.get("accept", "")
        try:
            made = openwhisk_result.http_message(run, accept)
        except RefusedError as refused:
            return self.refusal(refused, activation)
        added = self._added(activation)
        if self._leaves_cors_to_action(request):
            added = {name: value for name, value in added.items() if name not in CORS}
        return HttpResponse(made.status, {**added, **made.headers}, made.body)

    def refusal(self, refused: RefusedError, activation: str) -> HttpResponse:
        headers = self._added(activation)
        if not str(refused):
            return HttpResponse(refused.status, headers)
        body = json.dumps({"error": str(refused), "code": activation}).encode()
        return HttpResponse(refused.status, {**headers, "content-type": "application/json"}, body)

    def overdue(self, activation: str) -> HttpResponse:
        return self.refusal(RefusedError(202, "Response not yet ready."), activation)

    def _leaves_cors_to_action(self, request: HttpRequest) -> bool:
        return urlsplit(request.url).path.rpartition("/")[2].partition(".")[0] in self._own_options

    def _added(self, activation: str) -> dict[str, str]:
        return {**CORS, "x-openwhisk-activation-id": activation}


def raw_arguments(request: HttpRequest, path: str) -> dict[str, Any]:
    """Returns the arguments of a raw web action for `request`, without bound parameters."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    for lost in ("timeout-access", "content-length"):
        headers.pop(lost, None)
    kind = headers.get("content-type", "")
    if kind:
        headers["content-type"] = normalised_type(kind)
    return {
        "__ow_method": request.method.lower(),
        "__ow_headers": {**headers, "host": "172.17.0.1"},
        "__ow_path": path,
        "__ow_query": rendered_again(urlsplit(request.url).query),
        "__ow_body": _body(request.body, kind),
    }


def rendered_again(query: str) -> str:
    """Returns the query as the controller writes it after parsing: same pairs, same order, its own escapes."""
    pairs = [pair.split("=", 1) for pair in query.split("&") if pair]
    return "&".join("=".join(_escaped(unquote_plus(part)) for part in pair) for pair in pairs)


def _escaped(text: str) -> str:
    return quote(text, safe=_BARE).replace(" ", "+")


def normalised_type(content_type: str) -> str:
    """Returns the content type as the controller renders it: without a charset for JSON and forms, upper case for texts."""
    kind, _, parameters = content_type.partition(";")
    kind = kind.strip().lower()
    if not openwhisk_result.is_text(kind) or kind == "application/x-www-form-urlencoded":
        return kind
    charset = parameters.partition("charset=")[2].strip(' "').upper() or "UTF-8"
    return f"{kind}; charset={charset}"


def _body(body: bytes, content_type: str) -> str:
    if body and openwhisk_result.is_text(content_type.partition(";")[0].strip().lower()):
        return body.decode(errors="replace")
    return base64.b64encode(body).decode()
