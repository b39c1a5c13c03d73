"""Statistics use the viewer's hours and days, and have no value where nothing happened."""

from __future__ import annotations

from datetime import UTC, date
from zoneinfo import ZoneInfo

import pytest

from handover.core.call.state import State
from handover.core.report.labels import Labels
from handover.core.report.statistics import Answered, Cause, Ratings, Waits, figures
from tests.handover.core.report.lived import row

BERLIN = ZoneInfo("Europe/Berlin")
DAY = date(2026, 11, 23)


def test_no_handovers_give_no_shares_and_no_waits() -> None:
    found = figures([], BERLIN, [DAY])
    assert (found.requested, sum(found.by_hour), found.answered.share, found.causes) == (0, 0, None, ())
    assert found.waits == Waits(0, None, None)
    assert [(day.day, day.requested, day.answered.share) for day in found.by_day] == [(DAY, 0, None)]


def test_hours_are_those_of_the_reader() -> None:
    rows = [row(at="2026-11-23T08:59:59+00:00"), row(at="2026-11-23T09:00:00+00:00")]
    assert [hour for hour, count in enumerate(figures(rows, BERLIN, [DAY]).by_hour) if count] == [9, 10]
    kolkata = figures(rows, ZoneInfo("Asia/Kolkata"), [DAY])
    assert kolkata.by_hour[14] == 2


def test_an_hour_that_comes_twice_is_one_hour() -> None:
    rows = [row(at="2026-10-25T00:30:00+00:00"), row(at="2026-10-25T01:30:00+00:00")]
    found = figures(rows, BERLIN, [date(2026, 10, 25)])
    assert found.by_hour[2] == 2
    assert found.by_day[0].requested == 2


def test_in_spring_no_hour_is_invented() -> None:
    rows = [row(at="2026-03-29T00:59:59+00:00"), row(at="2026-03-29T01:00:00+00:00")]
    found = figures(rows, BERLIN, [date(2026, 3, 29)])
    assert [hour for hour, count in enumerate(found.by_hour) if count] == [1, 3]


def test_days_are_those_of_the_reader_and_empty_ones_are_there() -> None:
    rows = [row(at="2026-11-22T23:30:00+00:00"), row(at="2026-11-21T12:00:00+00:00")]
    days = [date(2026, 11, 21), date(2026, 11, 22), DAY]
    assert [(day.day, day.requested) for day in figures(rows, BERLIN, days).by_day] == list(
        zip(days, (1, 0, 1), strict=True)
    )
    assert [day.requested for day in figures(rows, UTC, days).by_day] == [1, 1, 0]


def test_a_caller_without_a_request_is_none() -> None:
    found = figures([row(state=State.COMPLETED), row(state=State.VOICEMAIL, caller=True)], BERLIN, [DAY])
    assert (found.requested, found.answered.called) == (1, 1)


def test_the_answered_share_is_of_those_who_were_called() -> None:
    states = (
        State.COMPLETED,
        State.CONNECTED,
        State.BUSY,
        State.NO_AGENT,
        State.REFUSED,
        State.RINGING,
        State.SCHEDULED,
    )
    found = figures([row(state) for state in states], BERLIN, [DAY])
    assert found.requested == 7
    assert found.answered == Answered(called=4, talked=2)
    assert found.answered.share == 0.5


def test_causes_are_states_and_reasons_of_refusal_the_biggest_first() -> None:
    rows = [
        *(row(State.NO_ANSWER) for _ in range(2)),
        *(row(State.REFUSED, refusal="closed") for _ in range(3)),
        row(State.REFUSED),
        row(State.VOICEMAIL),
        row(State.COMPLETED),
        row(State.HUNTING),
    ]
    assert figures(rows, BERLIN, [DAY]).causes == (
        Cause("reason", "closed", 3),
        Cause("state", "no_answer", 2),
        Cause("state", "refused", 1),
        Cause("state", "voicemail", 1),
    )


def test_a_call_back_that_an_agent_promised_is_a_cause_of_its_own() -> None:
    rows = [row(State.NO_AGENT), row(State.NO_AGENT, calls_back=True), row(State.ABANDONED, calls_back=True)]
    causes = figures(rows, BERLIN, [DAY]).causes
    assert causes == tuple(Cause("state", word, 1) for word in ("abandoned", "calls_back", "no_agent"))
    assert [Labels("en").of(each)[0] for each in rows[:2]] == ["No agent free", "Call back promised"]


def test_ratings_have_a_count_and_a_mean_in_all_and_by_agent() -> None:
    rows = [
        row(agent="anna", agent_name="Anna", rating=5),
        row(agent="anna", agent_name="Anna", rating=4),
        row(agent="ben", agent_name="Ben"),
        row(State.BUSY, rating=1),
    ]
    found = figures(rows, BERLIN, [DAY])
    assert found.ratings.count == 3
    assert found.ratings.mean == pytest.approx(10 / 3)
    assert found.by_agent == (Ratings("Anna", 2, 4.5),)
    assert figures([], BERLIN, [DAY]).ratings == Ratings("", 0, None)


def test_a_state_of_a_newer_version_is_a_cause_like_any_other() -> None:
    assert figures([row("teleported")], BERLIN, [DAY]).causes == (Cause("state", "teleported", 1),)


@pytest.mark.parametrize(
    ("waits", "median", "most"),
    [
        ([7], 7, 7),
        ([10, 20], 15, 20),
        ([30, 10, 20], 20, 30),
        (list(range(1, 11)), 5.5, 9),
        (list(range(1, 12)), 6, 10),
        (list(range(1, 101)), 50.5, 90),
        ([5] * 9 + [500], 5, 5),
    ],
)
def test_half_waited_the_median_and_nine_in_ten_no_longer_than_the_percentile(
    waits: list[float], median: float, most: float
) -> None:
    found = figures([row(wait=float(wait)) for wait in waits], BERLIN, [DAY])
    assert found.waits == Waits(len(waits), median, most)


def test_the_percentile_is_a_wait_that_nine_in_ten_did_not_exceed() -> None:
    for count in range(1, 60):
        waits = [float(n * n % 101) for n in range(count)]
        most = figures([row(wait=wait) for wait in waits], BERLIN, [DAY]).waits.most
        assert most in waits
        assert sum(wait <= most for wait in waits) >= 0.9 * count
        assert sum(wait < most for wait in waits) < 0.9 * count


def test_who_did_not_talk_has_no_wait_and_no_wait_is_below_zero() -> None:
    rows = [row(State.ABANDONED, wait=5.0), row(State.COMPLETED, wait=None), row(wait=-3.0)]
    assert figures(rows, BERLIN, [DAY]).waits == Waits(1, 0.0, 0.0)
