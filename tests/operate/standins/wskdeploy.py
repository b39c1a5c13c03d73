"""A stand-in for `wskdeploy`: reads manifest.yml as the real one does, and sends the same REST calls.

It has the real tool's pitfalls: an unset variable is "", an empty required input stops it, the zip is sent once per action,
`web: raw` becomes three annotations, and the feed is deleted and created again. It supports `-m` and `undeploy` only.
"""

from __future__ import annotations

import base64
import contextlib
import json
import re
import sys
import urllib.error
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from tests.operate.standins.program import run_program
from tests.operate.standins.wsk import AUTH, Host

WEB = {"raw": (True, True, True), True: (True, False, True), False: (False, False, False)}


class RefusedError(Exception):
    """The real tool would stop here."""


class Deployment:
    """One run over one manifest."""

    def __init__(self, manifest: Path, environ: Mapping[str, str]) -> None:
        ((self.name, self.package),) = yaml.safe_load(manifest.read_text())["packages"].items()
        self._folder, self._environ, self._host = manifest.parent, environ, Host(environ)

    def deploy(self) -> None:
        call = self._host.call
        call("PUT", f"/_/packages/{self.name}?overwrite=true", {"parameters": self._inputs()})
        for action, given in self.package["actions"].items():
            call("PUT", f"/_/actions/{self.name}/{action}?overwrite=true", self._action(given))
        for trigger, given in self.package["triggers"].items():
            self._trigger(trigger, given)
        for rule, given in self.package["rules"].items():
            body = {"trigger": f"/_/{given['trigger']}", "action": f"/_/{self.name}/{given['action']}"}
            call("PUT", f"/_/rules/{rule}?overwrite=true", body)
            call("POST", f"/_/rules/{rule}", {"status": "active"})

    def undeploy(self) -> None:
        self._inputs()
        actions = [f"actions/{self.name}/{action}" for action in self.package["actions"]]
        rules, triggers = ([f"{kind}/{name}" for name in self.package[kind]] for kind in ("rules", "triggers"))
        for path in (*rules, *triggers, *actions, f"packages/{self.name}"):
            self._host.call("DELETE", f"/_/{path}")

    def _action(self, given: dict[str, Any]) -> dict[str, Any]:
        export, raw, final = WEB[given["web"]]
        code = base64.b64encode((self._folder / given["function"]).read_bytes()).decode()
        web = {"web-export": export, "raw-http": raw, "final": final}
        return {
            "exec": {"kind": given["runtime"], "code": code, "binary": True, "main": given["main"]},
            "annotations": self._pairs({**given.get("annotations", {}), **web}),
            "limits": {"timeout": given["limits"]["timeout"], "memory": given["limits"]["memorySize"]},
        }

    def _trigger(self, trigger: str, given: dict[str, Any]) -> None:
        feed = {"triggerName": f"/_/{trigger}", "authKey": AUTH, **given["inputs"]}
        space, *where = given["feed"].strip("/").split("/")
        alarm = f"/{space}/actions/{'/'.join(where)}?blocking=true"
        with contextlib.suppress(urllib.error.HTTPError):
            self._host.call("POST", alarm, {**feed, "lifecycleEvent": "DELETE"})
        body = {"annotations": self._pairs({"feed": given["feed"]})}
        self._host.call("PUT", f"/_/triggers/{trigger}?overwrite=true", body)
        self._host.call("POST", alarm, {**feed, "lifecycleEvent": "CREATE"})

    def _inputs(self) -> list[dict[str, Any]]:
        """The package's inputs, in the long form. Raises RefusedError when a required one is empty."""
        given = self.package["inputs"]
        values = {name: self._interpolated(one["value"]) for name, one in given.items()}
        missing = [name for name, one in given.items() if one.get("required") and not values[name]]
        if missing:
            raise RefusedError(f"Required inputs are missing values even after applying: {', '.join(missing)}")
        return [{"key": name, "value": value} for name, value in values.items()]

    def _pairs(self, values: dict[str, Any]) -> list[dict[str, Any]]:
        return [{"key": name, "value": self._interpolated(value)} for name, value in values.items()]

    def _interpolated(self, text: Any) -> Any:
        """`$X` and `${X}` from the environment."""
        if not isinstance(text, str):
            return text
        return re.sub(r"\$\{?([A-Za-z_][A-Za-z0-9_]*)\}?", lambda found: self._environ.get(found[1], ""), text)


def answer(line: list[str], environ: Mapping[str, str]) -> tuple[int, str, str]:
    """Exit code, output and error output of one command line."""
    try:
        match line:
            case ["-m", path]:
                Deployment(Path(path), environ).deploy()
            case ["undeploy", "-m", path]:
                Deployment(Path(path), environ).undeploy()
            case _:
                return 255, "", f"Error: unknown command or flag: {' '.join(line)}\n"
    except RefusedError as error:
        return 255, "", f"Error: manifest.yml: {error}\n"
    except urllib.error.HTTPError as error:
        words = json.loads(error.read() or b"{}").get("error", "")
        return 255, "", f"Error: {words} (HTTP {error.code})\n"
    return 0, "Success: Deployment completed successfully.\n", ""


if __name__ == "__main__":
    sys.exit(run_program(answer))
