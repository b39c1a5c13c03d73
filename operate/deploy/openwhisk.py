"""Step `functions` on an OpenWhisk host: manifest.yml through wskdeploy.

wskdeploy takes the settings from its environment. It uploads the zip once per action and re-creates the trigger each time.
So it runs only if something changed: each action has its fingerprint as an annotation.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from handover.settings import RULES
from operate import actions
from operate.deploy.change import Change, Command
from operate.deploy.fingerprint import ANNOTATION, VARIABLE, fingerprint
from operate.deploy.job import NAME, Job
from operate.deploy.runtime import api_host
from operate.errors import OperatorError

RULE = "handover-sweep"


def changes(job: Job) -> list[Change]:
    """Returns one run of wskdeploy if an action or the rule is missing or out of date."""
    settings = _settings(job)
    manifest = _manifest(job)
    wanted = fingerprint(job, settings, manifest=manifest.read_text(encoding="utf-8"))
    if all(_deployed(job, action) == wanted for action in actions.names()) and _get(job, "rule", RULE):
        return []
    # Every name, so that a variable of the operator's own shell is never bound by accident.
    environment = {**{name: settings.get(name, "") for name in RULES}, VARIABLE: wanted}
    listed = ", ".join(actions.names())
    says = f"deploy the package {NAME} to {api_host(job)}: the actions {listed}, the trigger, the rule"
    return [Command(says, ("wskdeploy", "-m", str(manifest)), environment)]


def removal(job: Job) -> list[Change]:
    """Returns the removal of the package, its actions, the trigger and the rule."""
    if not _get(job, "package", NAME):
        return []
    environment = {**{name: _settings(job).get(name, "") for name in RULES}, VARIABLE: ""}
    return [Command(f"undeploy the package {NAME}", ("wskdeploy", "undeploy", "-m", str(_manifest(job))), environment)]


def addresses(job: Job) -> dict[str, str]:
    """Returns the public address of each web action, from PUBLIC_URL or the host's scheme."""
    return actions.addresses_at(_settings(job)["PUBLIC_URL"])


def _manifest(job: Job) -> Path:
    """Returns the manifest's path. It names the zip as build/handover.zip, so it is beside the build folder."""
    path = job.options.build.resolve().parent / "manifest.yml"
    if job.options.build.name != "build" or not path.is_file():
        raise OperatorError(
            f"For OpenWhisk the build folder must be named `build` and lie beside manifest.yml; {path} does not exist."
        )
    return path


def _settings(job: Job) -> dict[str, str]:
    """Returns the settings with PUBLIC_URL: the address that a host reports to an action can be an internal one."""
    if "PUBLIC_URL" in job.settings:
        return dict(job.settings)
    listed = job.tools.must(("wsk", "namespace", "list"), job.settings).split()
    names = [word for word in listed if word != "namespaces"]
    if len(names) != 1:
        raise OperatorError("wsk lists several namespaces: set PUBLIC_URL to the address of the actions.")
    return {**job.settings, "PUBLIC_URL": f"{api_host(job).rstrip('/')}/api/v1/web/{names[0]}/{NAME}/{{action}}"}


def _deployed(job: Job, action: str) -> str:
    annotations = _get(job, "action", f"{NAME}/{action}").get("annotations", [])
    return next((str(item["value"]) for item in annotations if item.get("key") == ANNOTATION), "")


def _get(job: Job, kind: str, name: str) -> dict[str, Any]:
    """Returns the JSON that `wsk KIND get NAME` prints after its first line, or {} if there is no such entity."""
    answer = job.tools.run(("wsk", kind, "get", name))
    if not answer.ok or "{" not in answer.out:
        return {}
    found = json.loads(answer.out[answer.out.index("{") :])
    return found if isinstance(found, dict) else {}
