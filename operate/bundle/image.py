"""Writes the folder that the application's image is built from: build/app, with operate/app/Dockerfile.

It holds nothing else, above all no settings: a platform that builds the image gets the whole folder.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from operate.bundle import compiling, dependencies, interpreter
from operate.bundle.build import ROOT, Built

APP = ROOT / "operate" / "app"
_MADE_FROM = "app.made-from"
_VERSION = re.compile(r"^ARG PYTHON=\S+$", re.MULTILINE)


@dataclass(frozen=True)
class Context:
    """`folder` is what is built; `digest` changes with its content."""

    folder: Path
    digest: str


def write(built: Built, out: Path = ROOT / "build") -> Context:
    """Writes `out`/app for a built bundle, and replaces an earlier one. Raises OperatorError if a package is missing."""
    python = interpreter.find(built.version)
    packages = dependencies.install([APP / "requirements.txt"], built.version, python, out / "dependencies")
    folder = out / "app"
    (out / _MADE_FROM).unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(built.folder, folder / "bundle")
    # Not `bin`: nothing is started but the server. The licences are beside the packages.
    shutil.copytree(packages, folder / "server", ignore=shutil.ignore_patterns("bin", "__pycache__"))
    (folder / "server" / "operate").mkdir()
    shutil.copy(APP.parent / "__init__.py", folder / "server" / "operate")
    shutil.copytree(APP, folder / "server" / "operate" / "app", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("Dockerfile", "requirements.txt"):
        (folder / "server" / "operate" / "app" / name).unlink()
    compiling.replace_source(folder / "server", python)
    dockerfile = (APP / "Dockerfile").read_text(encoding="utf-8")
    (folder / "Dockerfile").write_text(_VERSION.sub(f"ARG PYTHON={built.version}", dockerfile), encoding="utf-8")
    digest = _digest(built.version, out)
    (out / _MADE_FROM).write_text(digest)
    return Context(folder, digest)


def current(version: str, out: Path = ROOT / "build") -> Context | None:
    """Returns the context that is there, or None if `write` would make another one."""
    made_from = out / _MADE_FROM
    digest = _digest(version, out)
    return Context(out / "app", digest) if made_from.is_file() and made_from.read_text() == digest else None


def _digest(version: str, out: Path) -> str:
    """Returns a digest of everything that the context is made from."""
    archive = out / "handover.zip"
    files = [Path(__file__), *sorted(path for path in APP.iterdir() if path.is_file())]
    digest = hashlib.sha256(version.encode() + (archive.read_bytes() if archive.is_file() else b""))
    for path in files:
        digest.update(f"\0{path.name}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:32]
