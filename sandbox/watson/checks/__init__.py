"""Checks whether a file is a dialog skill that the sandbox can run. Each problem is one sentence that names its place.

It rejects what Watson rejects, and what the sandbox does not support: otherwise a conversation could differ from the real
one.
"""

from __future__ import annotations

from typing import Any

from . import callouts, expressions, nodes, outputs, shape, texts, tree, words

__all__ = ["problems_of"]


def problems_of(document: Any) -> list[str]:
    """Returns all problems of a skill file's content."""
    problems = list(shape.problems(document))
    if problems:  # the other checks rely on the shape
        return problems
    for check in (texts, words, tree, nodes, callouts, outputs, expressions):
        problems.extend(check.problems(document))
    return problems
