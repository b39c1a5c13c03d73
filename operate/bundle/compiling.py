"""Compiles byte code for the platform's Python.

`unchecked-hash`: OpenWhisk unzips without file times, so byte code that is checked by time would be stale. Its bytes would
also differ from build to build. OpenWhisk's launcher renames `__main__.py`, so its byte code would never be
used. phonenumbers has one module per region and a container reads a few of them: their byte code would be 500 more files
to unzip in every cold start.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from operate.errors import OperatorError

_NOT_COMPILED = r"__main__\.py$|phonenumbers/(short)?data/region_"


def compile_folder(folder: Path, interpreter: str) -> None:
    """Writes `__pycache__` beside every module in `folder`, for the version of `interpreter`. Raises OperatorError."""
    command = [interpreter, "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash"]
    command += ["-s", str(folder), "-x", _NOT_COMPILED, str(folder)]
    # A fixed hash seed makes the bytes reproducible: sets of constants are written in hash order.
    answer = subprocess.run(command, env={"PYTHONHASHSEED": "0"}, capture_output=True, text=True, check=False)
    if answer.returncode:
        raise OperatorError("The bundle does not compile: " + (answer.stdout + answer.stderr).strip())
