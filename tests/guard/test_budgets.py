"""A figure that grows fails with a sentence: what grew, by how much, and how to change the budget on purpose."""

from __future__ import annotations

import pytest

from tests.guard.__main__ import written
from tests.guard.budgets import budgets, grown, hold, stale

PATH = "start_call, warm"


def test_a_figure_within_its_budget_passes() -> None:
    hold(grown("webhook", PATH, budgets()["webhook"][PATH]))


def test_a_figure_over_its_budget_is_named() -> None:
    known = budgets()["webhook"][PATH]["storage"]
    (sentence,) = grown("webhook", PATH, {"storage": known + 2})
    assert f"webhook, {PATH}: requests to storage grew from {known} to {known + 2}." in sentence
    assert f"set `storage = {known + 2}` there in tests/guard/budgets.toml" in sentence
    with pytest.raises(AssertionError, match="requests to storage grew"):
        hold([sentence])


def test_a_path_without_a_budget_is_named() -> None:
    (sentence,) = grown("webhook", "make_tea", {"storage": 1})
    assert "Add it to [webhook]" in sentence


def test_a_budget_of_a_path_that_is_no_more_is_named() -> None:
    others = {path: None for path in budgets()["scheduler"] if path != "nothing to do"}
    assert [sentence.partition(":")[0] for sentence in stale("scheduler", others)] == ["scheduler, nothing to do"]


def test_new_figures_leave_comments_and_forbidden_modules_alone() -> None:
    text = '# why\n[modules]\n"a: b" = { modules = 9, without = ["x"] }  # target 3\n"c" = { modules = 1 }\n'
    changed = written(text, {"modules": {"a: b": {"modules": 3}}})
    assert changed == '# why\n[modules]\n"a: b" = { modules = 3, without = ["x"] }  # target 3\n"c" = { modules = 1 }\n'


def test_a_new_budget_of_bytes_has_room() -> None:
    changed = written('[bundle]\n"zip" = { bytes = 1 }\n', {"bundle": {"zip": {"bytes": 4_000_001}}})
    assert changed == '[bundle]\n"zip" = { bytes = 4200000 }\n'
