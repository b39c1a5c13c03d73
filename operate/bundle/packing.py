"""Packs the installed packages into archives that Python imports from.

Every file is unpacked in every cold start, and creating one costs up to a millisecond on a disk. An archive is one file, and
Python reads modules from it about as quickly as from a folder. It is stored without compression, so an import need not
unpack; the bundle's own zip compresses it. It holds byte code only: with the source, each process would list twice as many
entries at its start. `handover/__init__.py` puts the archive on Python's path.

Who looks for a module in an archive reads the archive's list first, and two thirds of all files describe the numbers of one
country each. They are in an archive of their own, which is read when a number is.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from operate.bundle import archive

#: The archive of most packages, and that of the countries' numbers.
ARCHIVE, NUMBERS = "packages.zip", "numbers.zip"
ARCHIVES = (ARCHIVE, NUMBERS)

#: What is in the second one. trimming.py tells the packages above where it is.
_OF_COUNTRIES = "phonenumbers/*data/region_*"

#: Packages that open files of their own by path: certificates. They stay folders.
FOLDERS = ("certifi",)


def pack(packages: Path, folder: Path) -> None:
    """Moves the compiled packages of `packages` into `folder`: its archives, and the packages that stay folders."""
    for name in FOLDERS:
        if (packages / name).is_dir():
            shutil.move(packages / name, folder / name)
    with tempfile.TemporaryDirectory(dir=folder) as apart:
        for path in sorted(packages.glob(_OF_COUNTRIES)):
            target = Path(apart) / path.relative_to(packages)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(path, target)
        if any(Path(apart).iterdir()):
            archive.write(Path(apart), folder / NUMBERS, compressed=False)
    archive.write(packages, folder / ARCHIVE, compressed=False)
