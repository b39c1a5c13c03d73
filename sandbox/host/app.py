"""A container platform's side of the function host: one application with all actions, as a Code Engine application.

The application speaks HTTP, so nothing is converted here: a request goes through a Call as its parts, and its response comes
back as its parts. Settings are the environment.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sandbox.host.contract import RefusedError, Run
from sandbox.net import HttpRequest, HttpResponse

NAME = "handover"


class App:
    """An application of that name in a Code Engine project; `settings` are its environment."""

    name = "app"
    time_limit = 60.0
    private: frozenset[str] = frozenset()

    def __init__(
        self, settings: Mapping[str, str], subdomain: str = "abc1234", domain: str = "code-engine.test"
    ) -> None:
        self._settings = dict(settings)
        self._subdomain, self._domain = subdomain, domain

    def url(self, action: str) -> str:
        return f"https://{NAME}.{self._subdomain}.{self._domain}/{action}"

    def environ(self, _action: str, _activation: str, _now: datetime) -> dict[str, str]:
        return {
            **self._settings,
            "CE_APP": NAME,
            "CE_SUBDOMAIN": self._subdomain,
            "CE_DOMAIN": self._domain,
            "CE_REGION": "test",
            "CE_PROJECT_ID": "00000000-0000-4000-8000-000000000000",
            "CE_API_BASE_URL": f"https://api.{self._domain}",
            "PORT": "8080",
            "PATH": "/usr/local/bin:/usr/bin:/bin",
        }

    def arguments(self, request: HttpRequest, path: str) -> dict[str, Any]:
        headers = {name: value for name, value in request.headers.items() if name.lower() != "content-length"}
        if request.body:
            headers["Content-Length"] = str(len(request.body))
        return {
            "method": request.method.upper(),
            "path": path,
            "query": urlsplit(request.url).query,
            "headers": headers,
            "body": base64.b64encode(request.body).decode(),
        }

    def event(self, payload: Mapping[str, Any], activation: str, now: datetime) -> dict[str, Any]:
        """Returns a cron subscription's event, which comes as a POST to the path that the subscription names."""
        headers = {
            "Ce-Id": activation,
            "Ce-Source": "/apis/v1/namespaces/abc1234/pingsources/handover-scheduler",
            "Ce-Specversion": "1.0",
            "Ce-Time": now.isoformat(),
            "Ce-Type": "dev.knative.sources.ping",
            "Content-Type": "application/json",
        }
        body = json.dumps(payload).encode() if payload else b""
        return self.arguments(HttpRequest("POST", self.url("scheduler"), headers, body), "")

    def response(self, run: Run, _request: HttpRequest, _activation: str) -> HttpResponse:
        if not isinstance(run.result, dict):
            return HttpResponse(502, {"content-type": "text/plain"}, run.failure.encode())
        made = run.result
        return HttpResponse(made["statusCode"], dict(made["headers"]), base64.b64decode(made["raw"]))

    def refusal(self, refused: RefusedError, _activation: str) -> HttpResponse:
        return HttpResponse(refused.status, {"content-type": "text/plain"}, str(refused).encode())

    def overdue(self, activation: str) -> HttpResponse:
        return self.refusal(RefusedError(504, "The application did not answer in time."), activation)


def result(made: HttpResponse) -> dict[str, Any]:
    """Returns a response as the result of a run: as a function would return it, and `raw`, its bytes."""
    is_json = made.headers.get("content-type", "").startswith("application/json")
    return {
        "statusCode": made.status,
        "headers": dict(made.headers),
        "body": json.loads(made.body) if is_json and made.body else "",
        "raw": base64.b64encode(made.body).decode(),
    }
