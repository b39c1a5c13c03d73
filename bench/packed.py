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
    packages, whole = sizes.packages(run.archive), sizes.whole(run.archive)
    large = [package for package in packages if package.size / 1e6 >= _SMALL]
    rest = [package for package in packages if package.size / 1e6 < _SMALL]
    rows: list[list[Cell]] = [[package.name, package.size / 1e6, package.files] for package in large]
    if rest:
        rows.append(["the others", sum(each.size for each in rest) / 1e6, sum(each.files for each in rest)])
    rows.append(["**all**", whole.size / 1e6, whole.files])
    said = f"The zip: {whole.size / 1e6:.2f} MB, target ≤ {_MOST:.0f} MB, {verdict(whole.size / 1e6, _MOST)}."
    return Section("The zip", _INTRO, [said, Table(("package", "MB in the zip", "files"), rows, digits=2)])
