"""Reports the size of each package in the bundle, so that a new dependency is noticed."""

from __future__ import annotations

import zipfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Packed:
    """A package in the zip, or the whole zip: its bytes there, and how many files it has."""

    name: str
    size: int
    files: int


def packages(archive: Path) -> list[Packed]:
    """Returns the packages in the archive, largest first."""
    size: Counter[str] = Counter()
    files: Counter[str] = Counter()
    with zipfile.ZipFile(archive) as entries:
        for entry in entries.infolist():
            package = entry.filename.partition("/")[0]
            size[package] += entry.compress_size
            files[package] += 1
    return [Packed(package, packed, files[package]) for package, packed in size.most_common()]


def whole(archive: Path) -> Packed:
    """Returns the archive itself."""
    return Packed(archive.name, archive.stat().st_size, sum(package.files for package in packages(archive)))


def table(archive: Path) -> str:
    """Returns a line per package, largest first: packed size, number of files. The last line is the whole archive."""
    lines = [*packages(archive), whole(archive)]
    return "\n".join(f"{each.name:24} {each.size / 1e6:7.2f} MB  {each.files:5} files" for each in lines)
