"""The zip that is deployed: its size and files by package."""

from __future__ import annotations

from bench.report import Cell, Section, Table, verdict
from bench.run import Run
from operate.bundle import sizes

#: MB of the zip, at the most.
_MOST = 6.0
#: Packages smaller than this, in MB, share one row.
_SMALL = 0.03

_INTRO = (
    "A platform fetches and unpacks the zip before each cold start; on a disk each file costs it about a millisecond."
)


def section(run: Run) -> Section:
    whole = sizes.of(run.archive)
    packages = sizes.by_package(run.archive)
    rows: list[list[Cell]] = [[name, each.packed / 1e6, each.files] for name, each in packages.items() if _large(each)]
    small = [each for each in packages.values() if not _large(each)]
    rows.append(["the others", sum(each.packed for each in small) / 1e6, sum(each.files for each in small)])
    rows.append(["**all**", whole.packed / 1e6, whole.files])
    said = f"The zip: {whole.packed / 1e6:.2f} MB, target ≤ {_MOST:.0f} MB, {verdict(whole.packed / 1e6, _MOST)}."
    return Section("The zip", _INTRO, [said, Table(("package", "MB in the zip", "files"), rows, digits=2)])


def _large(package: sizes.Size) -> bool:
    return package.packed / 1e6 >= _SMALL
