"""Puts the bundle together: the source, its packages, byte code, the zip."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from operate.bundle import archive, compiling, dependencies, interpreter, pruning
from operate.errors import OperatorError

ROOT = Path(__file__).resolve().parents[2]
MOST_BYTES = 10_000_000


@dataclass(frozen=True)
class Built:
    """Where the bundle is: `folder` for Code Engine, `archive` for OpenWhisk; for which Python."""

    folder: Path
    archive: Path
    version: str


def build(version: str, out: Path = ROOT / "build", source: Path = ROOT / "functions") -> Built:
    """Build `out`/bundle and `out`/handover.zip for Python `version`, replacing what was there.

    Raises OperatorError when that Python or a package is missing, or the zip has grown beyond 10 MB.
    """
    python = interpreter.find(version)
    lists = (source / "requirements.txt", Path(__file__).with_name("transitive.txt"))
    packages = dependencies.install(lists, version, python, out / "dependencies")
    folder, zipped = out / "bundle", out / "handover.zip"
    shutil.rmtree(folder, ignore_errors=True)
    _copy_packages(packages, folder)
    _copy_source(source, folder)
    compiling.compile_folder(folder, python)
    archive.write(folder, zipped)
    if zipped.stat().st_size > MOST_BYTES:
        raise OperatorError(
            f"{zipped.name} is larger than 10 MB: leave out what the bundle never imports (bundle/pruning.py)."
        )
    return Built(folder, zipped, version)


def _copy_packages(packages: Path, folder: Path) -> None:
    for path in sorted(path for path in packages.rglob("*") if path.is_file()):
        inside = path.relative_to(packages)
        if pruning.keep(PurePosixPath(inside)):
            _copy(path, folder / inside)


def _copy_source(source: Path, folder: Path) -> None:
    """The entry point and our own package; no requirements file, or OpenWhisk would run pip at every cold start."""
    _copy(source / "__main__.py", folder / "__main__.py")
    for path in sorted((source / "handover").rglob("*")):
        inside = path.relative_to(source)
        if path.is_file() and "__pycache__" not in inside.parts and not path.name.startswith("."):
            _copy(path, folder / inside)


def _copy(path: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, target)
