"""The world's clock when it is moved forward at once."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest

from sandbox.agenda import Agenda

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("live", [False, True])
def test_what_fell_due_runs_once_at_the_new_time(live: bool) -> None:
    agenda, ran, done = Agenda(START), list[float](), threading.Event()

    def minute() -> None:
        ran.append((agenda.now() - START).total_seconds())
        agenda.after(60, minute)
        done.set()

    agenda.after(60, minute)
    if live:
        agenda.go_live()
    agenda.skip(3600)
    if live:
        assert done.wait(timeout=60)
        agenda.stop()
    else:
        agenda.advance(0)
    assert [second >= 3600 for second in ran] == [True]
