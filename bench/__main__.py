"""The command `python -m bench`: runs the comparisons and writes their page.

    python -m bench                        docs/benchmarks.md and docs/images/bench
    python -m bench --quick                build/benchmarks.md, within a minute
    python -m bench --only cold warm       build/benchmarks.md, with these comparisons only

A comparison is a module with `section(run: Run) -> Section`. It is imported when it runs.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import io
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench import machine
from bench.page import write
from bench.report import Section
from bench.run import NotHereError, Run
from operate.bundle.build import ROOT

#: Every comparison by its name, in the order of the page.
COMPARISONS: Mapping[str, str] = {
    "cold": "bench.cold",
    "imports": "bench.imports",
    "warming": "bench.warming",
    "sizes": "bench.sizes",
    "warm": "bench.warm",
    "rounds": "bench.rounds",
    "relay": "bench.relay.compare",
    "dashboard": "bench.dashboard",
    "throughput": "bench.throughput",
    "storage": "bench.bill",
    "zip": "bench.packed",
}

_INTRO = """# Benchmarks

<!-- written by `make bench`; changes by hand are lost -->

What a customer, a chat and an agent wait for, and what it costs. All figures are of one run. Comparisons are interleaved
(A B C A B C …), because the speed of a machine drifts; a figure is the median, with the first and third quartile in
parentheses, and a ratio is the median of the ratios within each round. Compare figures of one run only.

The **naive twin** is a process on the same packages that imports all that the actions need and makes both clients, as code
does that imports at the top. **Bare Python** is a process that starts the interpreter and ends.

{machine}"""


def main(arguments: Sequence[str]) -> int:
    given = _parser().parse_args(arguments)
    chosen = given.only or list(COMPARISONS)
    if unknown := sorted(set(chosen) - set(COMPARISONS)):
        print(f"There is no comparison {', '.join(unknown)}. There are: {', '.join(COMPARISONS)}.", file=sys.stderr)
        return 2
    failed: list[str] = []
    page = target(whole=not (given.quick or given.only))
    intro = _INTRO.format(machine=machine.describe(given.quick))
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        run = Run(given.quick, Path(folder))
        sections = [_section(run, name, failed) for name in COMPARISONS if name in chosen]
    write(page, page.parent / "images" / "bench", intro, sections)
    print(f"Written: {page.relative_to(ROOT)}" + (f". Failed: {', '.join(failed)}" if failed else ""))
    return 1 if failed else 0


def load(name: str) -> Callable[[Run], Section]:
    """Returns a comparison's function."""
    module: Any = importlib.import_module(COMPARISONS[name])
    function: Callable[[Run], Section] = module.section
    return function


def _section(run: Run, name: str, failed: list[str]) -> Section:
    """Returns the comparison's section. One that fails is named in `failed`: the others took too long to be lost."""
    began = time.monotonic()
    print(f"{name:12}", end="", flush=True)
    try:
        with contextlib.redirect_stdout(io.StringIO()):  # the log lines of the bundle in this process
            made = load(name)(run)
    except NotHereError as lack:
        print(f"left out: {lack}", flush=True)
        return Section(name.capitalize(), f"Left out: {lack}")
    except Exception:
        print(f"failed\n{traceback.format_exc()}", flush=True)
        failed.append(name)
        return Section(name.capitalize(), "This comparison failed.")
    print(f"{time.monotonic() - began:6.1f} s", flush=True)
    return made


def target(whole: bool) -> Path:
    """Returns the page to write. Only a whole run replaces the published one."""
    return ROOT / ("docs" if whole else "build") / "benchmarks.md"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure, and write docs/benchmarks.md.")
    parser.add_argument("--quick", action="store_true", help="within a minute, to build/benchmarks.md")
    parser.add_argument("--only", nargs="+", metavar="NAME", help=f"some of: {', '.join(COMPARISONS)}")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
