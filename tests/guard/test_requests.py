"""No path sends more requests, or more of them one after the other, than its budget in budgets.toml."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from tests.guard import measure
from tests.guard.budgets import grown, hold, stale
from tests.guard.scenes import SCENES
from tests.rounds import Count


@pytest.mark.parametrize("scene", [scene for scene, (_, actions) in SCENES.items() if actions])
def test_no_path_sends_more_than_its_budget(scene: str) -> None:
    hold(sentence for action, paths in measure.requests(scene).items() for sentence in over(action, paths))


@pytest.mark.parametrize("path", measure.HANDOVERS)
def test_a_whole_handover_costs_no_more_than_its_budget(path: str) -> None:
    hold(grown("handover", path, measure.handover(path)))


def over(action: str, paths: Mapping[str, Count]) -> Iterator[str]:
    """Yields a sentence for each path of this action that is over its budget, has none, or is no more."""
    yield from stale(action, paths)
    for path, count in paths.items():
        yield from grown(action, path, measure.figures(count), f" It sends, by round:\n{count}\n")
