"""The button's puzzle: one answer solves it, and nothing else does."""

from __future__ import annotations

from typing import Any

import pytest

from handover.core.access.puzzle import LARGEST, puzzle_for


@pytest.mark.parametrize("answer", [0, 7, LARGEST])
def test_its_answer_solves_it(answer: int) -> None:
    assert puzzle_for("salt", answer).is_solved_by(answer)


@pytest.mark.parametrize(
    "sent", [6, 8, -7, LARGEST + 1, 10**400, "7", 7.0, True, None, [7], {"proof": 7}, float("nan")]
)
def test_nothing_else_does(sent: Any) -> None:
    assert not puzzle_for("salt", 7).is_solved_by(sent)


def test_the_answer_of_one_form_does_not_solve_another() -> None:
    one, other = puzzle_for("one", 7), puzzle_for("other", 8)
    assert not other.is_solved_by(7)
    assert not one.is_solved_by(8)
