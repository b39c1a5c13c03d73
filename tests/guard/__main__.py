"""Prints what each path costs and its budget: `python -m tests.guard`. With `--write` it sets the budgets to what is
measured: read the difference before you commit it."""

from __future__ import annotations

import contextlib
import io
import re
import sys
from collections.abc import Mapping
from pathlib import Path

from operate.bundle.build import ROOT, build
from tests.guard import measure
from tests.guard.budgets import FILE, Figures, section
from tests.guard.fresh import Code

_SECTION, _LINE = (
    re.compile(r"\[(\w+)\]"),
    re.compile(r'"(?P<path>[^"]+)" = \{[^}]*?(?P<without>, without = \[[^\]]*\])? \}'),
)


def measured() -> dict[str, dict[str, Figures]]:
    """Returns all figures, by section and path."""
    found: dict[str, dict[str, Figures]] = {}
    for scene in measure.SCENES:
        for action, paths in measure.requests(scene).items():
            found[action] = {path: measure.figures(count) for path, count in paths.items()}
    found["handover"] = {measure.HANDOVER: measure.handover()}
    loaded = measure.all_modules(Code(ROOT / "functions"))
    found["modules"] = {path: {"modules": len(names)} for path, names in loaded.items()}
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    found["bundle"] = {measure.ZIP: measure.zip_of(build(version).archive)}
    return found


def written(text: str, figures: Mapping[str, Mapping[str, Figures]]) -> str:
    """Returns the file with these figures. Comments and what must not be imported stay."""
    where, lines = "", []
    for line in text.splitlines():
        where = found[1] if (found := _SECTION.match(line)) else where
        lines.append(_LINE.sub(lambda match, where=where: _changed(match, figures.get(where, {})), line))
    return "\n".join(lines) + "\n"


def _changed(match: re.Match[str], figures: Mapping[str, Figures]) -> str:
    known = figures.get(match["path"])
    return f'"{match["path"]}" = {{ {_fields(known)}{match["without"] or ""} }}' if known else match[0]


def _fields(figures: Figures) -> str:
    shown = {name: count for name, count in figures.items() if count} or {"storage": 0}
    return ", ".join(f"{name} = {count}" for name, count in shown.items())


def main() -> None:
    with contextlib.redirect_stdout(io.StringIO()):
        found = measured()
    for where, paths in found.items():
        print(f"\n[{where}]")
        for path, figures in paths.items():
            budget = section(where).get(path)
            print(f"{path:40} {_fields(figures):40} budget: {_fields(budget) if budget else 'none'}")
    if "--write" in sys.argv[1:]:
        Path(FILE).write_text(written(FILE.read_text(), found))


if __name__ == "__main__":
    main()
