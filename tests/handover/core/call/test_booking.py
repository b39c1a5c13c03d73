"""A booking is the sum of its numbered steps, and becomes the state of its handover."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from handover.core.call.booking import booking_of
from handover.core.call.events import Event, EventKind
from handover.core.call.promise import promise_of, promised_span
from handover.core.call.state import Handover, State, fold
from handover.core.call.state_timeouts import may_ring, overdue, surely_live

MADE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
AT = MADE + timedelta(days=1)
RECORD = {"phone": "+493012345678", "language": "de", "time_limit": 3600, "wish": {"session_id": "s"}}


def step(n: int, **facts: Any) -> Event:
    return Event(EventKind.BOOKED, MADE + timedelta(minutes=n - 1), n, facts)


def first(**more: Any) -> Event:
    return step(1, **{**RECORD, "at": AT.isoformat(), "why": "asked", **more})


def event(kind: EventKind, at: datetime, **facts: Any) -> Event:
    return Event(kind, at, 0, facts)


def folded(*events: Event, now: datetime = MADE + timedelta(hours=1)) -> Handover:
    found = fold("20261123-s-1b", events, now)
    assert found is not None
    return found


def test_a_booking_without_a_permit_is_scheduled_and_costs_no_look() -> None:
    handover = folded(first())
    assert (handover.state, handover.since, handover.requested_at) == (State.SCHEDULED, MADE, MADE)
    assert (handover.phone, handover.language, handover.time_limit) == ("+493012345678", "de", 3600)
    assert handover.live
    assert not handover.in_progress
    month_later = MADE + timedelta(days=30)
    assert surely_live(handover, month_later)
    assert not overdue(handover, month_later)
    assert not may_ring(handover, month_later)


def test_the_latest_move_counts_and_the_next_number_follows() -> None:
    later = AT + timedelta(hours=2)
    booking = folded(first(), step(2, at=AT.isoformat()), step(3, at=later.isoformat())).booking
    assert booking is not None
    assert (booking.at, booking.moves, booking.number, booking.over) == (later, 2, 4, "")


def test_times_of_any_zone_are_read_as_utc() -> None:
    booking = booking_of([first(at="2026-11-24T10:00:00+01:00")])
    assert booking is not None
    assert booking.at == AT
    assert booking.at.tzinfo is UTC


@pytest.mark.parametrize(
    ("facts", "state", "reason"),
    [
        ({"canceled": "customer"}, State.CANCELED, ""),
        ({"ring_back": "CA1"}, State.CANCELED, ""),
        ({"dropped": "stale"}, State.REFUSED, "stale"),
        ({"dial": True}, State.SCHEDULED, ""),
    ],
)
def test_the_step_that_ends_a_booking_decides_its_state(facts: dict[str, Any], state: State, reason: str) -> None:
    handover = folded(first(), step(2, **facts), step(3, at=AT.isoformat()))
    assert (handover.state, handover.reason) == (state, reason)
    assert handover.booking is not None
    assert handover.booking.moves == 0
    assert handover.unfinished is (state is State.SCHEDULED)


def test_with_its_permit_a_booking_is_a_call_like_any() -> None:
    permit = event(EventKind.REQUESTED, AT, **RECORD)
    handover = folded(first(), step(2, dial=True), permit, event(EventKind.RINGING, AT), now=AT)
    assert (handover.state, handover.requested_at, handover.began_at) == (State.RINGING, AT, MADE)
    assert handover.in_progress
    assert not handover.ended


def test_a_permit_without_a_record_leaves_that_of_the_booking() -> None:
    handover = folded(first(), step(2, dial=True), event(EventKind.REQUESTED, AT), now=AT)
    assert handover.phone == "+493012345678"


@pytest.mark.parametrize("at", ["", "tomorrow", "2026-11-24T09:00:00", None, 7])
def test_a_booking_without_a_time_that_can_be_read_is_never_dialled(at: Any) -> None:
    handover = folded(first(at=at), step(2, at=AT.isoformat()))
    assert (handover.state, handover.reason) == (State.REFUSED, "storage_unavailable")
    assert not handover.live


def test_a_void_booking_is_no_handover() -> None:
    assert fold("20261123-s-1b", [first(), event(EventKind.VOID, MADE)], MADE) is None


def test_without_a_first_step_there_is_no_booking() -> None:
    assert booking_of([]) is None
    assert booking_of([step(2, at=AT.isoformat())]) is None


def call(minutes: float, *more: Event) -> Handover:
    permit = event(EventKind.REQUESTED, AT + timedelta(minutes=minutes), **RECORD)
    return folded(first(), step(2, dial=True), permit, *more, now=AT + timedelta(hours=2))


def test_a_promise_is_kept_by_a_call_within_five_minutes() -> None:
    assert promise_of(folded(first())) == "open"
    assert promise_of(call(5)) == "kept"
    assert promise_of(call(5.1)) == "broken"
    assert promised_span(folded(first())) == (AT, AT + timedelta(minutes=5))


def test_a_promise_is_broken_when_the_booking_is_dropped_or_overdue() -> None:
    assert promise_of(folded(first(), step(2, dropped="stale"))) == "broken"
    assert promise_of(call(1, event(EventKind.REFUSED, AT, reason="telephone_unavailable"))) == "broken"
    assert promise_of(folded(first()), AT + timedelta(minutes=6)) == "broken"


@pytest.mark.parametrize("facts", [{"canceled": "customer"}, {"ring_back": "CA1"}, {"dropped": "do_not_call"}])
def test_there_is_no_promise_that_the_customer_gave_up(facts: dict[str, Any]) -> None:
    assert promise_of(folded(first(), step(2, **facts))) is None


@pytest.mark.parametrize("facts", [{"canceled": "customer"}, {"ring_back": "CA1"}, {"at": "2026-11-25T09:00:00+00:00"}])
def test_a_promise_whose_time_had_passed_stays_broken(facts: dict[str, Any]) -> None:
    late = Event(EventKind.BOOKED, AT + timedelta(minutes=6), 2, facts)
    assert promise_of(folded(first(), late, now=AT + timedelta(hours=1))) == "broken"


def test_a_call_that_was_never_placed_keeps_no_promise() -> None:
    assert promise_of(call(1, event(EventKind.ENDED, AT, status="failed"))) == "broken"
    assert promise_of(call(1, event(EventKind.REFUSED, AT, reason="storage_unavailable"))) == "broken"
    assert promise_of(call(1, event(EventKind.REFUSED, AT, reason="already_calling"))) is None


def test_a_call_without_a_booking_has_no_promise() -> None:
    plain = folded(event(EventKind.REQUESTED, AT, **RECORD))
    assert (promise_of(plain), promised_span(plain)) == (None, None)
