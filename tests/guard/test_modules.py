"""What is waited for first imports no more modules than its budget in budgets.toml, and none that it must not import.

`test_bundle.py` holds all paths to it, in the bundle as it is deployed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

from operate.bundle.build import ROOT
from tests.guard import measure
from tests.guard.budgets import grown, hold, section
from tests.guard.fresh import Code
from tests.guard.scenes import SCENES

_SOURCE = Code(ROOT / "functions")
#: What a customer waits for first, and what everybody may request.
_FIRST = frozenset(
    {
        "twiml: greet",
        "webhook: start_call, fresh container",
        "webhook: wrong secret",
        "dashboard: file of a page",
        "dashboard: sign-in page",
    }
)


def test_what_is_waited_for_first_imports_no_more_than_its_budget() -> None:
    loaded = measure.modules("first moments", _SOURCE, _FIRST)
    assert loaded.keys() == _FIRST
    hold(too_many(loaded))


def test_every_action_has_a_path_with_a_budget_of_modules() -> None:
    actions = {action for _, actions in SCENES.values() for action in actions}
    assert {path.partition(": ")[0] for path in section("modules")} == actions


def too_many(loaded: Mapping[str, list[str]]) -> Iterator[str]:
    """Yields a sentence for each path with more modules than its budget, or with one that it must not import."""
    for path, names in loaded.items():
        yield from grown("modules", path, {"modules": len(names)})
        budget = cast("Mapping[str, Any]", section("modules").get(path, {}))
        found = sorted(set(budget.get("without", ())).intersection(names))
        if found:
            yield f"modules, {path}: it imports {', '.join(found)}, which it must not. Import it where it is used."
