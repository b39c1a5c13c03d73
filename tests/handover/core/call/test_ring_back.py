"""Whose call a caller means, by the handovers of their number."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from handover.core.call.booking import Booking
from handover.core.call.call_request import CallRequest
from handover.core.call.ring_back import Answer, assess
from handover.core.call.state import Handover, State

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
OURS, OTHER = "+493012345678", "+493012345679"


def one(state: State, minutes: float = 10, **changes: object) -> Handover:
    """A handover that began so many minutes ago, and has been in its state since then."""
    at = NOW - timedelta(minutes=minutes)
    handover = Handover(f"id-{minutes}", state, at, at, CallRequest("session-1"), OURS, "en", 3600)
    return replace(handover, **changes)  # type: ignore[arg-type]


def answer(*found: Handover, sid: str = "CA9") -> Answer:
    return assess(found, OURS, sid, NOW).answer


MISSED = ["busy", "no_answer", "failed", "no_human", "abandoned", "no_agent", "voicemail", "dropped"]


@pytest.mark.parametrize("state", MISSED)
def test_a_missed_call_is_meant_for_a_day(state: str) -> None:
    assert answer(one(State(state))) is Answer.RING
    assert answer(one(State(state), minutes=24 * 60)) is Answer.RING
    assert answer(one(State(state), minutes=24 * 60 + 1)) is Answer.UNKNOWN


@pytest.mark.parametrize("state", ["completed", "canceled", "refused"])
def test_other_ends_are_not_meant(state: str) -> None:
    assert answer(one(State(state))) is Answer.UNKNOWN


def test_a_booking_that_we_dropped_and_a_call_that_a_ring_back_replaced_in_vain_are_meant() -> None:
    assert answer(one(State.REFUSED, booking=Booking(NOW, NOW))) is Answer.RING
    assert answer(one(State.CANCELED, replaced=True)) is Answer.RING


@pytest.mark.parametrize("state", ["scheduled", "requested", "dialing", "ringing", "unconfirmed", "greeted"])
def test_what_would_call_them_is_meant_and_cancelled_first(state: str) -> None:
    missed, pending = one(State.NO_ANSWER, minutes=20), one(State(state), minutes=60)
    found = assess([missed, pending], OURS, "CA9", NOW)
    assert (found.answer, found.handover, found.pending) == (Answer.RING, pending, (pending,))
    assert found.being_called is (state != "scheduled")


@pytest.mark.parametrize("state", ["hunting", "waiting", "connected"])
def test_nobody_is_rung_twice_for_a_person_who_is_on_the_phone(state: str) -> None:
    assert answer(one(State.NO_ANSWER, minutes=5), one(State(state), minutes=1)) is Answer.ALREADY


def test_of_two_calls_of_theirs_the_second_rings_nobody_and_a_repeated_request_is_the_same() -> None:
    first = one(State.GREETED, minutes=1, ring_back="CA1")
    assert answer(first, sid="CA2") is Answer.ALREADY
    assert answer(first, sid="CA1") is Answer.SAME


def test_the_latest_call_decides_and_other_numbers_do_not_count() -> None:
    missed, talked = one(State.NO_ANSWER, minutes=20), one(State.COMPLETED, minutes=10)
    assert answer(missed, talked) is Answer.UNKNOWN
    assert answer(missed, replace(talked, phone=OTHER)) is Answer.RING
    assert answer() is Answer.UNKNOWN


def test_three_calls_an_hour_and_six_a_day_ring_the_agents() -> None:
    assert answer(*[one(State.ABANDONED, minutes=n, ring_back=f"CA{n}") for n in (1, 2)]) is Answer.RING
    assert answer(*[one(State.ABANDONED, minutes=n, ring_back=f"CA{n}") for n in (1, 2, 3)]) is Answer.TOO_OFTEN
    of_day = [one(State.ABANDONED, minutes=60 * n, ring_back=f"CA{n}") for n in range(1, 7)]
    assert answer(*of_day) is Answer.TOO_OFTEN
    assert answer(*of_day[:5]) is Answer.RING


def test_a_call_in_vain_hides_no_missed_one_and_after_wrong_digits_none_is_meant() -> None:
    missed, vain = one(State.NO_ANSWER, minutes=20), one(State.REFUSED, minutes=1, ring_back="CA9")
    found = assess([missed, vain], OURS, "CA9", NOW)
    assert (found.answer, found.handover) == (Answer.RING, missed)
    assert answer(one(State.NO_HUMAN, disproved=True)) is Answer.UNKNOWN


def test_without_a_sid_no_call_is_the_same() -> None:
    assert answer(one(State.RINGING), sid="") is Answer.RING
