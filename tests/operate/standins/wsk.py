"""A stand-in for `wsk`: the read commands that a deploy uses, by REST to the host in STANDIN_APIHOST."""

from __future__ import annotations

import base64
import json
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any

from tests.operate.standins.program import run_program

AUTH = "guest-id:guest-key"


class Host:
    """The host's REST interface."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.address = environ["STANDIN_APIHOST"]
        self._basic = base64.b64encode(environ.get("STANDIN_AUTH", AUTH).encode()).decode()

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """The host's answer, parsed. Raises urllib.error.HTTPError when it refuses."""
        headers = {"Authorization": f"Basic {self._basic}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.address}/api/v1/namespaces{path}", data, headers, method=method)
        with urllib.request.urlopen(request) as answer:
            return json.loads(answer.read() or b"{}")


def run(line: list[str], host: Host) -> str:
    """Returns the command's output."""
    match line:
        case ["property", "get", "--apihost"]:
            return f"whisk API host\t\t{host.address}"
        case ["namespace", "list"]:
            return "namespaces\n" + "\n".join(host.call("GET", ""))
        case [("package" | "action" | "trigger" | "rule") as kind, "get", name]:
            space, _, rest = name.strip("/").partition("/") if name.startswith("/") else ("_", "", name)
            found = host.call("GET", f"/{space}/{kind}s/{rest}")
            return f"ok: got {kind} {name}\n{json.dumps(found, indent=4)}"
    raise ValueError(f"error: Invalid command: {' '.join(line)}")


def answer(line: list[str], environ: Mapping[str, str]) -> tuple[int, str, str]:
    """Exit code, output and error output of one command line."""
    try:
        return 0, run(line, Host(environ)) + "\n", ""
    except urllib.error.HTTPError as error:
        words = json.loads(error.read() or b"{}").get("error", "")
        return 149, "", f"error: Unable to get it: {words}\n"
    except ValueError as error:
        return 2, "", f"{error}\n"


if __name__ == "__main__":
    sys.exit(run_program(answer))
