"""Checks a skill file, and brings its content into the shape that other code relies on.

Only what cannot be run at all is an error: no JSON object, no `dialog_nodes`, a node without an id, two nodes with one id, a
parent that does not exist, nodes in a circle. Everything else that IBM's pages do not allow, or that the sandbox leaves out,
is a notice: Watson's importer takes more than these pages say, so other people's skills hold all of it (decision 0034).
"""

from __future__ import annotations

from typing import Any

from ..errors import SkillError
from . import callouts, expressions, nodes, outputs, shape, texts, tree, words
from .notice import Notice, sentences

__all__ = ["checked"]


def checked(document: Any) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Returns a skill file's content in its shape (see `shape`), and the notices as sentences. Raises SkillError."""
    content, errors, found = shape.shaped(document)
    if not errors:  # the other checks rely on the shape
        errors = list(tree.errors(content))
    if errors:
        raise SkillError(errors)
    notices: list[Notice] = list(found)
    for check in (texts, words, tree, nodes, callouts, outputs, expressions):
        notices.extend(check.notices(content))
    return content, sentences(notices)
