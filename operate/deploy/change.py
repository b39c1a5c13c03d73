"""A planned change: plain data that says what it would do, and is carried out later or never."""

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
    """`says` is an imperative sentence without secrets."""

    @property
    def says(self) -> str: ...

    def do(self, job: Job) -> None:
        """Carry it out. Raises OperatorError when the other side refuses."""


@dataclass(frozen=True)
class Command:
    """A command line, which holds no secret. `environment` may: it is given to the tool beside our own.
    `file` (a flag, and NAME=value lines) is for a tool that takes secrets only from a file."""

    says: str
    line: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    file: tuple[str, Mapping[str, str]] | None = field(default=None, repr=False)

    @property
    def shown(self) -> str:
        """The command line as the operator could type it."""
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
    """NAME=value lines in a file that only this user can read, and that is gone afterwards."""
    descriptor, name = tempfile.mkstemp(dir=folder, suffix=".env")  # created with mode 0600
    path = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.writelines(f"{name}={value}\n" for name, value in values.items())
        yield path
    finally:
        path.unlink()
