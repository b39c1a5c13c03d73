"""A skill is loaded only if its file passes every check; otherwise all its problems are reported."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.watson import Skill, SkillError
from tests.sandbox.watson.checks.skill_parts import GOOD_SLOT, frame, jump, problems
from tests.sandbox.watson.small_skills import document, node


def test_a_good_skill_has_no_problems() -> None:
    assert Skill.of(frame(*GOOD_SLOT)).name == "tiny"


def test_all_problems_are_listed_at_once() -> None:
    content = document(node("a", "#unknown", title="What?"), node("b", next_step=jump("nowhere")))
    assert len(problems(content)) == 3


def test_what_changes_nothing_is_accepted() -> None:
    content = document(
        node("a", "#greet", digress_in="does_not_return", digress_out="allow_all", user_label="a", metadata={"x": 1}),
        metadata={"api_version": {}},
        counterexamples=[],
        learning_opt_out=True,
        system_settings={},
    )
    assert Skill.of(content).language == "en"


def test_a_file_that_is_not_json_in_utf8_is_a_problem_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "skill.json"
    for content in (b"{", "{}".encode("utf-16"), b'{"name": "\xe4"}'):
        file.write_bytes(content)
        with pytest.raises(SkillError, match="not JSON in UTF-8"):
            Skill.load(file)
