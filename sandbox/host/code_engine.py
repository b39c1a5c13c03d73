"""Code Engine's side of the function host: addresses, a function's arguments and environment, the cron event, responses.

According to IBM's documents a function gets `__ce_` keys and, at the same level, the query parameters and the members of a
JSON body. Settings are the environment. Where the documents leave something open, the sandbox does what is harder for the
bundle: no key if nothing was sent, and the data of a cron event under `body`.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from sandbox.host import code_engine_result
from sandbox.host.contract import RefusedError, Run
from sandbox.net import HttpRequest, HttpResponse

MOST_BYTES = 5 * 1_048_576
LONGEST_URL = 8192  # no figure is documented

FORM = "application/x-www-form-urlencoded"


class CodeEngine:
    """A Code Engine project whose functions are `handover-<action>`; `settings` are the environment of each.

    `unfolds_forms` plays the edition of 2024, which also put form fields at the top level.
    """

    name = "code-engine"
    time_limit = 60.0
    private: frozenset[str] = frozenset()

    def __init__(
        self,
        settings: Mapping[str, str],
        subdomain: str = "abc1234",
        domain: str = "code-engine.test",
        unfolds_forms: bool = False,
    ) -> None:
        self._settings = dict(settings)
        self._subdomain, self._domain = subdomain, domain
        self._unfolds_forms = unfolds_forms

    def url(self, action: str) -> str:
        return f"https://handover-{action}.{self._subdomain}.{self._domain}/"

    def environ(self, action: str, _activation: str, _now: datetime) -> dict[str, str]:
        return {
            **self._settings,
            "CE_FUNCTION": f"handover-{action}",
            "CE_SUBDOMAIN": self._subdomain,
            "CE_DOMAIN": self._domain,
            "CE_REGION": "test",
            "CE_PROJECT_ID": "00000000-0000-4000-8000-000000000000",
            "CE_API_BASE_URL": f"https://api.{self._domain}",
            "CE_EXECUTION_ENV": "ibm/action-python-v3.13",
            "CE_ALLOW_CONCURRENT": "false",
            "HOME": "/root",
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "PWD": "/",
            "LC_CTYPE": "C.UTF-8",
            "PYTHONIOENCODING": "UTF-8",
        }

    def arguments(self, request: HttpRequest, path: str) -> dict[str, Any]:
        if len(request.url) > LONGEST_URL:
            raise RefusedError(414, "URI too long.")
        if len(request.body) > MOST_BYTES:
            raise RefusedError(413, "Request entity too large.")
        return function_arguments(request, path or "/", self._unfolds_forms)

    def event(self, payload: Mapping[str, Any], activation: str, now: datetime) -> dict[str, Any]:
        """Returns a cron subscription's event: a POST with the data under `body`, as in IBM's page on cron."""
        headers = {
            "Ce-Id": activation,
            "Ce-Source": "/apis/v1/namespaces/abc1234/pingsources/handover-scheduler",
            "Ce-Specversion": "1.0",
            "Ce-Time": now.isoformat(),
            "Ce-Type": "dev.knative.sources.ping",
            "Content-Type": "application/json",
            "X-Request-Id": activation,
        }
        args = {"__ce_method": "POST", "__ce_path": "/", "__ce_headers": headers}
        return {**args, "body": dict(payload)} if payload else args

    def response(self, run: Run, _request: HttpRequest, activation: str) -> HttpResponse:
        try:
            made = code_engine_result.http_message(run)
        except RefusedError as refused:
            return self.refusal(refused, activation)
        ids = {"x-request-id": activation, "x-faas-activation-id": activation, "x-faas-actionstatus": str(made.status)}
        return HttpResponse(made.status, {**made.headers, **ids}, made.body)

    def refusal(self, refused: RefusedError, activation: str) -> HttpResponse:
        """Returns a response without `x-faas-actionstatus`, which shows that the status is not the function's."""
        headers = {"x-request-id": activation, "x-faas-errormessage": str(refused), "content-type": "text/plain"}
        return HttpResponse(refused.status, headers, str(refused).encode())

    def overdue(self, activation: str) -> HttpResponse:
        return self.refusal(RefusedError(299, "The function ran over its time limit and was aborted."), activation)


def function_arguments(request: HttpRequest, path: str, unfolds_forms: bool = False) -> dict[str, Any]:
    """Returns a function's argument. Raises RefusedError for invalid JSON and for reserved keys."""
    parts = urlsplit(request.url)
    headers = _canonical(request)
    args: dict[str, Any] = {"__ce_method": request.method.upper(), "__ce_path": path, "__ce_headers": headers}
    if parts.query:
        args["__ce_query"] = parts.query
    sent: dict[str, Any] = dict(parse_qsl(parts.query, keep_blank_values=True))
    if request.body:
        text, members = _body(request.body, headers.get("Content-Type", ""), unfolds_forms)
        args["__ce_body"] = text
        sent |= members
    if any(name.startswith("__ce_") for name in sent):
        raise RefusedError(400, "Parameters that begin with __ce_ are reserved.")
    return {**sent, **args}


def _body(body: bytes, content_type: str, unfolds_forms: bool) -> tuple[str, dict[str, Any]]:
    """Returns the text for `__ce_body`, and the members for the top level."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind == FORM:
        text = body.decode(errors="replace")
        return text, dict(parse_qsl(text, keep_blank_values=True)) if unfolds_forms else {}
    if kind.startswith("text/"):
        return body.decode(errors="replace"), {}
    members: Any = {}
    if kind in ("application/json", ""):
        try:
            members = json.loads(body)
        except (ValueError, RecursionError):
            raise RefusedError(400, "The request body is not valid JSON.") from None
    return base64.b64encode(body).decode(), members if isinstance(members, dict) else {}


def _canonical_name(name: str) -> str:
    return "-".join(word.capitalize() for word in name.split("-"))


def _canonical(request: HttpRequest) -> dict[str, str]:
    """Returns the headers with names like `X-Twilio-Signature`, without Host: no sample of IBM's shows it."""
    headers = {_canonical_name(name): value for name, value in request.headers.items() if name.lower() != "host"}
    headers.setdefault("X-Request-Id", "00000000-0000-4000-8000-000000000001")
    if request.body:
        headers["Content-Length"] = str(len(request.body))
    return headers
