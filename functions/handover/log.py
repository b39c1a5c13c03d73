"""One JSON line per request on standard output, where both platforms collect it.

Everybody with access to the logs may read it, so it has no secret, no name and no text of a chat. Phone numbers appear as
their last two digits (core/privacy), sessions as a hash.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from typing import Any


class LogLine:
    """The facts of one request: collected while it runs, written once at its end."""

    def __init__(self, **facts: Any) -> None:
        self._facts: dict[str, Any] = facts

    def note(self, **facts: Any) -> None:
        """Add or replace facts."""
        self._facts.update(facts)

    def warn(self, sentence: str) -> None:
        """Add a warning for the operator, with the remedy."""
        self._facts.setdefault("warnings", []).append(sentence)

    def write(self, mask: Callable[[str], str]) -> None:
        """Write the line. `mask` hides numbers and secrets in every text: a message of a library may hold some."""
        # ASCII, because the log's collector may use another encoding and a line must never fail its request.
        # One write: where requests run at the same time, `print` could put its line break into another one's line.
        sys.stdout.write(json.dumps(_masked(self._facts, mask)) + "\n")
        sys.stdout.flush()


def _masked(fact: Any, mask: Callable[[str], str]) -> Any:
    if fact is None or isinstance(fact, bool | int | float):
        return fact
    if isinstance(fact, Mapping):
        return {str(name): _masked(value, mask) for name, value in fact.items()}
    if isinstance(fact, list | tuple):
        return [_masked(item, mask) for item in fact]
    return mask(str(fact))
