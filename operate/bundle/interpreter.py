"""Finds an interpreter with the platform's Python version on this machine."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from operate.errors import OperatorError

#: The source needs 3.11 or newer.
_KNOWN = re.compile(r"3\.(1[1-9]|[2-9]\d)")


def find(version: str, home: Path | None = None) -> str:
    """Returns the path of a Python `version` (like "3.13"), with or without pip. Raises OperatorError with the remedy."""
    if not _KNOWN.fullmatch(version):
        raise OperatorError(f"The bundle does not run on Python {version}: it needs 3.11 or newer, named like 3.13.")
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
