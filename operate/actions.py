"""The names of the bundle's actions, and the resources that each gets on Code Engine.

The names are read from functions/__main__.py: a new action is one line there and one entry in manifest.yml, and a test
compares the two. An action that is not in SIZES gets DEFAULT.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Size:
    """The resources of one instance. `cpu` and `memory` are one of the platform's pairs (0.25 1G, 0.5 2G, 1 4G). Only the
    first and the last are ever called pre-warmed. A start takes four times as long at a quarter of a CPU (bench/sizes.py).

    `seconds` limits a run. `warm` is how many seconds an idle instance is kept, which is billed: the next request of a call
    comes within a minute and then needs no cold start.
    """

    cpu: str = "0.25"
    memory: str = "1G"
    seconds: int = 30
    warm: int = 120


DEFAULT = Size()
SIZES: Mapping[str, Size] = {
    # Watson gives up after 8 s, cold start included, and nothing can wake it: the chat's first command is the first sign.
    "webhook": Size(cpu="1", memory="4G"),
    "scheduler": Size(seconds=60, warm=0),  # keeping it warm from minute to minute costs more than its runs
}

#: Called by the platform's timer only. On OpenWhisk these are not web actions.
NOT_ON_THE_WEB = frozenset({"scheduler"})


def names(entry_point: Path = ROOT / "functions" / "__main__.py") -> tuple[str, ...]:
    """Returns the public names of the bundle's entry point, sorted. Each is an action."""
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
    """Returns the actions that have a public address."""
    return tuple(name for name in names(entry_point) if name not in NOT_ON_THE_WEB)


def addresses_at(public_url: str) -> dict[str, str]:
    """Returns the address of each action on the web; `public_url` has `{action}` in place of its name."""
    return {action: public_url.replace("{action}", action) for action in on_the_web()}


def size(action: str) -> Size:
    """Returns the resources of an action."""
    return SIZES.get(action, DEFAULT)
