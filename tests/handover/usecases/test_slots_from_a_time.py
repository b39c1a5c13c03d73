"""`slots` with a time reports whether that time can be booked, in words, and the times from then on. It writes nothing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from handover.core.reply import Reply
from handover.usecases.offer_slots import offer_slots
from tests.handover.rig import CUSTOMER, Rig

# It is Monday, 23 November 2026, 10:00 in Berlin.
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
_HOURS = {day: ["09:00-17:00"] for day in _WEEKDAYS}


def asked(rig: Rig, at: str, number: str = CUSTOMER, language: str = "en") -> Reply:
    return offer_slots(rig.ctx(), "chat-1", number, at, language)


def times(reply: Reply) -> list[str]:
    return [slot["at"] for slot in reply.extra["slots"]]


@pytest.mark.parametrize(
    "at",
    [
        "2026-11-24T15:00[Europe/Berlin]",
        "2026-11-24T15:00:00",
        "2026-11-24T14:00:00Z",
        "2026-11-24T14:00:00[GMT]",
        "2026-11-24T15:00:00+01:00",
        "2026-11-24T09:00:00[America/New_York]",
    ],
)
def test_a_time_that_can_be_booked_is_read_back_in_the_desks_zone(rig: Rig, at: str) -> None:
    rig.desk(hours=_HOURS)
    reply = asked(rig, at)
    assert (reply.ok, reply.status, reply.reason) == (True, "ok", "")
    assert (reply.extra["at"], reply.extra["at_words"]) == ("2026-11-24T15:00:00+01:00", "tomorrow at 15:00")
    assert times(reply)[0] == "2026-11-24T15:00:00+01:00"
    assert "tomorrow at 15:00" in reply.message
    assert asked(rig, at, language="de").extra["at_words"] == "morgen um 15:00 Uhr"


def test_the_times_are_those_from_then_on(rig: Rig) -> None:
    rig.desk(hours=_HOURS)
    reply = asked(rig, "2026-11-24T00:00:00")
    assert (reply.ok, reply.reason) == (False, "closed")
    assert times(reply) == [f"2026-11-24T{hour:02}:00:00+01:00" for hour in (9, 10, 11, 12, 13)]
    assert "at" not in reply.extra
    late = times(asked(rig, "2026-11-24T16:20:00"))
    assert late[:2] == ["2026-11-24T16:20:00+01:00", "2026-11-25T09:00:00+01:00"]


def test_in_place_of_a_time_that_has_passed_the_next_days_is_offered(rig: Rig) -> None:
    rig.desk(hours=_HOURS)
    for at in ("2026-11-23T09:30:00", "2026-11-21T09:30:00", "2001-01-01T09:30:00"):
        assert times(asked(rig, at))[:2] == ["2026-11-24T09:30:00+01:00", "2026-11-24T10:00:00+01:00"]


@pytest.mark.parametrize(
    ("at", "reason"),
    [
        ("2026-11-23T09:00:00", "bad_parameter"),
        ("2026-11-22T12:00:00", "bad_parameter"),
        ("2026-11-24T05:00:00", "closed"),
        ("2026-11-28T12:00:00", "closed"),
        ("2027-02-01T12:00:00", "too_far_ahead"),
    ],
)
def test_a_time_that_cannot_be_booked_is_refused_with_others(rig: Rig, at: str, reason: str) -> None:
    rig.desk(hours=_HOURS)
    reply = asked(rig, at)
    assert (reply.ok, reply.reason) == (False, reason)
    assert "at" not in reply.extra
    assert times(reply)


def test_the_customers_quiet_hours_are_kept(rig: Rig) -> None:
    rig.desk(quiet_hours={"from": "20:00", "to": "08:00"})
    assert asked(rig, "2026-11-24T21:00:00").reason == "quiet_hours"
    assert times(asked(rig, "2026-11-24T21:00:00"))[0] == "2026-11-25T08:00:00+01:00"


@pytest.mark.parametrize(
    "at", ["tomorrow", "2026-11-24", "2026-11-24T15:00[Europe/Atlantis]", "2026-11-31T15:00:00", "15:00", "null["]
)
def test_what_is_no_time_is_refused_in_words(rig: Rig, at: str) -> None:
    reply = asked(rig, at)
    assert (reply.ok, reply.reason) == (False, "bad_parameter")
    assert "(at)" in reply.message


def test_a_time_that_the_clock_leaves_out_in_spring_is_refused(rig: Rig) -> None:
    rig.clock.step((datetime(2027, 3, 20, 12, tzinfo=UTC) - rig.clock.now()).total_seconds())
    assert asked(rig, "2027-03-28T02:30:00").reason == "bad_parameter"


def test_it_writes_nothing(rig: Rig) -> None:
    before = rig.objects()
    asked(rig, "2026-11-24T15:00:00")
    assert rig.objects() == before
