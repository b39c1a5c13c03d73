"""The scope for the tests of expressions."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sandbox.watson.expressions import Entities, Group, Intent, Intents, Mention, Scope


def scope(**names: Any) -> Scope:
    """One turn: "boston to new york", a few variables, Sunday at nine, UTC; `names` replace or add to it."""
    intents = Intents([Intent("help", 0.9), Intent("second", 0.3)])
    groups = (Group("A-7", (0, 3)), Group("A", (0, 1)), Group("7", (2, 3)))
    return Scope(
        {
            "input": {"text": "boston to new york"},
            "input_text": "boston to new york",
            "context": {
                "name": "Ada",
                "count": 3,
                "empty": "",
                "odd-name": "odd",
                "list": ["a", "b"],
                "result": {"ok": True, "skip": "first", "items": [{"label": "first"}, {"label": "second"}]},
                "timezone": "Europe/Berlin",
            },
            "intents": intents,
            "intent": intents[0],
            "entities": Entities(
                [
                    Mention("city", "Boston", "boston", (0, 6)),
                    Mention("city", "New York", "new york", (10, 18)),
                    Mention("code", "code", "A-7", (0, 3), groups=groups),
                    Mention("year", "2016", "2016", (0, 4)),
                ]
            ),
            "anything_else": True,
            "welcome": False,
            "conversation_start": True,
            **names,
        },
        datetime(2026, 11, 22, 9, 0, tzinfo=UTC),
    )
