"""A stand-in for `wskdeploy`: reads manifest.yml as the real one does, sends the same REST calls (facts on the platforms, 3).

What bites is kept: an unset variable is "", a required input that is empty stops everything with its name, the zip is sent
once an action, `web: raw` becomes three annotations, the feed is deleted and created anew, and `-m`, `undeploy` are all the
words it takes here.
"""

from __future__ import annotations

import base64
import contextlib
import os
import re
import sys
import urllib.error
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]  # its stubs would be one more dependency

from tests.operate.standins.wsk import AUTH, call

WEB = {"raw": (True, True, True), True: (True, False, True), False: (False, False, False)}


def interpolated(text: Any) -> Any:
    """`$X` and `${X}` from the environment."""
    if not isinstance(text, str):
        return text
    return re.sub(r"\$\{?([A-Za-z_][A-Za-z0-9_]*)\}?", lambda found: os.environ.get(found[1], ""), text)


def inputs(given: dict[str, Any]) -> list[dict[str, Any]]:
    """Inputs in the long form, as key and value. Stops the program when a required one is empty."""
    values = {name: interpolated(one["value"]) for name, one in given.items()}
    missing = [name for name, one in given.items() if one.get("required") and not values[name]]
    if missing:
        sys.exit(f"Error: manifest.yml: Required inputs are missing values even after applying: {', '.join(missing)}")
    return [{"key": name, "value": value} for name, value in values.items()]


def pairs(values: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"key": name, "value": interpolated(value)} for name, value in values.items()]


def deploy(manifest: Path) -> None:
    (name, package), *_ = yaml.safe_load(manifest.read_text())["packages"].items()
    call("PUT", f"/_/packages/{name}?overwrite=true", {"parameters": inputs(package["inputs"])})
    for action, given in package["actions"].items():
        export, raw, final = WEB[given["web"]]
        code = (manifest.parent / given["function"]).read_bytes()
        executable = {"kind": given["runtime"], "code": base64.b64encode(code).decode(), "binary": True}
        limits = {"timeout": given["limits"]["timeout"], "memory": given["limits"]["memorySize"]}
        web = {"web-export": export, "raw-http": raw, "final": final}
        body = {
            "exec": {**executable, "main": given["main"]},
            "annotations": pairs({**given.get("annotations", {}), **web}),
            "limits": limits,
        }
        call("PUT", f"/_/actions/{name}/{action}?overwrite=true", body)
    for trigger, given in package["triggers"].items():
        feed = {"triggerName": f"/_/{trigger}", "authKey": AUTH, **given["inputs"]}
        space, *where = given["feed"].strip("/").split("/")
        alarm = f"/{space}/actions/{'/'.join(where)}?blocking=true"
        with contextlib.suppress(urllib.error.HTTPError):
            call("POST", alarm, {**feed, "lifecycleEvent": "DELETE"})
        call("PUT", f"/_/triggers/{trigger}?overwrite=true", {"annotations": pairs({"feed": given["feed"]})})
        call("POST", alarm, {**feed, "lifecycleEvent": "CREATE"})
    for rule, given in package["rules"].items():
        body = {"trigger": f"/_/{given['trigger']}", "action": f"/_/{name}/{given['action']}"}
        call("PUT", f"/_/rules/{rule}?overwrite=true", body)
        call("POST", f"/_/rules/{rule}", {"status": "active"})


def undeploy(manifest: Path) -> None:
    (name, package), *_ = yaml.safe_load(manifest.read_text())["packages"].items()
    inputs(package["inputs"])
    for rule in package["rules"]:
        call("DELETE", f"/_/rules/{rule}")
    for trigger in package["triggers"]:
        call("DELETE", f"/_/triggers/{trigger}")
    for action in package["actions"]:
        call("DELETE", f"/_/actions/{name}/{action}")
    call("DELETE", f"/_/packages/{name}")


def main() -> int:
    match sys.argv[1:]:
        case ["-m", path]:
            deploy(Path(path))
        case ["undeploy", "-m", path]:
            undeploy(Path(path))
        case line:
            sys.exit(f"Error: unknown command or flag: {' '.join(line)}")
    sys.stdout.write("Success: Deployment completed successfully.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
