"""Installs the bundle's pinned packages for one Python, once per list of packages."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from operate.errors import OperatorError


def install(lists: Sequence[Path], version: str, interpreter: str, store: Path) -> Path:
    """Installs the packages of the requirement files in `lists` for `interpreter`. Returns their folder, in `store`.

    The lists must pin everything, transitive packages too: pip resolves nothing. A folder that was installed from the same
    lists is reused. Raises OperatorError if a package is not pinned or pip fails.
    """
    _must_be_pinned(lists)
    digest = hashlib.sha256(b"\0".join(path.read_bytes() for path in lists)).hexdigest()[:12]
    done = store / f"{version}-{digest}"
    if done.is_dir():
        return done
    print(
        f"Installing the bundle's packages for Python {version} (about half a minute, only when they change) …",
        flush=True,
    )
    store.mkdir(parents=True, exist_ok=True)
    begun = Path(tempfile.mkdtemp(prefix=f"{done.name}.", dir=store))
    command = [sys.executable, "-m", "pip", "--python", interpreter, "install", "--quiet", "--no-deps", "--no-compile"]
    command += ["--disable-pip-version-check", "--target", str(begun)]
    for path in lists:
        command += ["--requirement", str(path)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    if answer.returncode:
        shutil.rmtree(begun)
        reason = [line for line in answer.stderr.splitlines() if "ERROR" in line] or answer.stderr.splitlines()[-1:]
        raise OperatorError("pip could not install the bundle's packages: " + " ".join(reason))
    try:
        begun.rename(done)
    except OSError:  # another build finished first
        shutil.rmtree(begun)
    return done


def _must_be_pinned(lists: Sequence[Path]) -> None:
    for path in lists:
        for line in path.read_text().splitlines():
            wanted = line.partition("#")[0].strip()
            if wanted and not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.]+", wanted):
                raise OperatorError(f"{path.name} must pin every package like `name==1.2.3`; it says `{wanted}`.")
