"""Cuts what a package would load to what the bundle uses: Watson's SDK imports all of its services, and pruning.py leaves
the others out."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

_WATSON = PurePosixPath("ibm_watson/__init__.py")
_OTHER_SERVICES = re.compile(rb"^from \.(?!assistant_v2|common|version).*\n", re.MULTILINE)


def trimmed(path: PurePosixPath, data: bytes) -> bytes:
    """Returns what the bundle needs of a package's file; `path` is relative to where packages are installed."""
    return _OTHER_SERVICES.sub(b"", data) if path == _WATSON else data
