"""Step `bundle`: build/bundle and build/handover.zip are built for the target's Python; for the application,
build/app too."""

from __future__ import annotations

from dataclasses import dataclass

from operate.bundle import image, sizes
from operate.bundle.build import Built, build, is_current
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


@dataclass(frozen=True)
class Image:
    """Write the folder that the application's image is built from."""

    says: str
    version: str

    def do(self, job: Job) -> None:
        build_folder = job.options.build
        image.write(Built(build_folder / "bundle", build_folder / "handover.zip", self.version), build_folder)


def changes(job: Job) -> list[Change]:
    """Returns a build if the source, its packages or the Python version changed since the last one."""
    planned: list[Change] = []
    if not is_current(job.python, job.options.build):
        planned.append(Build(f"build the bundle for Python {job.python} in {job.options.build}", job.python))
    if job.as_app and (planned or image.current(job.python, job.options.build) is None):
        planned.append(Image(f"write the image's folder {job.options.build / 'app'}", job.python))
    return planned


def removal(_job: Job) -> list[Change]:
    """Returns no changes: the build is only on this machine."""
    return []
