"""Runs the application in a process of its own, as a container platform does: one server with all actions, and several
requests at the same time."""

from __future__ import annotations

import base64
import contextlib
import http.client
import json
import subprocess
import sys
import threading
from pathlib import Path

from sandbox.host.app import result
from sandbox.host.app_child import LOG, NOW
from sandbox.host.contract import Call, Run
from sandbox.net import HttpResponse

ROOT = Path(__file__).parents[2]
_SECONDS = 60.0


class AppProcess:
    """A runner whose one process starts with the first call. Its environment is that call's."""

    def __init__(self) -> None:
        self._starting = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._port = 0

    def run(self, call: Call) -> Run:
        """Sends the call's request to the server. A server that ended is started again."""
        with self._starting:
            if self._process is None or self._process.poll() is not None:
                self._start(call)
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=_SECONDS)
        with contextlib.closing(connection):
            given = call.args
            target = f"/{call.action}{given['path']}" + (f"?{given['query']}" if given["query"] else "")
            try:
                headers = {**given["headers"], NOW: call.now.isoformat()}
                connection.request(given["method"], target, base64.b64decode(given["body"]), headers)
                answer = connection.getresponse()
                body = answer.read()
            except (OSError, http.client.HTTPException) as error:
                return Run(failure=f"The application did not answer ({type(error).__name__}).")
        known = {name.lower(): value for name, value in answer.getheaders()}
        lines = json.loads(base64.b64decode(known.pop(LOG, "") or b"W10="))  # [] if the action did not run
        return Run(result(HttpResponse(answer.status, known, body)), logs=tuple(lines))

    def close(self) -> None:
        if self._process:
            self._process.kill()
            self._process.communicate()

    def _start(self, call: Call) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "sandbox.host.app_child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**call.environ, "PYTHONPATH": f"{ROOT / 'functions'}:{ROOT}"},
            cwd=ROOT,
            text=True,
        )
        assert self._process.stdout is not None
        self._port = int(self._process.stdout.readline())
