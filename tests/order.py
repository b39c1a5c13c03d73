"""The order in which workers run the tests: the long ones begin first, each worker with some of them.

A test of half a minute that begins last leaves all other workers idle. pytest-xdist (`--dist worksteal`) gives each worker
a part of the list, all parts of one size and in order, and a worker that has done its own takes over from the end of another's.
"""

from __future__ import annotations

import pytest


def deal(items: list[pytest.Item], workers: int) -> None:
    """Puts the tests with the marker `long` at the beginning of each worker's part. All others keep their order, because
    neighbours share fixtures."""
    long = [item for item in items if item.get_closest_marker("long")]
    others = [item for item in items if not item.get_closest_marker("long")]
    size, dealt = len(items) // workers, list[pytest.Item]()
    for worker in range(workers):
        mine = long[worker::workers]
        room = max(0, size - len(mine))
        dealt += [*mine, *others[:room]]
        del others[:room]
    items[:] = [*dealt, *others]
