"""Fixtures for the operator's tests: the bundle, built once in a run of the tests, for the running Python."""

from __future__ import annotations

import fcntl
import os
import sys
from pathlib import Path

import pytest

from operate.bundle.build import ROOT, Built, build, is_current

HERE = f"{sys.version_info.major}.{sys.version_info.minor}"


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The real bundle, built by the first worker that needs it. Its packages stay in build/dependencies from run to run."""
    own = tmp_path_factory.getbasetemp()
    out = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "build"
    store = ROOT / "build" / "dependencies"
    for folder in (out, store):
        folder.mkdir(parents=True, exist_ok=True)
    with (out / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if is_current(HERE, out):
            return Built(out / "bundle", out / "handover.zip", HERE)
        if not (out / "dependencies").exists():
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
