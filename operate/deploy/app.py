"""Step `functions` as an application on Code Engine: one image, one secret with all settings, one application.

Code Engine builds the image from build/app, which step `bundle` writes. Commands and flags are from the command line
reference of the Code Engine plug-in.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from handover.settings import RULES
from operate import actions
from operate.app.limits import PORT, REQUEST_SECONDS, THREADS
from operate.bundle import image
from operate.deploy import code_engine, trusted_profile
from operate.deploy.change import Change, Command
from operate.deploy.fingerprint import VARIABLE, fingerprint
from operate.deploy.job import NAME, Job
from operate.errors import OperatorError

_CE = ("ibmcloud", "ce")
#: The secret and the cron of the application. Those of the functions have other names, so that either deployment can be
#: removed while the other one serves.
BESIDE = f"{NAME}-app"

#: The smallest pair that holds all actions with room for their requests, and the most instances.
CPU, MEMORY, MOST_INSTANCES = "0.25", "1G", 10
#: Seconds that an instance beyond those that always run is kept idle. Where none always runs it would never go.
_WARM = 120


def changes(job: Job) -> list[Change]:
    """Returns the application if it is missing, out of date or not ready, and the secret before it."""
    known = _known(job)
    if known is None and not job.options.plan:
        raise OperatorError("The project is not selected: ./deploy.sh app --only project selects it.")
    wanted = _wanted(job)
    if known and code_engine.deployed(known) == wanted and _ready(known):
        return []
    doing, mark = "update" if known else "create", code_engine.deployed(known or {})
    if trusted_profile.moves(job, [mark]):
        line = (
            *_CE,
            "app",
            "update",
            "--name",
            NAME,
            "--env",
            f"{VARIABLE}={wanted}",
            "--wait",
            "--wait-timeout",
            "900",
        )
        restart = Command(f"let the application {NAME} go on without the key", line)
        return [_application(job, "", doing, mark), *_secret(job, known), restart]
    return [*_secret(job, known), _application(job, wanted, doing, mark)]


def removal(job: Job) -> list[Change]:
    """Returns the deletion of the application and its secret."""
    code_engine.must_be_selected(job)
    return [
        *code_engine.deletion(job, "app", "application", NAME),
        *code_engine.deletion(job, "secret", "secret", BESIDE),
    ]


def addresses(job: Job) -> dict[str, str]:
    """Returns the public address of each web action. Raises OperatorError if the application is not deployed."""
    if own := job.settings.get("PUBLIC_URL"):
        return actions.addresses_at(own)
    code_engine.must_be_selected(job)  # another project may have an application of this name
    answer = job.tools.run((*_CE, "app", "get", "--name", NAME, "--output", "url"))
    base = next((line.strip() for line in answer.out.splitlines() if line.strip().startswith("https://")), "")
    if not answer.ok or not base:
        raise OperatorError(f"The application {NAME} is not deployed: ./deploy.sh app --only functions deploys it.")
    return {action: f"{base.rstrip('/')}/{action}" for action in actions.on_the_web()}


def _wanted(job: Job) -> str:
    """Returns the fingerprint of what this run would deploy."""
    context = image.current(job.python, job.options.build)
    if context is None:
        if job.options.plan:
            return "not built yet"
        raise OperatorError("The image's folder is not built: ./deploy.sh app --only bundle builds it.")
    return trusted_profile.marked(job, fingerprint(job, job.settings, app=context.digest, line=_resources(job)))


def _resources(job: Job) -> tuple[str, ...]:
    return (
        *("--port", str(PORT), "--cpu", CPU, "--memory", MEMORY),
        *("--min-scale", str(job.options.min_scale), "--max-scale", str(MOST_INSTANCES)),
        *("--concurrency", str(THREADS), "--request-timeout", str(REQUEST_SECONDS)),
        *("--scale-down-delay", str(_WARM if job.options.min_scale else 0)),
        *_probe("--probe-live", "/health/live", interval=10),
        *_probe("--probe-ready", "/health/ready", interval=5),
    )


def _probe(flag: str, path: str, interval: int) -> Iterator[str]:
    for value in ("type=http", f"port={PORT}", f"path={path}", f"interval={interval}", "timeout=5"):
        yield from (flag, value)


def _application(job: Job, wanted: str, doing: str, mark: str) -> Command:
    """Returns the change that deploys the application with the mark `wanted`; with `""` it keeps the one it has, `mark`."""
    line = (
        *(*_CE, "app", doing, "--name", NAME, "--build-source", str(job.options.build / "app")),
        *("--build-strategy", "dockerfile", "--build-timeout", "900"),
        *_resources(job),
        *("--env-from-secret", BESIDE, *(("--env", f"{VARIABLE}={wanted}") if wanted else ())),
        *trusted_profile.flag(job, mark),
        *("--visibility", "public", "--wait", "--wait-timeout", "900"),
    )
    least = job.options.min_scale
    resources = f"{CPU} vCPU, {MEMORY}, {least} to {MOST_INSTANCES} instances, {THREADS} requests each, public"
    return Command(f"{doing} the application {NAME} ({resources}); builds its image, which takes some minutes", line)


def _secret(job: Job, known: dict[str, Any] | None) -> Iterator[Change]:
    """Yields the change that sets the secret; see code_engine.secret."""
    exists = bool(known) or (known is not None and job.tools.run((*_CE, "secret", "get", "--name", BESIDE)).ok)
    yield code_engine.secret(job, BESIDE, exists, tuple(RULES))


def _known(job: Job) -> dict[str, Any] | None:
    """Returns Code Engine's description of the application; {} if there is none, None if the project is not selected."""
    if not code_engine.selected(job):
        return None
    answer = job.tools.run((*_CE, "app", "get", "--name", NAME, "--output", "json"))
    if not answer.ok:
        return {}
    found = json.loads(answer.out)
    return found if isinstance(found, dict) else {}


def _ready(known: dict[str, Any]) -> bool:
    """Returns whether nothing says that the latest revision failed: as a status in one word, or as Knative's conditions."""
    status = known.get("status")
    if isinstance(status, str):
        return status == "ready"
    conditions = status.get("conditions", []) if isinstance(status, dict) else []
    return all(each.get("status") == "True" for each in conditions if each.get("type") == "Ready")
