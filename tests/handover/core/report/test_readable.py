"""A damaged event becomes one that a row can be made of."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from handover.core.call.events import Event, EventKind
from handover.core.report.readable import date_of, moment_of, readable, text_of

YEAR_ONE = datetime(1, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("handover_id", "day"),
    [
        ("20261122-abc", datetime(2026, 11, 22, tzinfo=UTC)),
        ("19991122-abc", datetime(2000, 1, 1, tzinfo=UTC)),
        ("no-day", datetime(2000, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_time_that_cannot_be_right_is_the_beginning_of_the_handovers_day(handover_id: str, day: datetime) -> None:
    assert readable(Event(EventKind.PLACED, YEAR_ONE), handover_id).at == day


def test_a_right_time_is_kept() -> None:
    at = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
    assert readable(Event(EventKind.PLACED, at), "20261123-abc").at == at


def test_facts_get_their_types_or_are_left_out() -> None:
    facts = {"sid": 7, "reason": ["x"], "wish": "text", "agents": "Anna", "time_limit": 60}
    event = Event(EventKind.REQUESTED, datetime(2026, 11, 22, tzinfo=UTC), facts=facts)
    found = readable(event, "20261122-abc").facts
    assert (found["sid"], found["reason"], found["agents"]) == ("7", "", [])
    assert set(found["wish"].values()) == {""}
    assert "time_limit" not in found


def test_what_is_no_text_no_date_and_no_moment_is_empty() -> None:
    values: list[Any] = [True, None, {}, 7, "half \ud83d"]
    assert [text_of(value) for value in values] == ["", "", "", "7", "half ?"]
    assert [date_of(value) for value in ("2026-11-30", "1999-11-30", "soon", None)] == ["2026-11-30", "", "", ""]
    assert [moment_of(value) for value in ("2026-11-30", "soon", YEAR_ONE.isoformat())] == [None, None, None]
