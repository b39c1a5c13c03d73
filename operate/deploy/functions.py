"""Step `functions`: the actions on the target, and their addresses for the steps that come after."""

from __future__ import annotations

from operate import actions
from operate.deploy import code_engine, openwhisk
from operate.deploy.change import Change
from operate.deploy.job import Job
from operate.errors import OperatorError


def changes(job: Job) -> list[Change]:
    """What is missing or out of date. On Code Engine the project comes in a step of its own before it."""
    return code_engine.changes(job) if job.on_code_engine else openwhisk.changes(job)


def removal(job: Job) -> list[Change]:
    return code_engine.removal(job) if job.on_code_engine else openwhisk.removal(job)


def addresses(job: Job) -> dict[str, str]:
    """The public address of every action on the web."""
    return code_engine.addresses(job) if job.on_code_engine else openwhisk.addresses(job)


def expected(job: Job) -> dict[str, str]:
    """The same; in a plan made before the first deploy, what they will look like."""
    try:
        return addresses(job)
    except OperatorError:
        if not job.options.plan:
            raise
    return {action: f"https://{code_engine.function(action)}.example.org/" for action in actions.on_the_web()}
