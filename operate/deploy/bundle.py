"""Step `bundle`: build/bundle and build/handover.zip for the target's Python."""

from __future__ import annotations

from dataclasses import dataclass

from operate.bundle import sizes
from operate.bundle.build import build, is_current
from operate.deploy.change import Change
from operate.deploy.job import Job


@dataclass(frozen=True)
class Build:
    """Build the bundle: the same source gives the same bytes."""

    says: str
    version: str

    def do(self, job: Job) -> None:
        built = build(self.version, job.options.build)
        job.console.say("  " + sizes.table(built.archive).splitlines()[-1])


def changes(job: Job) -> list[Change]:
    """A build, if the source, its packages or the Python are others than last time."""
    if is_current(job.python, job.options.build):
        return []
    return [Build(f"build the bundle for Python {job.python} in {job.options.build}", job.python)]


def removal(_job: Job) -> list[Change]:
    """What was built stays: it is no one's but this machine's."""
    return []
