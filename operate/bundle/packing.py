"""Packs the installed packages into one archive that Python imports from.

Every file is unpacked in every cold start, and creating one costs up to a millisecond on a disk. The archive is one file,
and Python reads modules from it about as quickly as from a folder. It is stored without compression, so an import need not
unpack; the bundle's own zip compresses it. It holds byte code only: with the source, each process would list twice as many
entries at its start. `handover/__init__.py` puts the archive on Python's path.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from operate.bundle import archive

ARCHIVE = "packages.zip"

#: Packages that open files of their own by path: certificates. They stay folders.
FOLDERS = ("certifi",)


def pack(packages: Path, folder: Path) -> None:
    """Moves the compiled packages of `packages` into `folder`: its archive, and the packages that stay folders."""
    for name in FOLDERS:
        if (packages / name).is_dir():
            shutil.move(packages / name, folder / name)
    archive.write(packages, folder / ARCHIVE, compressed=False)
