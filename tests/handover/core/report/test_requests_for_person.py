"""Who asked for a person and got one, counted by request and in opening hours."""

from __future__ import annotations

from typing import Any

from handover.core.call.state import State
from handover.core.desk.config import read
from handover.core.desk.open_time import OpenTime
from handover.core.report.requests_for_person import person_figures
from handover.core.report.row import Row
from handover.core.report.statistics import Cause
from tests.handover.core.report.lived import row
from tests.handover.rig import DESK

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
HOURS = OpenTime(read({**DESK, "time_zone": "UTC", "hours": {day: ["09:00-17:00"] for day in WEEKDAYS}}))


def asked(chat: str, at: str, state: State = State.COMPLETED, **more: Any) -> Row:
    """Returns the row of a request on Monday, 23 November 2026, or another day (`24T09:00`)."""
    moment = f"2026-11-{at if 'T' in at else f'23T{at}'}:00+00:00"
    return row(state, moment, id=f"20261123-{chat}-{at}", **more)


def test_who_asks_again_after_a_failure_has_one_request_and_the_wait_of_both() -> None:
    found = person_figures([asked("a", "09:10", wait=60), asked("a", "09:00", State.NO_ANSWER)], HOURS)
    assert (found.asked, found.got, found.share) == (1, 1, 1.0)
    assert (found.median, found.most) == (660, 660)


def test_a_request_after_a_talk_or_after_a_day_is_another_one() -> None:
    rows = [
        asked("a", "10:00", State.BUSY),
        asked("a", "24T11:00", wait=30),
        asked("a", "24T12:00", State.BUSY),
    ]
    found = person_figures(rows, HOURS)
    assert (found.asked, found.got) == (3, 1)
    assert found.causes == (Cause("state", "busy", 2),)


def test_only_requests_in_opening_hours_count_for_the_share_and_the_night_is_no_wait() -> None:
    rows = [
        asked("a", "20:00", State.REFUSED, refusal="closed"),
        asked("b", "16:59", State.NO_AGENT),
        asked("b", "24T09:01", wait=60),
        asked("c", "10:00", State.BUSY),
    ]
    found = person_figures(rows, HOURS)
    assert (found.asked, found.open_asked, found.open_got) == (3, 2, 1)
    assert found.median == 60 + 60 + 60, "a minute before closing, one after opening, and one of the second call"
    assert found.causes == (Cause("reason", "closed", 1), Cause("state", "busy", 1))


def test_the_wait_for_a_booked_call_begins_when_it_was_due() -> None:
    booked = asked(
        "a", "09:00", booked_for="2026-11-23T12:00:00+00:00", called_at="2026-11-23T12:01:00+00:00", wait=3 * 3600 + 90
    )
    late = asked(
        "b", "09:00", booked_for="2026-11-23T12:00:00+00:00", called_at="2026-11-23T13:00:00+00:00", wait=4 * 3600 + 60
    )
    assert person_figures([booked], HOURS).median == 90
    assert person_figures([late], HOURS).median == 3660


def test_promises_misunderstandings_and_what_has_no_result_are_counted() -> None:
    rows = [
        asked("a", "09:00", reason="The chat could not help"),
        asked("b", "09:00", State.BUSY, reason="Der Chat konnte nicht helfen.", promise="broken"),
        asked("c", "09:00", State.SCHEDULED, promise="open"),
        asked("d", "09:00", promise="kept"),
        asked("d", "09:01", State.REFUSED, refusal="already_connected"),
    ]
    found = person_figures(rows, HOURS, ("the chat could not help", "Der Chat konnte nicht helfen"))
    assert (found.misunderstood, found.misunderstood_got) == (2, 1)
    assert (found.kept, found.broken, found.due, found.promises_kept) == (1, 1, 1, 0.5)
    assert (found.asked, found.got, found.waiting) == (3, 2, 1)


def test_no_requests_have_no_shares() -> None:
    found = person_figures([], HOURS)
    assert (found.share, found.promises_kept, found.median, found.causes) == (None, None, None, ())
