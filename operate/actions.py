"""The actions that there are, and what each is given on Code Engine.

Which actions exist is read from functions/__main__.py, so that a new one is one line there and one action in manifest.yml;
a test holds the two equal. An action that says nothing here gets DEFAULT.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Size:
    """What an instance of an action gets. `cpu` and `memory` are one of the platform's pairs (0.25 1G, 0.5 2G, 1 4G).

    `seconds` is the longest run. `warm` is for how many seconds an idle instance stays, which is billed: a call's next
    request comes within a minute, and then costs no cold start.
    """

    cpu: str = "0.25"
    memory: str = "1G"
    seconds: int = 30
    warm: int = 120


DEFAULT = Size()
SIZES: Mapping[str, Size] = {
    "webhook": Size(cpu="0.5", memory="2G"),  # Watson gives up after 8 s, cold start included
    "scheduler": Size(seconds=60, warm=0),  # comes every five minutes: keeping it warm would cost more than it does
}

#: Called by the platform's clock alone. On OpenWhisk these are no web actions.
NOT_ON_THE_WEB = frozenset({"scheduler"})


def names(entry_point: Path = ROOT / "functions" / "__main__.py") -> tuple[str, ...]:
    """The public names of the bundle's entry point, sorted: each is an action."""
    found: set[str] = set()
    for node in ast.parse(entry_point.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.ImportFrom) and node.module != "__future__":
            found.update(alias.asname or alias.name for alias in node.names)
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                found.update(part.id for part in ast.walk(target) if isinstance(part, ast.Name))
    return tuple(sorted(name for name in found if not name.startswith("_")))


def on_the_web(entry_point: Path = ROOT / "functions" / "__main__.py") -> tuple[str, ...]:
    """The actions with a public address."""
    return tuple(name for name in names(entry_point) if name not in NOT_ON_THE_WEB)


def size(action: str) -> Size:
    return SIZES.get(action, DEFAULT)
