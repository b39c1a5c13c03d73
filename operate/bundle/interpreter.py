"""Finds the Python whose version the platform runs."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from operate.errors import OperatorError

#: Code Engine's runtime, and OpenWhisk's.
VERSIONS = ("3.13", "3.12", "3.11")


def find(version: str, home: Path | None = None) -> str:
    """The path of a Python `version` (like "3.13"); it need not have pip. Raises OperatorError with the remedy."""
    if version not in VERSIONS:
        raise OperatorError(
            f"Python {version} is not one that the bundle runs on; choose one of {', '.join(VERSIONS)}."
        )
    for candidate in _candidates(version, home or Path.home()):
        if _version_of(candidate) == version:
            return candidate
    raise OperatorError(
        f"Python {version} is needed here to compile the bundle for it, and no python{version} was found: install it"
        f" (for example `uv python install {version}`, `pyenv install {version}`, or your system's python{version})."
    )


def _candidates(version: str, home: Path) -> Iterator[str]:
    yield sys.executable
    named = shutil.which(f"python{version}")
    if named:
        yield named
    for pattern in (f".pyenv/versions/{version}*/bin/python", f".local/share/uv/python/cpython-{version}*/bin/python3"):
        yield from sorted((str(path) for path in home.glob(pattern)), reverse=True)


def _version_of(executable: str) -> str:
    ask = "import sys; print('%d.%d' % sys.version_info[:2])"
    answer = subprocess.run([executable, "-I", "-c", ask], capture_output=True, text=True, check=False)
    return answer.stdout.strip()
