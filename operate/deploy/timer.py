"""Step `timer`: a timer calls the scheduler every five minutes, and the scheduler has written its heartbeat.

On OpenWhisk the timer is the manifest's trigger and rule, which are deployed with the actions.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from handover.services.storage import StorageError, keys
from operate.deploy import storage
from operate.deploy.change import Change, Command
from operate.deploy.code_engine import function
from operate.deploy.job import Job
from operate.errors import OperatorError

SCHEDULE = "*/5 * * * *"
SUBSCRIPTION = function("scheduler")

_FRESH = timedelta(minutes=11)
_PATIENCE_S, _LONGEST_PAUSE_S = 420, 32
_CRON = ("ibmcloud", "ce", "sub", "cron")


@dataclass(frozen=True)
class Heartbeat:
    """Wait until the scheduler has written a heartbeat after this change began."""

    says: str = "wait for the scheduler's heartbeat (up to 7 minutes)"

    def do(self, job: Job) -> None:
        since, waited, pause = job.clock.now(), 0, 1
        while not (last := last_heartbeat(job)) or last < since:
            if waited >= _PATIENCE_S:
                raise OperatorError(
                    "The scheduler has written no heartbeat for 7 minutes: read its log (docs/operations.md, Logs)."
                )
            job.wait(pause)
            waited, pause = waited + pause, min(2 * pause, _LONGEST_PAUSE_S)
            if pause == _LONGEST_PAUSE_S:
                job.console.say(f"    … still waiting ({waited} s)")


def changes(job: Job) -> list[Change]:
    """Returns the subscription if it is missing or differs, and a wait for the heartbeat if there is no recent one."""
    planned: list[Change] = list(_subscription(job)) if job.on_code_engine else []
    last = last_heartbeat(job)
    if planned or last is None or job.clock.now() - last > _FRESH:
        planned.append(Heartbeat())
    return planned


def removal(job: Job) -> list[Change]:
    if not job.on_code_engine or not job.tools.run((*_CRON, "get", "--name", SUBSCRIPTION)).ok:
        return []
    return [Command(f"delete the cron {SUBSCRIPTION}", (*_CRON, "delete", "--name", SUBSCRIPTION, "--force"))]


def last_heartbeat(job: Job) -> datetime | None:
    """Returns when the scheduler last ran, or None if it never did or storage cannot be read."""
    try:
        beat = storage.storage(job).bucket.get(keys.HEARTBEAT)
    except StorageError:
        return None
    return datetime.fromisoformat(beat["at"]) if beat else None


def _subscription(job: Job) -> list[Command]:
    there = job.tools.run((*_CRON, "get", "--name", SUBSCRIPTION))
    if there.ok and SCHEDULE in there.out and SUBSCRIPTION in there.out:
        return []
    doing = "update" if there.ok else "create"
    line = (
        *(*_CRON, doing, "--name", SUBSCRIPTION, "--destination", SUBSCRIPTION),
        *("--destination-type", "function", "--schedule", SCHEDULE),
    )
    return [Command(f"{doing} the cron {SUBSCRIPTION}: every five minutes", line)]
