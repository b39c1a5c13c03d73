"""Compiles byte code for the platform's Python.

`unchecked-hash`: OpenWhisk unzips without file times, so byte code that is checked by time would be stale. Its bytes would
also differ from build to build. OpenWhisk's launcher renames `__main__.py`, so its byte code would never be used.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from operate.bundle import dataclass_methods
from operate.errors import OperatorError


def compile_folder(folder: Path, interpreter: str) -> None:
    """Writes `__pycache__` beside every module in `folder`, for the version of `interpreter`. Raises OperatorError."""
    _compile(folder, interpreter, "-x", r"__main__\.py$")


def replace_source(folder: Path, interpreter: str) -> None:
    """Replaces every module in `folder` by its byte code, which Python imports without its source. Raises
    OperatorError."""
    _compile(folder, interpreter, "-b")
    for source in folder.rglob("*.py"):
        source.unlink()


def write_dataclass_methods(folder: Path, interpreter: str) -> None:
    """Replaces the modules of `folder`/handover that have dataclasses by byte code that has their methods. Raises
    OperatorError."""
    _run([interpreter, dataclass_methods.__file__, str(folder)])


def _compile(folder: Path, interpreter: str, *options: str) -> None:
    command = [interpreter, "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash"]
    command += ["-s", str(folder), *options, str(folder)]
    _run(command)


def _run(command: list[str]) -> None:
    # A fixed hash seed makes the bytes reproducible: sets of constants are written in hash order.
    answer = subprocess.run(command, env={"PYTHONHASHSEED": "0"}, capture_output=True, text=True, check=False)
    if answer.returncode:
        raise OperatorError("The bundle does not compile: " + (answer.stdout + answer.stderr).strip())
