"""A wrap-up is stored as written or refused as a whole; the same form sent twice is one wrap-up."""

from __future__ import annotations

import contextlib
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover.core.call.events import Event, EventKind
from handover.core.call.state import Handover, fold
from handover.core.call.wrapup import MOST_NOTES, WrapUp, WrapUpError, may_wrap_up, read_wrap_up, saved_wrap_ups
from handover.core.desk.dispositions import Disposition, FollowUp
from tests.handover.core.call.story import HID, at, ended, event, hunt, requested

KNOWN = (
    Disposition("solved"),
    Disposition("open", "Still open", follow_up=FollowUp.REQUIRED),
    Disposition("wrong_number", follow_up=FollowUp.NO),
)
TODAY = date(2026, 11, 23)


def read(**form: str) -> WrapUp:
    return read_wrap_up({"disposition": "solved", **form}, KNOWN, TODAY)


def handover(*events: Event) -> Handover:
    folded = fold(HID, [requested(), *events], at(60))
    assert folded
    return folded


def wrapped(second: float, n: int, **facts: Any) -> Event:
    return event(EventKind.WRAPPED, second, n, **WrapUp("solved", **facts).as_record())


def test_a_form_becomes_a_wrap_up() -> None:
    typed = read(notes="  Hail.\r\nPolite.\n ", follow_up="2026-11-30", callback="yes", once="abc")
    assert typed == WrapUp("solved", "Hail.\nPolite.", "2026-11-30", callback=True, once="abc")
    assert read() == WrapUp("solved")


@pytest.mark.parametrize(
    ("form", "field", "problem"),
    [
        ({"disposition": ""}, "disposition", "missing"),
        ({"disposition": "<b>"}, "disposition", "unknown"),
        ({"notes": "x" * (MOST_NOTES + 1)}, "notes", "too_long"),
        ({"follow_up": "2026-11-22"}, "follow_up", "past"),
        ({"follow_up": "30.11.2026"}, "follow_up", "no_date"),
        ({"follow_up": "2026-02-30"}, "follow_up", "no_date"),
        ({"follow_up": "9" * 5000}, "follow_up", "no_date"),
        ({"disposition": "open"}, "follow_up", "missing"),
        ({"disposition": "open", "follow_up": "  "}, "follow_up", "missing"),
        ({"disposition": "open", "follow_up": "2026-11-22"}, "follow_up", "past"),
        ({"disposition": "wrong_number", "follow_up": "2026-11-30"}, "follow_up", "not_possible"),
        ({"disposition": "wrong_number", "follow_up": "soon"}, "follow_up", "not_possible"),
    ],
)
def test_an_error_names_the_field_and_the_problem(form: dict[str, str], field: str, problem: str) -> None:
    with pytest.raises(WrapUpError) as raised:
        read(**form)
    assert (raised.value.field, raised.value.problem) == (field, problem)


def test_the_longest_notes_and_today_are_fine() -> None:
    typed = read(notes="x" * MOST_NOTES, follow_up="2026-11-23")
    assert (len(typed.notes), typed.follow_up) == (MOST_NOTES, "2026-11-23")


def test_a_date_that_fits_the_disposition_is_saved() -> None:
    assert read(disposition="open", follow_up="2026-11-30") == WrapUp("open", follow_up="2026-11-30")
    assert read(disposition="wrong_number", follow_up=" ") == WrapUp("wrong_number")


def test_a_date_is_stored_in_one_format() -> None:
    assert read(follow_up="20261130").follow_up == "2026-11-30"
    assert read(follow_up=" 2026-W49-1 ").follow_up == "2026-11-30"


@given(st.text(max_size=50) | st.dates().map(str))
def test_any_text_becomes_a_date_or_is_refused(text: str) -> None:
    with contextlib.suppress(WrapUpError):
        follow_up = read(follow_up=text).follow_up
        assert not follow_up or date.fromisoformat(follow_up) >= TODAY


def test_wrap_ups_come_newest_first_and_none_is_lost() -> None:
    two = handover(
        wrapped(100, 1, notes="Anna's", agent="anna", once="a"), wrapped(101, 2, notes="Ben's", agent="ben", once="b")
    )
    assert [(stored.at, stored.wrap.notes) for stored in saved_wrap_ups(two)] == [
        (at(101), "Ben's"),
        (at(100), "Anna's"),
    ]


def test_a_form_that_was_sent_twice_is_one_and_one_that_was_changed_is_two() -> None:
    sent = {"notes": "Hail", "agent": "anna", "once": "a"}
    again = handover(wrapped(100, 1, **sent), wrapped(101, 2, **sent))
    assert [(stored.at, stored.wrap.notes) for stored in saved_wrap_ups(again)] == [(at(100), "Hail")]
    changed = handover(wrapped(100, 1, **sent), wrapped(101, 2, **{**sent, "notes": "Hail and storm"}))
    assert [stored.wrap.notes for stored in saved_wrap_ups(changed)] == ["Hail and storm", "Hail"]


def test_a_wrap_up_of_another_version_can_be_read() -> None:
    (stored,) = saved_wrap_ups(handover(event(EventKind.WRAPPED, 100, 1, disposition="solved", mood="good")))
    assert stored.wrap == WrapUp("solved")


@pytest.mark.parametrize(
    ("events", "may"),
    [
        ([], False),
        ([event(EventKind.ANSWERED, 10), hunt(20)], False),
        ([event(EventKind.ANSWERED, 10), hunt(20), event(EventKind.ACCEPTED, 30, 1)], True),
        (
            [event(EventKind.ANSWERED, 10), hunt(20), event(EventKind.ACCEPTED, 30, 1), event(EventKind.MISSED, 31, 1)],
            False,
        ),
        ([ended(50, "busy")], True),
        ([event(EventKind.REFUSED, 1, reason="closed")], True),
    ],
)
def test_a_handover_that_can_have_an_outcome_can_be_wrapped_up(events: list[Event], may: bool) -> None:
    assert may_wrap_up(handover(*events)) is may
