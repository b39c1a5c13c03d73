"""Byte code for the platform's Python.

`unchecked-hash`: OpenWhisk unzips without file times, so that byte code checked by time is stale on arrival, and its
bytes would differ from build to build. `__main__.py` is renamed by OpenWhisk's launcher, so its byte code would never be
used. phonenumbers has one module per region, of which a container reads a few: their byte code would be 500 more files
to unzip at every cold start.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from operate.errors import OperatorError

_NOT_COMPILED = r"__main__\.py$|phonenumbers/(short)?data/region_"


def compile_folder(folder: Path, interpreter: str) -> None:
    """Write `__pycache__` beside every module of `folder`, for `interpreter`'s version."""
    command = [interpreter, "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash"]
    command += ["-s", str(folder), "-x", _NOT_COMPILED, str(folder)]
    # A fixed hash seed: sets of constants are written in the order of their hashes.
    answer = subprocess.run(command, env={"PYTHONHASHSEED": "0"}, capture_output=True, text=True, check=False)
    if answer.returncode:
        raise OperatorError("The bundle does not compile: " + (answer.stdout + answer.stderr).strip())
