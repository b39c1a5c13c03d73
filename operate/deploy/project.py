"""Step `project`: the Code Engine project exists and is selected. OpenWhisk has no projects."""

from __future__ import annotations

from operate.deploy import code_engine
from operate.deploy.change import Change
from operate.deploy.job import Job


def changes(job: Job) -> list[Change]:
    return code_engine.project_changes(job) if job.on_code_engine else []


def removal(job: Job) -> list[Change]:
    """Returns no changes: the project may contain other things."""
    if job.on_code_engine:
        name = job.options.project
        job.console.say(f"  The project {name} stays; `ibmcloud ce project delete --name {name}` deletes it.")
    return []
