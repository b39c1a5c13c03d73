"""Reads budgets.toml, and says what grew."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("budgets.toml")
_NAME = "tests/guard/budgets.toml"

Figures = Mapping[str, int]

#: What a figure counts, as a sentence says it.
_COUNTED = {
    "storage": "requests to storage",
    "twilio": "requests to Twilio",
    "rounds": "rounds of requests, one after the other",
    "modules": "modules imported beside Python's own",
    "writes": "writes and listings",
    "reads": "reads",
    "bytes": "bytes of the zip",
    "files": "files in the zip",
}


def budgets() -> Mapping[str, Mapping[str, Any]]:
    """Returns the budgets by section, and in it by path."""
    return tomllib.loads(FILE.read_text())


def section(name: str) -> Mapping[str, Figures]:
    """Returns one section's figures, by path."""
    return budgets().get(name, {})


def grown(where: str, path: str, measured: Figures, detail: str = "") -> Iterator[str]:
    """Yields a sentence for each figure of this path that is over its budget, or has none."""
    budget = section(where).get(path)
    if budget is None:
        yield f"{where}, {path}: measured {dict(measured)}, and has no budget. Add it to [{where}] in {_NAME}."
        return
    for name, count in measured.items():
        known = budget.get(name, 0)
        if count > known:
            yield (
                f"{where}, {path}: {_COUNTED[name]} grew from {known} to {count}.{detail} If that is meant, set"
                f" `{name} = {count}` there in {_NAME}, and say in the commit what it buys."
            )


def stale(where: str, measured: Mapping[str, object]) -> Iterator[str]:
    """Yields a sentence for each budget of this section whose path was not measured."""
    for path in sorted(section(where).keys() - measured.keys()):
        yield f"{where}, {path}: has a budget and was not measured. Remove it from [{where}] in {_NAME}."


def hold(sentences: Iterable[str]) -> None:
    """Raises AssertionError with these sentences if there are any."""
    found = list(sentences)
    assert not found, "\n".join(found)
