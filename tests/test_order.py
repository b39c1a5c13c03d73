"""Long tests begin first, shared among the workers, and no test is lost."""

from __future__ import annotations

from typing import Any, cast

import pytest

from tests.order import deal


class Item:
    def __init__(self, name: str) -> None:
        self.name = name

    def get_closest_marker(self, name: str) -> bool:
        return self.name.isupper()


def dealt(names: str, workers: int) -> str:
    items: list[Any] = [Item(name) for name in names]
    deal(cast("list[pytest.Item]", items), workers)
    return "".join(item.name for item in items)


def test_each_workers_part_begins_with_long_tests_and_the_others_keep_their_order() -> None:
    assert dealt("abcdefXYZgh", 2) == "XZabcYdefgh"


def test_one_worker_begins_with_all_long_tests() -> None:
    assert dealt("aXbYc", 1) == "XYabc"


@pytest.mark.parametrize("names", ["", "X", "XYZ", "abc", "XYZUVWa"])
def test_no_test_is_lost(names: str) -> None:
    assert sorted(dealt(names, 3)) == sorted(names)
