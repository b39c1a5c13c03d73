"""An OpenWhisk host that accepts wskdeploy's requests, unpacks the zips, and serves the actions from them.

Each action's zip runs in its own processes (sandbox/host), with the package's bound parameters. A new alarm fires at once.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sandbox.host import FunctionHost, Process
from sandbox.host.contract import Call, Run
from sandbox.net import HttpRequest, HttpResponse
from tests.operate.standins.http import as_json
from tests.operate.standins.wsk import AUTH

KINDS = ("python:3.10", "python:3.11")


@dataclass
class OpenWhiskHost:
    """`folder` is where zips are unpacked. `entities` by path, as they were put. `alarms`: whether the package is there."""

    folder: Path
    alarms: bool = True
    base: str = ""
    entities: dict[str, dict[str, Any]] = field(default_factory=dict)
    uploads: int = 0
    host: FunctionHost | None = None
    _runners: dict[str, Process] = field(default_factory=dict)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = urlsplit(request.url)
        if asked.path == "/":
            return as_json({"runtimes": {"python": [{"kind": kind} for kind in KINDS]}})
        if asked.path.startswith("/api/v1/web/"):
            return self._functions()(request) if self._is_web(asked.path) else as_json({"error": "not found"}, 404)
        if request.headers.get("Authorization") != "Basic " + base64.b64encode(AUTH.encode()).decode():
            return as_json({"error": "The supplied authentication is invalid."}, 401)
        path = asked.path.removeprefix("/api/v1/namespaces").strip("/")
        if not path:
            return as_json(["guest"])
        return self._api(request.method, path, json.loads(request.body) if request.body else {})

    def close(self) -> None:
        for runner in self._runners.values():
            runner.close()

    def _api(self, method: str, path: str, body: dict[str, Any]) -> HttpResponse:
        if path.startswith("whisk.system/"):
            return self._alarm(path, body)
        if method == "PUT":
            return self._put(path, body)
        if path not in self.entities:
            return as_json({"error": "The requested resource does not exist."}, 404)
        if method == "DELETE":
            return as_json(self.entities.pop(path))
        self.entities[path] |= body if method == "POST" else {}
        return as_json(self.entities[path])

    def _put(self, path: str, body: dict[str, Any]) -> HttpResponse:
        if "exec" in body:
            code = body["exec"].pop("code")
            problem = self._unpacked(path.rpartition("/")[2], body["exec"], code)
            if problem:
                return as_json({"error": problem}, 400)
            self.uploads += 1
        self.entities[path] = body
        return as_json(body)

    def _unpacked(self, action: str, executable: dict[str, Any], code: str) -> str:
        """Unpacks an action's zip. Returns the problem, if there is one."""
        if executable["kind"] not in KINDS:
            return f"kind '{executable['kind']}' not in Set({', '.join(KINDS)})"
        if len(code) > 48 * 1_048_576:
            return "The action's code is too large."
        packed = base64.b64decode(code)
        archive = zipfile.ZipFile(io.BytesIO(packed))
        if "__main__.py" not in archive.namelist() or "requirements.txt" in archive.namelist():
            return "The zip has no __main__.py at its root, or would run pip at every start."
        place = self.folder / hashlib.sha256(packed).hexdigest()
        if not place.is_dir():  # the same zip unpacks to the same files
            archive.extractall(place)
        self._runners[action] = Process(place, world_clock=False, isolated=True)
        return ""

    def _alarm(self, path: str, body: dict[str, Any]) -> HttpResponse:
        if not self.alarms:
            return as_json({"error": "The requested resource does not exist."}, 404)
        if body.get("lifecycleEvent") == "CREATE":
            assert path.endswith("/alarms/alarm")
            assert body["cron"] == "* * * * *"
            for _ in range(2):  # the first round may be cut short by a cold start on a busy machine, as in a real hour
                assert self._functions().trigger("scheduler", {}).result is not None
        return as_json({"name": "alarms"})

    def _is_web(self, path: str) -> bool:
        action = self.entities.get("_/actions/handover/" + path.split("/")[6], {})
        marks = {mark["key"]: mark["value"] for mark in action.get("annotations", ())}
        return bool(marks.get("web-export") and marks.get("raw-http"))

    def _functions(self) -> FunctionHost:
        """The actions as they are bound now."""
        bound = {one["key"]: one["value"] for one in self.entities["_/packages/handover"]["parameters"]}
        if self.host is None:
            self.host = FunctionHost("openwhisk", bound, self, self.base)
        return self.host

    def run(self, call: Call) -> Run:
        """A Runner: each action from its own upload."""
        return self._runners[call.action].run(call)
