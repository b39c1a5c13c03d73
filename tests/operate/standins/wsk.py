"""A stand-in for `wsk`: the reading commands that a deploy uses, by REST to the host named by STANDIN_APIHOST."""

from __future__ import annotations

import base64
import json
import os
import sys
import urllib.error
import urllib.request
from typing import Any

AUTH = "guest-id:guest-key"


def call(method: str, path: str, body: Any = None) -> Any:
    """The host's answer, parsed. Raises urllib.error.HTTPError when it refuses."""
    host, auth = os.environ["STANDIN_APIHOST"], os.environ.get("STANDIN_AUTH", AUTH)
    request = urllib.request.Request(
        f"{host}/api/v1/namespaces{path}",
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={
            "Authorization": "Basic " + base64.b64encode(auth.encode()).decode(),
            "Content-Type": "application/json",
        },
    )
    with urllib.request.urlopen(request) as answer:
        return json.loads(answer.read() or b"{}")


def run(line: list[str]) -> str:
    """What the command prints."""
    match line:
        case ["property", "get", "--apihost"]:
            return f"whisk API host\t\t{os.environ['STANDIN_APIHOST']}"
        case ["namespace", "list"]:
            return "namespaces\n" + "\n".join(call("GET", ""))
        case [("package" | "action" | "trigger" | "rule") as kind, "get", name]:
            space, _, rest = name.strip("/").partition("/") if name.startswith("/") else ("_", "", name)
            found = call("GET", f"/{space}/{kind}s/{rest}")
            return f"ok: got {kind} {name}\n{json.dumps(found, indent=4)}"
    raise SystemExit(f"error: Invalid command: {' '.join(line)}")


def main() -> int:
    try:
        sys.stdout.write(run(sys.argv[1:]) + "\n")
    except urllib.error.HTTPError as error:
        words = json.loads(error.read() or b"{}").get("error", "")
        sys.stderr.write(f"error: Unable to get it: {words} (code {error.headers.get('X-Request-ID', '-')})\n")
        return 149
    return 0


if __name__ == "__main__":
    sys.exit(main())
