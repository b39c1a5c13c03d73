"""Watson's logs API (v2) with its login, on a port of this machine: `GET /v2/assistants/<id>/logs` by session id.

How long a message takes to show, and how many requests a plan allows, is not documented: `shown_after` and `most` choose an
answer. Beyond `most` requests without a cursor in half an hour the answer is 429.
"""

from __future__ import annotations

import json
import socket
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from sandbox.agenda import Agenda
from sandbox.iam import Iam

ENVIRONMENT_ID, API_KEY = "sandbox-environment", "sandbox-watson-api-key"
_HALF_AN_HOUR = timedelta(minutes=30)


@dataclass(frozen=True)
class LogsRequest:
    """One request that was answered. `session_id` is the one in its filter."""

    at: datetime
    session_id: str
    cursor: str
    status: int


class LogsApi:
    """`url` is the address for WATSON_URL, and of the login, which `iam` answers. `requests` are those for logs, refused
    ones too."""

    def __init__(self, agenda: Agenda, shown_after: float = 60.0, most: int = 40) -> None:
        self.requests: list[LogsRequest] = []
        self._agenda, self._shown_after, self._most = agenda, timedelta(seconds=shown_after), most
        self._logs: list[tuple[datetime, dict[str, Any]]] = []
        self.iam = Iam(API_KEY)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        routes = [
            Route("/identity/token", self._login, methods=["POST"]),
            Route("/v2/assistants/{assistant}/logs", self._list, methods=["GET"]),
        ]
        config = uvicorn.Config(Starlette(routes=routes), ws="none", lifespan="off", log_config=None, access_log=False)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=lambda: self._server.run(sockets=[self._socket]), name="sandbox-watson-logs", daemon=True
        )

    @property
    def settings(self) -> dict[str, str]:
        """Returns the bundle's settings for it."""
        return {
            "WATSON_API_KEY": API_KEY,
            "WATSON_URL": self.url,
            "WATSON_ENVIRONMENT_ID": ENVIRONMENT_ID,
            "COS_AUTH_ENDPOINT": f"{self.url}/identity/token",
        }

    def start(self) -> None:
        """Starts the server. Requests before it is ready wait in the socket."""
        self._thread.start()

    def stop(self) -> None:
        self._server.should_exit = True
        if not self._thread.is_alive():
            self._socket.close()

    def add(self, payload: dict[str, Any]) -> None:
        """Logs a turn: the payload of `message_logged`."""
        shown: dict[str, Any] = json.loads(json.dumps(payload, default=str))
        self._logs.append((self._agenda.now(), shown))

    async def _login(self, request: Request) -> JSONResponse:
        status, answer = self.iam.answer(parse_qs((await request.body()).decode()))
        return JSONResponse(answer, status)

    async def _list(self, request: Request) -> JSONResponse:
        asked, cursor = request.query_params.get("filter", ""), request.query_params.get("cursor", "")
        response = self._answer(request, asked, cursor)
        session = asked.removeprefix("session_id::")
        self.requests.append(LogsRequest(self._agenda.now(), session, cursor, response.status_code))
        return response

    def _answer(self, request: Request, asked: str, cursor: str) -> JSONResponse:
        now, query = self._agenda.now(), request.query_params
        if not self.iam.valid(request.headers.get("authorization", "")):
            return _error(401, "Unauthorized")
        if request.path_params["assistant"] != ENVIRONMENT_ID:
            return _error(404, "Resource not found")
        if not asked.startswith("session_id::") or "version" not in query or query.get("sort") != "request_timestamp":
            return _error(400, "Invalid request")
        recent = [each for each in self.requests if not each.cursor and now - each.at < _HALF_AN_HOUR]
        if not cursor and len(recent) >= self._most:
            return _error(429, "Too many requests")
        session = asked.removeprefix("session_id::")
        shown = [log for at, log in list(self._logs) if now - at >= self._shown_after and log["session_id"] == session]
        shown.sort(key=lambda log: str(log["request_timestamp"]))
        first, size = int(cursor or 0), int(query.get("page_limit", "100"))
        more = first + size < len(shown)
        pagination = {"matched": len(shown), **({"next_cursor": str(first + size)} if more else {})}
        return JSONResponse({"logs": shown[first : first + size], "pagination": pagination})


def _error(status: int, words: str) -> JSONResponse:
    return JSONResponse({"error": words, "code": status}, status)
