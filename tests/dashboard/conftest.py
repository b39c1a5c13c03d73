"""Desks for browser tests: one that tests only read, and one of its own for each test that changes something."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.dashboard.desk import VisitedDesk
from tests.dashboard.people import talked
from tests.windows import Windows


@dataclass(frozen=True)
class ReadDesk:
    """A desk with one finished handover. Tests look at it and change nothing."""

    desk: VisitedDesk
    handover_id: str


@pytest.fixture
def desk(windows: Windows) -> Iterator[VisitedDesk]:
    """A desk of the test's own. A script error or a breach of the content security policy fails the test."""
    with VisitedDesk(windows) as desk:
        yield desk
        assert desk.errors() == []


@pytest.fixture(scope="session")
def one_desk(windows: Windows) -> Iterator[ReadDesk]:
    with VisitedDesk(windows) as desk:
        yield ReadDesk(desk, talked(desk))


@pytest.fixture
def read_desk(one_desk: ReadDesk) -> Iterator[ReadDesk]:
    """The desk that all reading tests share. Errors fail the test as with `desk`."""
    yield one_desk
    errors = one_desk.desk.errors()
    one_desk.desk.close_windows()
    assert errors == []
