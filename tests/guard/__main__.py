"""Prints what each path costs and its budget: `python -m tests.guard`.

`--write` sets the budgets to what is measured, and adds the paths that have none: read the difference before you commit it.
`--requests` measures requests and rounds alone, which takes some seconds.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import re
import sys
from collections.abc import Mapping

from operate.bundle.build import ROOT, build
from tests.guard import measure
from tests.guard.budgets import FILE, Figures, section
from tests.guard.fresh import Code
from tests.guard.scenes import SCENES

_SECTION, _LINE = (
    re.compile(r"\[(\w+)\]"),
    re.compile(r'"(?P<path>[^"]+)" = \{[^}]*?(?P<without>, without = \[[^\]]*\])? \}'),
)


def measured(requests_alone: bool) -> dict[str, dict[str, Figures]]:
    """Returns all figures, by section and path."""
    found: dict[str, dict[str, Figures]] = {}
    for scene in SCENES:
        for action, paths in measure.requests(scene).items():
            found[action] = {path: measure.figures(count) for path, count in paths.items()}
    found["handover"] = {path: measure.handover(path) for path in measure.HANDOVERS}
    if requests_alone:
        return found
    loaded = measure.all_modules(Code(ROOT / "functions"))
    found["modules"] = {path: {"modules": len(names)} for path, names in loaded.items()}
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    found["bundle"] = {measure.ZIP: measure.zip_of(build(version).archive)}
    return found


def added(text: str, figures: Mapping[str, Mapping[str, Figures]]) -> str:
    """Returns the file with a line for each path that has none."""
    for where, paths in figures.items():
        known = section(where)
        new = "".join(
            f'"{path}" = {{ {_fields(_with_room(costs))} }}\n' for path, costs in paths.items() if path not in known
        )
        text = text.replace(f"\n[{where}]\n", f"\n[{where}]\n{new}")
    return text


def written(text: str, figures: Mapping[str, Mapping[str, Figures]]) -> str:
    """Returns the file with these figures. Comments and what must not be imported stay."""
    where, lines = "", []
    for line in text.splitlines():
        where = found[1] if (found := _SECTION.match(line)) else where
        lines.append(_changed(line, figures.get(where, {})))
    return "\n".join(lines) + "\n"


def _changed(line: str, figures: Mapping[str, Figures]) -> str:
    match = _LINE.match(line)
    known = figures.get(match["path"]) if match else None
    if match is None or known is None:
        return line
    return f'"{match["path"]}" = {{ {_fields(_with_room(known))}{match["without"] or ""} }}{line[match.end() :]}'


def _with_room(figures: Figures) -> Figures:
    """Returns the figures as budgets: byte code differs by some per cent from Python to Python."""
    return {
        name: -(-count * 103 // 10_000_000) * 100_000 if name == "bytes" else count for name, count in figures.items()
    }


def _fields(figures: Figures) -> str:
    shown = {name: count for name, count in figures.items() if count} or {"storage": 0}
    return ", ".join(f"{name} = {count}" for name, count in shown.items())


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.guard", description="Print what each path costs.")
    parser.add_argument("--write", action="store_true", help="set the budgets to what is measured")
    parser.add_argument("--requests", action="store_true", help="measure requests and rounds alone")
    given = parser.parse_args()
    with contextlib.redirect_stdout(io.StringIO()):
        found = measured(given.requests)
    for where, paths in found.items():
        print(f"\n[{where}]")
        for path, figures in paths.items():
            budget = section(where).get(path)
            print(f"{path:40} {_fields(figures):40} budget: {_fields(budget) if budget else 'none'}")
    if given.write:
        FILE.write_text(written(added(FILE.read_text(), found), found))


if __name__ == "__main__":
    main()
