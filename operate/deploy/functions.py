"""Step `functions`: the actions are deployed on the target. Later steps get their addresses here."""

from __future__ import annotations

from types import ModuleType

from operate import actions
from operate.deploy import app, code_engine, openwhisk
from operate.deploy.change import Change
from operate.deploy.job import NAME, Job
from operate.errors import OperatorError


def _target(job: Job) -> ModuleType:
    if job.as_app:
        return app
    return code_engine if job.on_code_engine else openwhisk


def changes(job: Job) -> list[Change]:
    """Returns the changes for actions that are missing or out of date. On Code Engine the step `project` runs before."""
    found: list[Change] = _target(job).changes(job)
    return found


def removal(job: Job) -> list[Change]:
    found: list[Change] = _target(job).removal(job)
    return found


def addresses(job: Job) -> dict[str, str]:
    """Returns the public address of each web action. Raises OperatorError if one is not deployed."""
    found: dict[str, str] = _target(job).addresses(job)
    return found


def expected(job: Job) -> dict[str, str]:
    """Returns the public addresses; in a plan before the first deploy, examples."""
    try:
        return addresses(job)
    except OperatorError:
        if not job.options.plan:
            raise
    if job.as_app:
        return {action: f"https://{NAME}.example.org/{action}" for action in actions.on_the_web()}
    return {action: f"https://{code_engine.function(action)}.example.org/" for action in actions.on_the_web()}
