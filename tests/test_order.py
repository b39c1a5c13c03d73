"""Long tests begin first, shared among the workers; one worker has the browser; and no test is lost."""

from __future__ import annotations

from typing import Any, cast

import pytest

from tests.order import deal


class Item:
    """A capital is a long test, a digit one that uses a browser."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.fixturenames = ["chromium"] if name.isdigit() else []

    def get_closest_marker(self, name: str) -> bool:
        return self.name.isupper()


def dealt(names: str, workers: int) -> str:
    items: list[Any] = [Item(name) for name in names]
    deal(cast("list[pytest.Item]", items), workers)
    return "".join(item.name for item in items)


def test_the_first_part_begins_with_the_browser_each_other_one_with_long_tests() -> None:
    assert dealt("abXcd1YZef2g", 3) == "12abXZcdYefg"


def test_one_worker_begins_with_both() -> None:
    assert dealt("aXb1Yc", 1) == "1XYabc"


@pytest.mark.parametrize("names", ["", "X", "1", "XYZ12", "abc", "XYZUVWa12345"])
def test_no_test_is_lost(names: str) -> None:
    assert sorted(dealt(names, 3)) == sorted(names)
