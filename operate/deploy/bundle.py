"""Step `bundle`: build/bundle and build/handover.zip are built for the target's Python."""

from __future__ import annotations

from dataclasses import dataclass

from operate.bundle import sizes
from operate.bundle.build import build, is_current
from operate.deploy.change import Change
from operate.deploy.job import Job


@dataclass(frozen=True)
class Build:
    """Build the bundle. The same source gives the same bytes."""

    says: str
    version: str

    def do(self, job: Job) -> None:
        built = build(self.version, job.options.build)
        job.console.say("  " + sizes.table(built.archive).splitlines()[-1])


def changes(job: Job) -> list[Change]:
    """Returns a build if the source, its packages or the Python version changed since the last one."""
    if is_current(job.python, job.options.build):
        return []
    return [Build(f"build the bundle for Python {job.python} in {job.options.build}", job.python)]


def removal(_job: Job) -> list[Change]:
    """Returns no changes: the build is only on this machine."""
    return []
