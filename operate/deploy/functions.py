"""Step `functions`: the actions are deployed on the target. Later steps get their addresses here."""

from __future__ import annotations

from operate import actions
from operate.deploy import code_engine, openwhisk
from operate.deploy.change import Change
from operate.deploy.job import Job
from operate.errors import OperatorError


def changes(job: Job) -> list[Change]:
    """Returns the changes for actions that are missing or out of date. On Code Engine the step `project` runs before."""
    return code_engine.changes(job) if job.on_code_engine else openwhisk.changes(job)


def removal(job: Job) -> list[Change]:
    return code_engine.removal(job) if job.on_code_engine else openwhisk.removal(job)


def addresses(job: Job) -> dict[str, str]:
    """Returns the public address of each web action. Raises OperatorError if one is not deployed."""
    return code_engine.addresses(job) if job.on_code_engine else openwhisk.addresses(job)


def expected(job: Job) -> dict[str, str]:
    """Returns the public addresses; in a plan before the first deploy, examples."""
    try:
        return addresses(job)
    except OperatorError:
        if not job.options.plan:
            raise
    return {action: f"https://{code_engine.function(action)}.example.org/" for action in actions.on_the_web()}
