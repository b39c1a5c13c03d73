"""Builds the bundle: the source, its packages, byte code, the zip."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from operate.bundle import (
    archive,
    compiling,
    dependencies,
    interpreter,
    packing,
    pruning,
    schema_checks,
    shaking,
    templates,
    texts,
    trimming,
)
from operate.errors import OperatorError

ROOT = Path(__file__).resolve().parents[2]
MOST_BYTES = 10_000_000

_MADE_FROM = "handover.made-from"


@dataclass(frozen=True)
class Built:
    """A built bundle: `folder` is for Code Engine, `archive` for OpenWhisk, `version` is their Python."""

    folder: Path
    archive: Path
    version: str


def build(version: str, out: Path = ROOT / "build", source: Path = ROOT / "functions") -> Built:
    """Builds `out`/bundle and `out`/handover.zip for Python `version`, and replaces earlier ones.

    Raises OperatorError if that Python or a package is missing, or the zip is larger than 10 MB.
    """
    python = interpreter.find(version)
    packages = dependencies.install(_lists(source), version, python, out / "dependencies")
    folder, zipped = out / "bundle", out / "handover.zip"
    (out / _MADE_FROM).unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    _copy_source(source, folder)
    templates.compile_templates(folder, packages, python)
    texts.write_json(folder)
    schema_checks.write_checks(folder)
    compiling.write_dataclass_methods(folder, python)
    compiling.replace_source(folder / "handover", python)
    with tempfile.TemporaryDirectory(dir=out) as needed:
        _copy_packages(packages, Path(needed))
        shaking.shake_packages(Path(needed))
        compiling.replace_source(Path(needed), python)
        packing.pack(Path(needed), folder)
    archive.write(folder, zipped)
    if zipped.stat().st_size > MOST_BYTES:
        raise OperatorError(
            f"{zipped.name} is larger than 10 MB: leave out what the bundle never imports (bundle/pruning.py)."
        )
    (out / _MADE_FROM).write_text(_origin(version, source))
    return Built(folder, zipped, version)


def is_current(version: str, out: Path = ROOT / "build", source: Path = ROOT / "functions") -> bool:
    """Returns whether `build` would produce what is already there."""
    made_from = out / _MADE_FROM
    return made_from.is_file() and made_from.read_text() == _origin(version, source)


def _origin(version: str, source: Path) -> str:
    """Returns a digest of everything the bundle is built from, including this package."""
    files = [*_lists(source), *Path(__file__).parent.glob("*.py"), source / "__main__.py", *_own(source)]
    digest = hashlib.sha256(version.encode())
    for path in sorted(files):
        digest.update(f"\0{path.name}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def _lists(source: Path) -> tuple[Path, Path]:
    return source / "requirements.txt", Path(__file__).with_name("transitive.txt")


def _own(source: Path) -> list[Path]:
    """Returns the files of the `handover` package, without caches and hidden files."""
    found = (path for path in (source / "handover").rglob("*") if path.is_file() and not path.name.startswith("."))
    return sorted(path for path in found if "__pycache__" not in path.parts)


def _copy_packages(packages: Path, folder: Path) -> None:
    """Copies what the bundle needs of the installed packages."""
    for path in sorted(path for path in packages.rglob("*") if path.is_file()):
        inside = PurePosixPath(path.relative_to(packages))
        if pruning.keep(inside):
            target = folder / inside
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(trimming.trimmed(inside, path.read_bytes()))


def _copy_source(source: Path, folder: Path) -> None:
    """Copies the entry point and the `handover` package. Not the requirements file: OpenWhisk would run pip with it."""
    _copy(source / "__main__.py", folder / "__main__.py")
    for path in _own(source):
        _copy(path, folder / path.relative_to(source))


def _copy(path: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, target)
