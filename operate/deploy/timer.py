"""Step `timer`: a timer calls the scheduler every minute, and the scheduler has run.

A booked call is placed in the minute of its time, so the scheduler runs each minute. That it has nothing to do costs a run
and a few storage requests (step `summary` prints them).

On OpenWhisk the timer is the manifest's trigger and rule, which are deployed with the actions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from handover.services.storage import StorageError
from operate.deploy import app, code_engine, storage
from operate.deploy.change import Change, Command
from operate.deploy.code_engine import function
from operate.deploy.job import NAME, Job
from operate.deploy.trusted_profile import PAGE
from operate.errors import OperatorError

SCHEDULE = "* * * * *"
SUBSCRIPTION = function("scheduler")

_FRESH = timedelta(minutes=3)
_MOST_S, _LONGEST_PAUSE_S = 240, 16
_CRON = ("ibmcloud", "ce", "sub", "cron")


@dataclass(frozen=True)
class AwaitSweep:
    """Wait until the scheduler has run after this change began."""

    says: str = "wait until the scheduler has run (up to 4 minutes)"

    def do(self, job: Job) -> None:
        since, waited, pause = job.clock.now(), 0, 1
        while not (last := last_sweep(job)) or last < since:
            if waited >= _MOST_S:
                raise OperatorError(
                    "The scheduler has not run for 4 minutes: read its log (docs/operations.md#logs)."
                    + (f" It may not reach storage by its trusted profile: {PAGE}." if job.by_trusted_profile else "")
                )
            job.wait(pause)
            waited, pause = waited + pause, min(2 * pause, _LONGEST_PAUSE_S)
            if pause == _LONGEST_PAUSE_S:
                job.console.say(f"    … still waiting ({waited} s)")


def changes(job: Job) -> list[Change]:
    """Returns the subscription if it is missing or differs, and a wait if the scheduler has not run recently."""
    planned: list[Change] = list(_subscription(job)) if job.on_code_engine else []
    last = last_sweep(job)
    if planned or last is None or job.clock.now() - last > _FRESH:
        planned.append(AwaitSweep())
    return planned


def removal(job: Job) -> list[Change]:
    if not job.on_code_engine:
        return []
    code_engine.must_be_selected(job)
    name, _ = _names(job)
    if not job.tools.run((*_CRON, "get", "--name", name)).ok:
        return []
    return [Command(f"delete the cron {name}", (*_CRON, "delete", "--name", name, "--force"))]


def last_sweep(job: Job) -> datetime | None:
    """Returns when the scheduler last ran, or None if it never did or storage cannot be read."""
    try:
        return storage.storage(job).last_sweep()
    except StorageError:
        return None


def _names(job: Job) -> tuple[str, str]:
    """Returns the subscription's name, and that of its destination."""
    return (app.BESIDE, NAME) if job.as_app else (SUBSCRIPTION, SUBSCRIPTION)


def _subscription(job: Job) -> list[Command]:
    if not job.options.plan:
        code_engine.must_be_selected(job)
    name, destination = _names(job)
    there = job.tools.run((*_CRON, "get", "--name", name))
    listed = re.split(r"[^\w-]+", _value(there.out, "Destination"))  # some versions add its kind or its domain
    if there.ok and destination in listed and _value(there.out, "Schedule") == SCHEDULE:
        return []
    doing = "update" if there.ok else "create"
    kind = ("--destination-type", "app", "--path", "/scheduler") if job.as_app else ("--destination-type", "function")
    line = (*_CRON, doing, "--name", name, "--destination", destination, *kind, "--schedule", SCHEDULE)
    return [Command(f"{doing} the cron {name}: every minute", line)]


def _value(printed: str, name: str) -> str:
    """Returns the value in the line `NAME:  VALUE` of what the tool printed, or "" if there is no such line."""
    lines = (line.partition(":") for line in printed.splitlines())
    return next((value.strip() for found, _, value in lines if found.strip() == name), "")
