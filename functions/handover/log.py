"""One JSON line per request on standard output, where both platforms collect it.

Everybody with access to the logs may read it, so it has no secret, no name and no text of a chat. Phone numbers appear as
their last two digits (core/privacy.py), sessions as a hash.
"""

from __future__ import annotations

import json
import sys
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

    def write(self) -> None:
        # ASCII, because the log's collector may use another encoding and a line must never fail its request.
        print(json.dumps(self._facts, default=str), file=sys.stdout, flush=True)  # noqa: T201 (the log)
