"""The order in which workers run the tests: the long ones begin first, shared among the workers, and one worker has the
browser.

A test of half a minute that begins last leaves all other workers idle, and each worker that needs a browser starts one.
pytest-xdist (`--dist worksteal`) gives each worker a part of the list, all parts of one size and in order, and a worker that
has done its own takes over from the end of another's.
"""

from __future__ import annotations

import pytest


def deal(items: list[pytest.Item], workers: int) -> None:
    """Puts tests that use a browser at the beginning of the first worker's part, and tests with the marker `long` at the
    beginning of the others' parts. All others keep their order, because neighbours share fixtures."""
    firsts: list[list[pytest.Item]] = [[] for _ in range(workers)]
    firsts[0] = [item for item in items if _in_browser(item)]
    long = [item for item in items if item.get_closest_marker("long") and not _in_browser(item)]
    for number, item in enumerate(long):
        firsts[1 + number % (workers - 1) if workers > 1 else 0].append(item)
    others = [item for item in items if not item.get_closest_marker("long") and not _in_browser(item)]
    size, dealt = len(items) // workers, list[pytest.Item]()
    for first in firsts:
        room = max(0, size - len(first))
        dealt += [*first, *others[:room]]
        del others[:room]
    items[:] = [*dealt, *others]


def _in_browser(item: pytest.Item) -> bool:
    return "chromium" in getattr(item, "fixturenames", ())
