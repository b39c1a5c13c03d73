"""One JSON line per request on standard output, where both platforms collect it.

Only facts that may be read by anyone with the logs: no secret, no name, no text of a chat; phone numbers only as their
last two digits (see core/privacy.py); a session only as its hash.
"""

from __future__ import annotations

import json
import sys
from typing import Any


class LogLine:
    """The facts of one request, collected on the way and written once at its end."""

    def __init__(self, **facts: Any) -> None:
        self._facts: dict[str, Any] = facts

    def note(self, **facts: Any) -> None:
        """Add or replace facts."""
        self._facts.update(facts)

    def warn(self, sentence: str) -> None:
        """A line for the operator, with the remedy; several are kept."""
        self._facts.setdefault("warnings", []).append(sentence)

    def write(self) -> None:
        # In ASCII, because what collects the log may have another encoding, and a line must never break its request.
        print(json.dumps(self._facts, default=str), file=sys.stdout, flush=True)  # noqa: T201 (the log)
