"""Errors that stop an operator's command: a sentence with the remedy, and exit code 2."""

from __future__ import annotations

from collections.abc import Sequence


class OperatorError(Exception):
    """Something the operator can correct. The message names the problem and the remedy; it never contains a secret."""


class ProblemsError(OperatorError):
    """Several problems at once, reported together so that the operator can correct them in one go."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)
