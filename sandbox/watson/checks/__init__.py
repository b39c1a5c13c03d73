"""Checks whether a file is a dialog skill that the runner can run. Each problem is one sentence that names its place.

What Watson itself would refuse is refused here too, and so is what the runner cannot do: better a
sentence now than a conversation that goes a way the real one would not.
"""

from __future__ import annotations

from typing import Any

from . import callouts, expressions, nodes, outputs, shape, texts, tree, words

__all__ = ["problems_of"]


def problems_of(document: Any) -> list[str]:
    """All problems of a skill file's content; an empty list when there is none."""
    problems = list(shape.problems(document))
    if problems:  # the other checks rely on the shape
        return problems
    for check in (texts, words, tree, nodes, callouts, outputs, expressions):
        problems.extend(check.problems(document))
    return problems
