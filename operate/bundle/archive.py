"""A reproducible zip: its bytes depend on the names and contents of the files only."""

from __future__ import annotations

import zipfile
from pathlib import Path

#: The earliest time a zip can hold. OpenWhisk ignores file times when it unpacks.
_NO_TIME = (1980, 1, 1, 0, 0, 0)


def write(folder: Path, target: Path, compressed: bool = True) -> None:
    """Packs every file below `folder` into `target`, with paths relative to `folder`."""
    method = zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED
    with zipfile.ZipFile(target, "w") as archive:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _NO_TIME)
            entry.compress_type = method
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, path.read_bytes(), compresslevel=9)
