"""What each action imports in a cold start, and which packages the time goes to, before and after they were cut.

`imports-before.json` has the figures of an earlier bundle, where there is such a file. It is made by
`python -m bench.imports FOLDER`, which prints the figures of the bundle in that folder, or of the present one.
"""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from bench.cases import CASES
from bench.container import Cold
from bench.deployed import Deployed, s3_server
from bench.naive import program_in
from bench.report import Cell, Section, Table
from bench.run import Run
from bench.throttle import Started, start
from tests.handover.twilio_stub import TwilioStub

BEFORE = Path(__file__).with_name("imports-before.json")

#: Packages that a table names.
_MOST = 10

_LINE = re.compile(r"import time:\s+(\d+) \|\s+\d+ \|\s+(\S+)")

_INTRO = """What Python imports from the start of a process to the first answer (`-X importtime`): the number of modules,
and the time of the imports, both beside the naive twin's in the same run. The share of a package is that of its own
modules, without what they import."""


@dataclass(frozen=True)
class Imports:
    """The modules that one process imported, each with its own microseconds."""

    modules: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.modules.values())

    def by_package(self) -> Counter[str]:
        """Returns microseconds by top-level package; the standard library is one."""
        found: Counter[str] = Counter()
        for name, took in self.modules.items():
            package = name.partition(".")[0]
            found["standard library" if package in sys.stdlib_module_names else package] += took
        return found


def section(run: Run) -> Section:
    measured = measure(run.bundle, run.unpruned, run.folder, run.times(full=5, quick=1))
    before = json.loads(BEFORE.read_text(encoding="utf-8")) if BEFORE.exists() else {"cases": {}}
    rows: list[Sequence[Cell]] = []
    for name, now in measured["cases"].items():
        was = before["cases"].get(name, {})
        rows.append([name, was.get("modules", "–"), now["modules"], was.get("ratio", "–"), now["ratio"]])
    columns = ("", "modules before", "now", "time before, of the naive twin", "now")
    tables = [
        Table(columns, rows, digits=2),
        *(_packages(name, before, measured) for name in ("start_call", "transcript")),
    ]
    return Section("Imports", _INTRO, tables)


def _packages(name: str, before: Mapping[str, Any], now: Mapping[str, Any]) -> Table:
    was, are = (found["cases"].get(name, {}).get("packages", {}) for found in (before, now))
    rows: list[Sequence[Cell]] = [[each, was.get(each, "–"), are.get(each, 0.0)] for each in was or are]
    return Table(("package", "before, of the naive twin", "now"), rows, f"The most expensive packages of {name}", 3)


def measure(bundle: Path, naive: Path, folder: Path, times: int = 5) -> dict[str, Any]:
    """Returns what the page shows, by case: `{"cases": {name: {modules, ratio, packages: {package: ratio}}}}`. Each module
    counts with its median; ratios are to all imports of the naive twin."""
    twin = _together([_of_naive(naive) for _ in range(times)])
    with s3_server(folder) as server, TwilioStub() as twilio:
        deployed = Deployed(server, twilio)
        found = {name: _together([imports_of(bundle, name, deployed, folder) for _ in range(times)]) for name in CASES}
    return {"cases": {name: _summary(each, twin) for name, each in found.items()}}


def imports_of(bundle: Path, case: str, deployed: Deployed, folder: Path) -> Imports:
    """Returns what the bundle imports for the first request of a new process. `folder` is for temporary files."""
    report = folder / "importtime"

    def begin(command: Sequence[str], /, **options: Any) -> Started:
        program, *arguments = command
        redirected = f'exec "$@" 2>{shlex.quote(str(report))}'
        return start(["/bin/sh", "-c", redirected, "sh", program, "-X", "importtime", *arguments], **options)

    send = CASES[case].prepare(deployed)
    send(deployed.on(Cold(bundle, begin)))
    return parse(report.read_text(errors="replace"))


def parse(report: str) -> Imports:
    """Returns the modules in what `-X importtime` wrote. Other lines are passed over."""
    return Imports({found[2]: int(found[1]) for found in map(_LINE.match, report.splitlines()) if found})


def _of_naive(folder: Path) -> Imports:
    command = [sys.executable, "-I", "-S", "-X", "importtime", "-c", program_in(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd="/")  # noqa: S603 (our own)
    return parse(done.stderr)


def _together(runs: Sequence[Imports]) -> Imports:
    return Imports({name: int(median(run.modules.get(name, 0) for run in runs)) for name in runs[0].modules})


def _summary(imports: Imports, twin: Imports) -> dict[str, Any]:
    shares = {name: round(took / twin.total, 3) for name, took in imports.by_package().most_common(_MOST)}
    return {
        "modules": len(imports.modules),
        "ratio": round(imports.total / twin.total, 2),
        "packages": shares,
    }


def main() -> None:
    with TemporaryDirectory() as folder:
        run = Run(quick=False, folder=Path(folder))
        bundle = Path(sys.argv[1]) if sys.argv[1:] else run.bundle
        with redirect_stdout(StringIO()):  # the log lines of the bundle in this process
            figures = measure(bundle, run.unpruned, run.folder)
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
