"""The figures of days, summed up to months."""

from __future__ import annotations

import json
from datetime import UTC, date

import pytest

from handover.core.call.state import State
from handover.core.report.person_sums import PersonSum, added, day_sum
from handover.core.report.requests_for_person import person_figures, requests_of
from handover.core.report.statistics import Cause
from tests.handover.core.report.test_requests_for_person import HOURS, asked

MONDAY, TUESDAY, COUNTED = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 25)
ROWS = [
    asked("a", "10:00", wait=42),
    asked("b", "20:00", State.REFUSED, refusal="closed"),
    asked("c", "11:00", State.BUSY),
    asked("d", "23:30", State.BUSY),
    asked("d", "24T09:00", wait=61),
    asked("e", "24T10:00", wait=2000),
    asked("f", "24T11:00", State.SCHEDULED, live=True),
]


def of(day: date) -> PersonSum:
    return day_sum(requests_of(ROWS, HOURS), day, UTC, COUNTED)


def test_a_request_counts_on_the_day_on_which_it_was_made_however_it_went_on() -> None:
    monday, tuesday = of(MONDAY), of(TUESDAY)
    assert (monday.asked, monday.got, monday.open_asked, monday.open_got, monday.waiting) == (4, 2, 2, 1, 0)
    assert monday.ranked_causes() == [Cause("reason", "closed", 1), Cause("state", "busy", 1)]
    assert (tuesday.asked, tuesday.got, tuesday.waiting) == (1, 1, 1)


def test_days_add_up_to_the_figures_of_the_whole_period_but_for_rounding() -> None:
    whole, found = person_figures(ROWS, HOURS), added([of(MONDAY), of(TUESDAY)])
    assert (found.asked, found.got, found.waiting, found.share) == (whole.asked, whole.got, whole.waiting, whole.share)
    assert found.waits == {40: 1, 60: 1, 1980: 1}
    assert (found.median, found.most) == (60, 1980)
    assert added([]) == PersonSum()
    assert PersonSum().median is None
    assert PersonSum().share is None


def test_a_sum_is_stored_and_read_as_it_was_and_names_nobody() -> None:
    record = json.loads(json.dumps(of(MONDAY).as_record()))
    assert PersonSum.from_record(record) == of(MONDAY)
    assert "Ada" not in str(record)


@pytest.mark.parametrize(
    "damage",
    [
        {"asked": "4"},
        {"got": -1},
        {"waits": {"x": 1}},
        {"waits": []},
        {"causes": {"busy": 1}},
        {"more": 1},
        {"asked": True},
    ],
)
def test_a_damaged_sum_is_refused(damage: dict[str, object]) -> None:
    with pytest.raises((AttributeError, TypeError, ValueError)):
        PersonSum.from_record({**of(MONDAY).as_record(), **damage})
