"""No module imports itself by way of others, in the bundle, the sandbox or the operator's tools.

Every import statement counts: at the top of a file, inside a function, and under TYPE_CHECKING. Two modules that name each
other's types cannot be read or changed one at a time either.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.house.syntax import nodes

ROOT = Path(__file__).parents[2]

#: Each package, and the folder from which it is imported.
PACKAGES = {
    "handover": ROOT / "functions",
    "sandbox": ROOT,
    "operate": ROOT,
    "bench": ROOT,
}


def modules(package: str, base: Path) -> dict[str, Path]:
    """Every module of a package by its dotted name; a package's own name stands for its `__init__.py`."""
    files = sorted((base / package).rglob("*.py"))
    names = (".".join(file.relative_to(base).with_suffix("").parts) for file in files)
    return {name.removesuffix(".__init__"): file for name, file in zip(names, files, strict=True)}


def imported(module: str, file: Path) -> Iterator[str]:
    """The dotted names that a module imports, as `package.module.name`, relative imports resolved."""
    is_package = file.name == "__init__.py"
    for node in nodes(file):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            path = module.split(".") + [""] * is_package
            start = [*path[: len(path) - node.level]] if node.level else []
            origin = ".".join([*start, *([node.module] if node.module else [])])
            yield from (f"{origin}.{alias.name}" for alias in node.names)


def graph(files: Mapping[str, Path]) -> dict[str, list[str]]:
    """For each module, the other modules of the same package that it imports."""
    edges: dict[str, list[str]] = {}
    for module, file in files.items():
        names = imported(module, file)
        targets = {name if name in files else name.rpartition(".")[0] for name in names}
        edges[module] = sorted(targets & files.keys() - {module})
    return edges


def rings(edges: Mapping[str, list[str]]) -> list[list[str]]:
    """Each shortest ring of imports, once: `[a, b]` when a imports b and b imports a."""
    found: dict[frozenset[str], list[str]] = {}
    for module in edges:
        ring = _way_back(module, edges)
        if ring:
            found.setdefault(frozenset(ring), ring)
    return list(found.values())


def _way_back(start: str, edges: Mapping[str, list[str]]) -> list[str]:
    """The modules on the shortest way from `start` back to it; empty when there is no way back."""
    ways, seen = [[start]], {start}
    for way in ways:  # grows as it is read: the shortest ways come first
        for target in edges[way[-1]]:
            if target == start:
                return way
            if target not in seen:
                seen.add(target)
                ways.append([*way, target])
    return []


@pytest.mark.parametrize("package", PACKAGES)
def test_no_modules_import_each_other_in_a_circle(package: str) -> None:
    found = rings(graph(modules(package, PACKAGES[package])))
    assert not found, "\n" + "\n".join(" → ".join([*ring, ring[0]]) for ring in found)


def test_a_circle_is_found_wherever_the_import_stands(tmp_path: Path) -> None:
    package = tmp_path / "house"
    (package / "rooms").mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "rooms" / "__init__.py").write_text("from .hall import door\n")
    (package / "rooms" / "hall.py").write_text("def door():\n    from house import cellar\n")
    (package / "cellar.py").write_text("if TYPE_CHECKING:\n    import house.rooms\n")
    (package / "roof.py").write_text("from house.cellar import wine\n")
    found = rings(graph(modules("house", tmp_path)))
    assert [sorted(ring) for ring in found] == [["house.cellar", "house.rooms", "house.rooms.hall"]]
