"""Fixtures for the operator's tests: the bundle, built once for the running Python."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from operate.bundle.build import ROOT, Built, build

HERE = f"{sys.version_info.major}.{sys.version_info.minor}"


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The real bundle, in a folder of its own; its packages are kept in build/dependencies from run to run."""
    out = tmp_path_factory.mktemp("build")
    store = ROOT / "build" / "dependencies"
    store.mkdir(parents=True, exist_ok=True)
    (out / "dependencies").symlink_to(store, target_is_directory=True)
    return build(HERE, out)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A source as small as one can be: an action, a module it imports, and things that must not be deployed."""
    folder = tmp_path / "functions"
    (folder / "handover" / "__pycache__").mkdir(parents=True)
    (folder / "requirements.txt").write_text("six==1.17.0  # small and pure\n")
    (folder / "__main__.py").write_text("from handover.runtime import webhook\n")
    (folder / "handover" / "__init__.py").write_text("")
    (folder / "handover" / "runtime.py").write_text(
        "def webhook(args):\n    return {'body': {'a', 'b', 'c'}.__len__()}\n"
    )
    (folder / "handover" / "__pycache__" / "runtime.cpython-39.pyc").write_text("stale")
    (folder / "handover" / ".DS_Store").write_text("left by a file manager")
    return folder
