"""Planned changes: plain data that describes itself, and that is carried out later or never."""

from __future__ import annotations

import os
import shlex
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from operate.bundle.build import ROOT
from operate.deploy.job import Job


class Change(Protocol):
    """A planned change. `says` is an imperative sentence without secrets."""

    @property
    def says(self) -> str: ...

    def do(self, job: Job) -> None:
        """Carries out the change. Raises OperatorError if the platform refuses it."""


@dataclass(frozen=True)
class Command:
    """A command line, which contains no secret. `environment` may contain some; it is added to this process's.
    `file` (a flag, and NAME=value lines) is for a tool that takes secrets only from a file."""

    says: str
    line: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    file: tuple[str, Mapping[str, str]] | None = field(default=None, repr=False)

    @property
    def shown(self) -> str:
        """Returns the command line as the operator could type it."""
        return shlex.join([*self.line, *([self.file[0], "<a private file>"] if self.file else [])])

    def do(self, job: Job) -> None:
        if self.file is None:
            job.tools.must(self.line, job.settings, self.environment, cwd=ROOT)
            return
        flag, values = self.file
        with private_file(values, job.private) as path:
            job.tools.must((*self.line, flag, str(path)), job.settings, self.environment, cwd=ROOT)


@contextmanager
def private_file(values: Mapping[str, str], folder: Path) -> Iterator[Path]:
    """Yields a file of NAME=value lines that only this user can read. Deletes it afterwards."""
    descriptor, name = tempfile.mkstemp(dir=folder, suffix=".env")  # created with mode 0600
    path = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.writelines(f"{name}={value}\n" for name, value in values.items())
        yield path
    finally:
        path.unlink()
