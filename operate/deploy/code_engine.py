"""Step `functions` on Code Engine: a project, one secret with all settings, one function a door.

Every function is the same source with another entry point, and takes its settings from the secret as environment. Names,
flags and their meaning are those of the command line reference.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from handover.settings import RULES
from operate import doors
from operate.deploy import deployed
from operate.deploy.change import Change, Command
from operate.deploy.job import NAME, Job
from operate.errors import OperatorError

_CE = ("ibmcloud", "ce")


def function(door: str) -> str:
    """The function's name; the bundle finds its siblings by the part before the last hyphen."""
    return f"{NAME}-{door}"


def project_changes(job: Job) -> list[Change]:
    """Create or select the project."""
    name = job.options.project
    if _selected(job):
        return []
    if job.tools.run((*_CE, "project", "get", "--name", name)).ok:
        return [Command(f"select the project {name}", (*_CE, "project", "select", "--name", name))]
    return [Command(f"create the project {name}", (*_CE, "project", "create", "--name", name, "--wait"))]


def changes(job: Job) -> list[Change]:
    """The secret and the functions that are not as they should be."""
    known = _known(job, doors.names())
    wanted = {door: deployed.fingerprint(job, job.settings, size=vars(doors.size(door))) for door in doors.names()}
    stale = [door for door in doors.names() if _fingerprint(known[door]) != wanted[door] or not _ready(known[door])]
    return [*_secret(job, known), *(_function(job, door, wanted[door], known[door]) for door in stale)] if stale else []


def removal(job: Job) -> list[Change]:
    """The functions and the secret; the project stays, it may hold other things."""
    if not _selected(job):
        raise OperatorError(f"The project is not selected: ibmcloud ce project select --name {job.options.project}.")
    gone: list[Change] = []
    for door in doors.names():
        if job.tools.run((*_CE, "fn", "get", "--name", function(door))).ok:
            line = (*_CE, "fn", "delete", "--name", function(door), "--force")
            gone.append(Command(f"delete the function {function(door)}", line))
    if job.tools.run((*_CE, "secret", "get", "--name", NAME)).ok:
        line = (*_CE, "secret", "delete", "--name", NAME, "--force")
        gone.append(Command(f"delete the secret {NAME}", line))
    return gone


def addresses(job: Job) -> dict[str, str]:
    """The public address of every door on the web. Raises OperatorError when one is not deployed."""
    if own := job.settings.get("PUBLIC_URL"):
        return {door: own.replace("{action}", door) for door in doors.on_the_web()}
    found = {door: str(known.get("endpoint", "")) for door, known in _known(job, doors.on_the_web()).items()}
    for door, address in found.items():
        if not address:
            raise OperatorError(
                f"The function {function(door)} is not deployed: ./deploy.sh --only functions deploys it."
            )
    return {door: address.rstrip("/") + "/" for door, address in found.items()}


def _secret(job: Job, known: dict[str, dict[str, Any]]) -> Iterator[Change]:
    """All settings as one secret. An update also empties what is no longer set, such as the old half of a rotation."""
    exists = any(known.values()) or (_selected(job) and job.tools.run((*_CE, "secret", "get", "--name", NAME)).ok)
    if exists:
        values = {name: job.settings.get(name, "") for name in RULES}
        yield Command(
            f"update the secret {NAME} ({len(job.settings)} settings)",
            (*_CE, "secret", "update", "--name", NAME),
            file=("--from-env-file", values),
        )
    else:
        yield Command(
            f"create the secret {NAME} ({len(job.settings)} settings)",
            (*_CE, "secret", "create", "--name", NAME, "--format", "generic"),
            file=("--from-env-file", dict(job.settings)),
        )


def _function(job: Job, door: str, wanted: str, known: dict[str, Any]) -> Command:
    size = doors.size(door)
    doing = "update" if known else "create"
    line = (
        *(*_CE, "fn", doing, "--name", function(door), "--runtime", f"python-{job.python}"),
        *("--build-source", str(job.options.build / "bundle"), "--main", door),
        *("--env-from-secret", NAME, "--env", f"{deployed.VARIABLE}={wanted}"),
        *("--cpu", size.cpu, "--memory", size.memory, "--maxexecutiontime", str(size.seconds)),
        *("--scale-down-delay", str(size.warm), "--visibility", "public", "--wait", "--wait-timeout", "900"),
    )
    told = f"{size.cpu} vCPU, {size.memory}, idle {size.warm} s, at most {size.seconds} s, python-{job.python}, public"
    return Command(f"{doing} the function {function(door)} ({told}); takes a minute or two", line)


def _known(job: Job, names: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    """What Code Engine says of each function; {} for one that is not there, or when the project is not selected yet."""
    if not _selected(job):
        if job.options.plan:
            return {door: {} for door in names}
        raise OperatorError("The project is not selected: ./deploy.sh --only functions does it.")
    found: dict[str, dict[str, Any]] = {}
    for door in names:
        answer = job.tools.run((*_CE, "fn", "get", "--name", function(door), "--output", "json"))
        found[door] = json.loads(answer.out) if answer.ok else {}
    return found


def _selected(job: Job) -> bool:
    answer = job.tools.run((*_CE, "project", "current", "--output", "json"))
    try:
        return bool(answer.ok and json.loads(answer.out).get("name") == job.options.project)
    except ValueError:
        return False


def _fingerprint(known: dict[str, Any]) -> str:
    return next(
        (str(item.get("value", "")) for item in _objects(known) if item.get("name") == deployed.VARIABLE),
        "",
    )


def _ready(known: dict[str, Any]) -> bool:
    return str(known.get("status", "ready")) == "ready"


def _objects(node: Any) -> Iterator[dict[str, Any]]:
    """Every object within parsed JSON: where the variables stand in it is not documented for every version."""
    if isinstance(node, dict):
        yield node
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _objects(child)
