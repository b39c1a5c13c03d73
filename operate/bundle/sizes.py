"""Reports the size of each package in the bundle, so that a new dependency is noticed."""

from __future__ import annotations

import zipfile
from collections import Counter
from pathlib import Path


def table(archive: Path) -> str:
    """Returns a line per package, largest first: packed size, number of files. The last line is the whole archive."""
    size: Counter[str] = Counter()
    files: Counter[str] = Counter()
    with zipfile.ZipFile(archive) as entries:
        for entry in entries.infolist():
            package = entry.filename.partition("/")[0]
            size[package] += entry.compress_size
            files[package] += 1
    lines = [f"{package:24} {_megabytes(packed)}  {files[package]:5} files" for package, packed in size.most_common()]
    whole = archive.stat().st_size
    return "\n".join([*lines, f"{archive.name:24} {_megabytes(whole)}  {sum(files.values()):5} files"])


def _megabytes(size: int) -> str:
    return f"{size / 1e6:7.2f} MB"
