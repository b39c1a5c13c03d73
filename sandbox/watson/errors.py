"""The errors of a skill, when it is loaded and when it runs.

The author of a skill can correct them. No error leaves a turn of a conversation (`dialog/turn.py`): Watson goes on with
null, and so does the sandbox. A failing webhook is part of a conversation (`dialog/callout.py`).
"""

from __future__ import annotations

from collections.abc import Sequence


class WatsonError(Exception):
    """Base of all errors that this package raises."""


class SkillError(WatsonError):
    """The file holds no skill that could be run. `problems` has one sentence for each error, with its place."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))


class EvaluationError(WatsonError):
    """An expression has no value now, for example because it reads a property of null, or because it is broken."""


class DialogError(WatsonError):
    """The dialog jumps in a circle."""


class ChoiceError(WatsonError):
    """The assistant's last answer has no such button."""
