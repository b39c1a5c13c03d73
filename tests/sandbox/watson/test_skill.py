"""A skill is loaded if its dialog can be walked; what is unusual in its file is noticed."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.watson import Skill, SkillError
from tests.sandbox.watson.checks.skill_parts import GOOD_SLOT, errors, frame, jump
from tests.sandbox.watson.small_skills import document, node


def test_a_good_skill_has_no_notices() -> None:
    assert Skill.of(frame(*GOOD_SLOT)).notices == ()


def test_all_notices_are_listed_at_once_and_the_skill_loads() -> None:
    content = document(node("a", "#unknown", title="What?"), node("b", next_step=jump("nowhere")))
    assert len(Skill.of(content).notices) == 3


def test_all_errors_are_listed_at_once() -> None:
    assert len(errors(document(node("a", parent="gone"), node("b", parent="gone too")))) == 2


def test_what_changes_nothing_is_accepted() -> None:
    content = document(
        node("a", "#greet", digress_in="does_not_return", digress_out="allow_all", user_label="a", metadata={"x": 1}),
        metadata={"api_version": {}},
        counterexamples=[],
        learning_opt_out=True,
        system_settings={},
    )
    assert Skill.of(content).notices == ()


def test_a_file_that_is_not_json_in_utf8_is_a_problem_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "skill.json"
    for content in (b"{", "{}".encode("utf-16"), b'{"name": "\xe4"}'):
        file.write_bytes(content)
        with pytest.raises(SkillError, match="not JSON in UTF-8"):
            Skill.load(file)
