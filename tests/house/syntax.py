"""The syntax trees of source files, parsed once for all rules that look at them."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from functools import cache
from pathlib import Path


@cache
def nodes(path: Path) -> Sequence[ast.AST]:
    """Returns every node of a file, the module first."""
    return tuple(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
