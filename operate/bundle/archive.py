"""A zip whose bytes depend on nothing but the files' names and contents."""

from __future__ import annotations

import zipfile
from pathlib import Path

#: The earliest time a zip can hold; OpenWhisk's unpacking ignores times anyway.
_NO_TIME = (1980, 1, 1, 0, 0, 0)


def write(folder: Path, target: Path) -> None:
    """Pack every file below `folder`, its root as the archive's root, into `target`."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _NO_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, path.read_bytes(), compresslevel=9)
