"""Reports the size of the bundle and of each package in it, so that a new dependency is noticed."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from operate.bundle import packing


@dataclass(frozen=True)
class Size:
    """`packed` is in bytes. `files` are those that a cold start unpacks."""

    packed: int
    files: int


def of(archive: Path) -> Size:
    """Returns the size of the bundle's zip."""
    with zipfile.ZipFile(archive) as entries:
        return Size(archive.stat().st_size, len(entries.infolist()))


def by_package(archive: Path) -> Mapping[str, Size]:
    """Returns the packed size of each package, largest first, and how many files it has in the zip: none if it is in an
    archive of packages, whose members are measured as if each were compressed alone."""
    packed: Counter[str] = Counter()
    files: Counter[str] = Counter()
    with zipfile.ZipFile(archive) as entries:
        for entry in entries.infolist():
            if entry.filename in packing.ARCHIVES:
                packed.update(_inside(entries.read(entry)))
            else:
                package = entry.filename.partition("/")[0]
                packed[package] += entry.compress_size
                files[package] += 1
    return {package: Size(size, files[package]) for package, size in packed.most_common()}


def table(archive: Path) -> str:
    """Returns a line per package, largest first: packed size, number of files. The last line is the whole zip."""
    lines = [_line(package, size) for package, size in by_package(archive).items()]
    return "\n".join([*lines, _line(archive.name, of(archive))])


def _inside(packages: bytes) -> Counter[str]:
    size: Counter[str] = Counter()
    with zipfile.ZipFile(io.BytesIO(packages)) as entries:
        for entry in entries.infolist():
            package = entry.filename.partition("/")[0].removesuffix(".pyc")
            size[package] += len(zlib.compress(entries.read(entry), 9))
    return size


def _line(name: str, size: Size) -> str:
    return f"{name:24} {size.packed / 1e6:7.2f} MB  {size.files:5} files"
