"""Step `functions` on Code Engine: a project, one secret with all settings, one function per action.

Each function is the same source with another entry point and gets the secret as its environment. Commands and flags are
from the command line reference of the Code Engine plug-in.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from handover.settings import RULES
from operate import actions
from operate.deploy import trusted_profile
from operate.deploy.change import Change, Command
from operate.deploy.fingerprint import VARIABLE, fingerprint
from operate.deploy.job import NAME, Job
from operate.errors import OperatorError

_CE = ("ibmcloud", "ce")


def function(action: str) -> str:
    """Returns the function's name. The bundle finds the other functions by the part before the last hyphen."""
    return f"{NAME}-{action}"


def project_changes(job: Job) -> list[Change]:
    """Returns the creation or selection of the project, or nothing if it is selected."""
    name = job.options.project
    if selected(job):
        return []
    if job.tools.run((*_CE, "project", "get", "--name", name)).ok:
        return [Command(f"select the project {name}", (*_CE, "project", "select", "--name", name))]
    return [Command(f"create the project {name}", (*_CE, "project", "create", "--name", name, "--wait"))]


def changes(job: Job) -> list[Change]:
    """Returns the functions that are missing, out of date or not ready, and the secret before them."""
    known = _known(job, actions.names())
    wanted = {
        action: trusted_profile.marked(job, fingerprint(job, job.settings, size=vars(actions.size(action))))
        for action in actions.names()
    }
    stale = [
        action for action in actions.names() if deployed(known[action]) != wanted[action] or not _ready(known[action])
    ]
    if not stale:
        return []
    if trusted_profile.moves(job, map(deployed, known.values())):
        return [
            *(_function(job, action, "", known[action]) for action in stale),
            *_secret(job, known),
            *(_restart(action, wanted[action]) for action in stale),
        ]
    return [*_secret(job, known), *(_function(job, action, wanted[action], known[action]) for action in stale)]


def removal(job: Job) -> list[Change]:
    """Returns the deletion of the functions and the secret. The project stays: it may contain other things."""
    must_be_selected(job)
    gone = [change for action in actions.names() for change in deletion(job, "fn", "function", function(action))]
    return [*gone, *deletion(job, "secret", "secret", NAME)]


def deletion(job: Job, noun: str, said: str, name: str) -> Iterator[Change]:
    """Yields the deletion of something of that name, if it exists. `noun` is the plug-in's word for it, `said` ours."""
    if job.tools.run((*_CE, noun, "get", "--name", name)).ok:
        yield Command(f"delete the {said} {name}", (*_CE, noun, "delete", "--name", name, "--force"))


def addresses(job: Job) -> dict[str, str]:
    """Returns the public address of each web action. Raises OperatorError if one is not deployed."""
    if own := job.settings.get("PUBLIC_URL"):
        return actions.addresses_at(own)
    found = {action: str(known.get("endpoint", "")) for action, known in _known(job, actions.on_the_web()).items()}
    for action, address in found.items():
        if not address:
            raise OperatorError(
                f"The function {function(action)} is not deployed: ./deploy.sh --only functions deploys it."
            )
    return {action: address.rstrip("/") + "/" for action, address in found.items()}


def _secret(job: Job, known: dict[str, dict[str, Any]]) -> Iterator[Change]:
    exists = any(known.values()) or (selected(job) and job.tools.run((*_CE, "secret", "get", "--name", NAME)).ok)
    yield secret(job, NAME, exists, tuple(RULES))


def secret(job: Job, name: str, exists: bool, settings: tuple[str, ...]) -> Command:
    """Returns the change that sets the secret of that name with all settings. An update empties settings that are no longer
    set, such as a rotated `…_PREVIOUS`."""
    if exists:
        return Command(
            f"update the secret {name} ({len(job.settings)} settings)",
            (*_CE, "secret", "update", "--name", name),
            file=("--from-env-file", {setting: job.settings.get(setting, "") for setting in settings}),
        )
    return Command(
        f"create the secret {name} ({len(job.settings)} settings)",
        (*_CE, "secret", "create", "--name", name, "--format", "generic"),
        file=("--from-env-file", dict(job.settings)),
    )


def _restart(action: str, wanted: str) -> Command:
    """Returns the change after which a function's new instances read the secret as it is now. It builds nothing."""
    line = (*_CE, "fn", "update", "--name", function(action), "--env", f"{VARIABLE}={wanted}")
    return Command(f"let the function {function(action)} go on without the key", line)


def _function(job: Job, action: str, wanted: str, known: dict[str, Any]) -> Command:
    """Returns the change that deploys a function with that mark; with `""` it keeps the mark that it has."""
    size = actions.size(action)
    doing = "update" if known else "create"
    line = (
        *(*_CE, "fn", doing, "--name", function(action), "--runtime", f"python-{job.python}"),
        *("--build-source", str(job.options.build / "bundle"), "--main", action),
        *("--env-from-secret", NAME, *(("--env", f"{VARIABLE}={wanted}") if wanted else ())),
        *trusted_profile.flag(job, deployed(known)),
        *("--cpu", size.cpu, "--memory", size.memory, "--maxexecutiontime", str(size.seconds)),
        *("--scale-down-delay", str(size.warm), "--visibility", "public", "--wait", "--wait-timeout", "900"),
    )
    resources = (
        f"{size.cpu} vCPU, {size.memory}, idle {size.warm} s, at most {size.seconds} s, python-{job.python}, public"
    )
    return Command(f"{doing} the function {function(action)} ({resources}); takes a minute or two", line)


def _known(job: Job, names: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    """Returns Code Engine's description of each function; {} if it does not exist or the project is not selected yet."""
    if not selected(job):
        if job.options.plan:
            return {action: {} for action in names}
        raise OperatorError("The project is not selected: ./deploy.sh --only project selects it.")
    found: dict[str, dict[str, Any]] = {}
    for action in names:
        answer = job.tools.run((*_CE, "fn", "get", "--name", function(action), "--output", "json"))
        found[action] = json.loads(answer.out) if answer.ok else {}
    return found


def must_be_selected(job: Job) -> None:
    """Raises OperatorError if the project is not selected."""
    if not selected(job):
        raise OperatorError(f"The project is not selected: ibmcloud ce project select --name {job.options.project}.")


def selected(job: Job) -> bool:
    """Returns whether the project is selected."""
    answer = job.tools.run((*_CE, "project", "current", "--output", "json"))
    try:
        return bool(answer.ok and json.loads(answer.out).get("name") == job.options.project)
    except ValueError:
        return False


def deployed(known: dict[str, Any]) -> str:
    """Returns the fingerprint that was deployed, or \"\" if there is none."""
    return next(
        (str(item.get("value", "")) for item in _objects(known) if item.get("name") == VARIABLE),
        "",
    )


def _ready(known: dict[str, Any]) -> bool:
    return str(known.get("status", "ready")) == "ready"


def _objects(node: Any) -> Iterator[dict[str, Any]]:
    """Yields every object in parsed JSON: the place of the variables is not documented for every version."""
    if isinstance(node, dict):
        yield node
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _objects(child)
