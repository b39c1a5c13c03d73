"""What stops a command of the operator's: one sentence each, with the remedy, and exit code 2."""

from __future__ import annotations

from collections.abc import Sequence


class OperatorError(Exception):
    """The operator can put it right. The message says what was wrong and what would be right; it never holds a secret."""


class ProblemsError(OperatorError):
    """Several things are wrong at once; all are told, so that one look is enough."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)
