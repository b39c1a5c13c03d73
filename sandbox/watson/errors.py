"""The errors of a skill, when it is read and when it runs.

Only what a person who writes a skill must hear of stands here; the faults of a webhook are part of a conversation
(`dialog/callout.py`), not exceptions.
"""

from __future__ import annotations

from collections.abc import Sequence


class WatsonError(Exception):
    """Base of all that this package raises."""


class SkillError(WatsonError):
    """The skill file is not valid, or needs what this runner does not do; `problems` has one sentence for each."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))


class ExpressionError(WatsonError):
    """An expression is not in the language that is understood here: wrong syntax, unknown name or method."""


class EvaluationError(WatsonError):
    """An expression is well formed but has no value now, for example because it asks null for a property."""


class DialogError(WatsonError):
    """The dialog cannot go on: its jumps have no end."""


class ChoiceError(WatsonError):
    """The last answer of the assistant had no such button."""
