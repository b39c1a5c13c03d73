"""Use cases and actions work with storage's stores and methods, never with the bucket or the names of objects."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.syntax import nodes

FUNCTIONS = Path(__file__).parents[2] / "functions"
FILES = [path for part in ("usecases", "actions") for path in sorted((FUNCTIONS / "handover" / part).rglob("*.py"))]
FORBIDDEN_MODULES = ("handover.services.storage.keys", "handover.services.storage.bucket")


def _is_storage(node: ast.expr) -> bool:
    """Whether an expression is `storage` or ends in `.storage`."""
    return (isinstance(node, ast.Name) and node.id == "storage") or (
        isinstance(node, ast.Attribute) and node.attr == "storage"
    )


def _nodes() -> Iterator[tuple[str, ast.AST]]:
    """Every node of every file, with the file's name."""
    for path in FILES:
        name = str(path.relative_to(FUNCTIONS))
        yield from ((name, node) for node in nodes(path))


def test_nothing_above_storage_imports_keys_or_the_bucket() -> None:
    for name, node in _nodes():
        if isinstance(node, ast.Import):
            imported = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            imported = [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
        else:
            continue
        assert not [each for each in imported if each.startswith(FORBIDDEN_MODULES)], f"{name}, line {node.lineno}"


def test_nothing_above_storage_reads_its_bucket_or_its_keys() -> None:
    for name, node in _nodes():
        if isinstance(node, ast.Attribute) and node.attr in ("bucket", "keys"):
            assert not _is_storage(node.value), f"{name}, line {node.lineno}"
