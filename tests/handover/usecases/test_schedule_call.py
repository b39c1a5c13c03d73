"""A chat books a call: it is claimed before it is promised, once, and for a time at which both sides can talk."""

from __future__ import annotations

from typing import Any

import pytest

from handover.core.call.state import State
from handover.core.reply import Reply
from handover.services.storage import keys
from handover.usecases.book import book
from handover.usecases.call_availability import call_availability
from handover.usecases.call_status import call_status
from handover.usecases.cancel_call import cancel_call
from handover.usecases.reschedule_call import reschedule_call
from handover.usecases.start_call import start_call
from handover.usecases.withdraw import withdraw
from tests.handover.rig import CUSTOMER, OTHER, Rig, call_request
from tests.handover.usecases.scheduling import AT, AT_UTC, LATER, booked, due_times, schedule, scheduled, steps, wait

OFFICE = {day: ["09:00-17:00"] for day in ("monday", "tuesday", "wednesday", "thursday", "friday")}
NEW_YORK = "+12125550123"


def test_a_call_is_booked_and_nothing_is_dialled(rig: Rig) -> None:
    reply = schedule(rig, reason="claim", name="Kim")
    assert (reply.ok, reply.status) == (True, State.SCHEDULED)
    assert reply.extra["at"] == AT
    assert reply.extra["at_words"] == "tomorrow at 10:00"
    assert reply.message == "I have booked a call to +49 30 12345678: tomorrow at 10:00."
    assert rig.twilio.dialled == []
    handover = rig.handover(reply.handover_id)
    assert (handover.state, handover.phone, handover.call_request.reason) == (State.SCHEDULED, CUSTOMER, "claim")
    assert handover.booking is not None
    assert (handover.booking.at, handover.booking.why) == (AT_UTC, "asked")
    assert due_times(rig, handover.id)[-1] == AT_UTC
    assert rig.objects(keys.LIVE) == {}


def test_the_same_request_again_finds_its_booking(rig: Rig) -> None:
    first = schedule(rig)
    again = schedule(rig)
    assert (again.ok, again.extra.get("already"), again.handover_id) == (True, True, first.handover_id)
    assert len(scheduled(rig)) == 1
    assert len(steps(rig, first.handover_id)) == 1


def test_the_same_request_is_answered_alike_when_its_time_has_come_or_the_desk_has_changed(rig: Rig) -> None:
    first = schedule(rig)
    rig.desk(hours={"sunday": ["09:00-10:00"]})
    assert schedule(rig).handover_id == first.handover_id
    wait(rig, hours=24, minutes=1)
    again = schedule(rig)
    assert (again.ok, again.extra.get("already")) == (True, True)
    assert "is due" in again.message


def test_another_time_changes_nothing_and_says_how_to_change_it(rig: Rig) -> None:
    booked(rig)
    reply = schedule(rig, LATER)
    assert (reply.ok, reply.extra["already"], reply.extra["at"]) == (True, True, AT)
    assert "another time to move it" in reply.message


def test_start_call_meets_the_booking_and_dials_nothing(rig: Rig) -> None:
    handover = booked(rig)
    reply = start_call(rig.ctx(), call_request())
    assert (reply.ok, reply.status, reply.handover_id) == (True, State.SCHEDULED, handover.id)
    assert (reply.extra["already"], reply.extra["at"]) == (True, AT)
    other = start_call(rig.ctx(), call_request(number=OTHER))
    assert (other.ok, other.status, other.reason) == (False, State.SCHEDULED, "already_calling")
    assert "78" in other.message
    assert rig.twilio.dialled == []


def test_a_call_under_way_is_not_booked_once_more(rig: Rig) -> None:
    live = start_call(rig.ctx(), call_request())
    reply = schedule(rig)
    assert (reply.ok, reply.handover_id, reply.extra["already"]) == (True, live.handover_id, True)
    assert schedule(rig, number=OTHER).reason == "already_calling"
    assert scheduled(rig) == []


def test_the_next_opening_is_the_first_time_that_can_be_offered(rig: Rig) -> None:
    rig.desk(hours=OFFICE)
    wait(rig, hours=10)
    reply = schedule(rig, "next_opening")
    assert reply.extra["at"] == "2026-11-24T09:00:00+01:00"
    assert schedule(rig, "next_opening").extra["already"] is True


def test_a_closed_or_paused_desk_and_one_whose_agents_are_away_takes_bookings(rig: Rig) -> None:
    rig.desk(paused=True)
    for agent in ("anna", "ben"):
        rig.ctx().storage.availability.set_away(agent, True, "anna", rig.clock.now())
    assert schedule(rig).ok


@pytest.mark.parametrize(
    ("at", "reason", "words"),
    [
        ("2026-11-23T09:00:00+01:00", "bad_parameter", "already passed"),
        ("2026-11-24T10:00:00", "bad_parameter", "needs its time zone"),
        ("2026-11-24T10:00[Europe/Atlantis]", "bad_parameter", "does not exist"),
        ("2027-03-28T02:30[Europe/Berlin]", "bad_parameter", "put forward"),
        ("at five", "bad_parameter", "must be next_opening"),
        ("", "bad_parameter", "must be next_opening"),
        ("2026-11-24T18:00:00+01:00", "closed", "not on duty"),
        ("2026-11-29T10:00:00+01:00", "closed", "not on duty"),
        ("2026-12-08T10:00:00+01:00", "too_far_ahead", "14 days"),
    ],
)
def test_a_time_that_cannot_be_booked_is_refused_with_the_rule(rig: Rig, at: str, reason: str, words: str) -> None:
    rig.desk(hours=OFFICE)
    reply = schedule(rig, at)
    assert (reply.ok, reply.status, reply.reason) == (False, "refused", reason)
    assert words in reply.message
    assert scheduled(rig) == []
    assert rig.objects(keys.DUE) == {}
    if reason != "bad_parameter" or "passed" in words:
        offered = [slot["at"] for slot in reply.extra["slots"]]
        assert 0 < len(offered) <= 5
        assert all(schedule(rig, slot, f"other-{n}", f"+493012345{600 + n}").ok for n, slot in enumerate(offered))


def test_the_customers_quiet_hours_are_kept_by_their_own_clock(rig: Rig) -> None:
    rig.desk(countries=["US", "DE"])
    reply = schedule(rig, number=NEW_YORK)
    assert reply.reason == "quiet_hours"
    assert "21:00 to 08:00" in reply.message
    evening = schedule(rig, "2026-11-24T20:00:00+01:00", number=NEW_YORK)
    assert evening.ok
    assert evening.extra["at_words"] == "tomorrow at 20:00, our time"


def test_words_name_the_customers_clock_when_it_differs(rig: Rig) -> None:
    rig.desk(countries=["DE", "GB"])
    reply = schedule(rig, number="+442079460123")
    assert reply.extra["at_words"] == "tomorrow at 10:00, our time (tomorrow at 9:00 in United Kingdom)"


def test_a_desk_may_take_no_bookings(rig: Rig) -> None:
    rig.desk(bookings={"enabled": False})
    assert schedule(rig).reason == "not_available"


@pytest.mark.parametrize(
    ("request_", "reason"),
    [
        ({"session": ""}, "missing_session"),
        ({"number": ""}, "missing_number"),
        ({"number": "12"}, "invalid_number"),
        ({"number": "+33123456789"}, "country_not_allowed"),
    ],
)
def test_the_checks_of_a_start_apply(rig: Rig, request_: dict[str, Any], reason: str) -> None:
    assert schedule(rig, **request_).reason == reason


def test_a_chat_books_three_calls_in_a_day_cancelled_ones_included(rig: Rig) -> None:
    for _ in range(3):
        booked(rig)
        assert cancel_call(rig.ctx(), "session-1", "").ok
    refused = schedule(rig)
    assert (refused.reason, refused.ok) == ("limit_reached", False)
    assert "booked as many calls" in refused.message
    assert schedule(rig, number=OTHER, session="session-2").ok
    wait(rig, hours=23)
    assert schedule(rig, LATER).reason == "limit_reached"
    wait(rig, hours=2)
    assert schedule(rig, LATER).ok


def test_bookings_that_were_never_dialled_are_no_calls_of_the_chat(rig: Rig) -> None:
    rig.desk(limits={"calls_per_chat_per_hour": 1})
    booked(rig)
    cancel_call(rig.ctx(), "session-1", "")
    assert start_call(rig.ctx(), call_request()).status == State.DIALING


def test_a_second_booking_for_a_number_is_refused_until_the_first_is_over(rig: Rig) -> None:
    booked(rig)
    refused = schedule(rig, LATER, "session-2")
    assert (refused.ok, refused.reason) == (False, "already_calling")
    assert "another chat" in refused.message
    assert "10:00" not in refused.message
    cancel_call(rig.ctx(), "session-1", "")
    assert schedule(rig, LATER, "session-2").ok


def test_a_number_is_booked_no_more_often_in_a_day_than_it_may_be_called_whatever_the_chats(rig: Rig) -> None:
    for n in range(6):
        assert schedule(rig, session=f"chat-{n}").ok
        cancel_call(rig.ctx(), f"chat-{n}", "en")
    refused = schedule(rig, session="chat-7")
    assert (refused.reason, refused.ok) == ("limit_reached", False)
    assert refused.message.startswith("For this number as many calls were booked")
    assert schedule(rig, session="chat-8", number=OTHER).ok
    wait(rig, days=1)
    assert schedule(rig, at="next_opening", session="chat-7").ok


def test_a_booking_is_not_moved_beyond_the_day_on_which_storage_removes_it(rig: Rig) -> None:
    rig.desk(retention={"handover_days": 8})
    booked(rig, "2026-11-30T09:00:00+01:00")
    wait(rig, days=6)
    moved = reschedule_call(rig.ctx(), "session-1", "2026-12-01T10:00:00+01:00", "en")
    assert moved.reason == "limit_reached"
    assert reschedule_call(rig.ctx(), "session-1", "2026-12-01T09:59:00+01:00", "en").ok


def test_a_number_on_the_list_is_booked_only_when_its_owner_asks_anew(rig: Rig) -> None:
    withdraw(rig.ctx(), "session-0", CUSTOMER, "")
    refused = schedule(rig)
    assert refused.reason == "do_not_call"
    consent = {"question": "May we call?", "answer": "yes", "withdrawal": refused.extra["withdrawal"]}
    assert schedule(rig, consent=consent).ok
    assert not rig.storage.do_not_call.has(CUSTOMER)


def test_a_withdrawal_cancels_what_is_booked_for_the_number_by_any_chat(rig: Rig) -> None:
    handover = booked(rig)
    reply = withdraw(rig.ctx(), "session-2", CUSTOMER, "")
    assert (reply.ok, reply.status) == (True, "withdrawn")
    assert rig.handover(handover.id).state is State.CANCELED
    assert scheduled(rig) == []


def test_a_booking_is_cancelled_and_the_next_request_is_free(rig: Rig) -> None:
    handover = booked(rig)
    reply = cancel_call(rig.ctx(), "session-1", "")
    assert (reply.ok, reply.status) == (True, State.CANCELED)
    assert reply.message == "I have cancelled your booked call. We will not ring."
    again = cancel_call(rig.ctx(), "session-1", "")
    assert (again.ok, again.extra["already"]) == (True, True)
    assert AT_UTC not in due_times(rig, handover.id)
    assert start_call(rig.ctx(), call_request()).status == State.DIALING
    assert rig.twilio.dialled == [CUSTOMER]


def test_call_status_names_the_time_of_a_booking(rig: Rig) -> None:
    booked(rig)
    reply = call_status(rig.ctx(), "session-1", "de")
    assert (reply.ok, reply.status, reply.extra["live"]) == (True, State.SCHEDULED, True)
    assert (reply.extra["at"], reply.extra["at_words"]) == (AT, "morgen um 10:00 Uhr")


def test_a_booking_of_an_earlier_day_is_still_the_chats(rig: Rig) -> None:
    handover = booked(rig, "2026-11-30T10:00:00+01:00")
    wait(rig, days=3)
    rig.desk()  # another container
    assert call_status(rig.ctx(), "session-1", "").handover_id == handover.id
    assert start_call(rig.ctx(), call_request()).handover_id == handover.id


def test_a_booking_is_moved(rig: Rig) -> None:
    handover = booked(rig)
    reply = reschedule_call(rig.ctx(), "session-1", LATER, "")
    assert (reply.ok, reply.status, reply.extra["at"]) == (True, State.SCHEDULED, LATER)
    assert "already" not in reply.extra
    assert due_times(rig, handover.id)[-1].hour == 14
    assert AT_UTC not in due_times(rig, handover.id)
    again = reschedule_call(rig.ctx(), "session-1", LATER, "")
    assert (again.extra["already"], again.extra["at"]) == (True, LATER)
    assert len(steps(rig, handover.id)) == 2


def test_a_move_to_a_time_that_cannot_be_booked_leaves_the_booking(rig: Rig) -> None:
    rig.desk(hours=OFFICE)
    handover = booked(rig)
    refused = reschedule_call(rig.ctx(), "session-1", "2026-11-24T20:00:00+01:00", "")
    assert refused.reason == "closed"
    assert refused.extra["slots"]
    assert len(steps(rig, handover.id)) == 1


def test_a_booking_is_moved_a_few_times_only(rig: Rig) -> None:
    booked(rig)
    times = [f"2026-11-24T{10 + n % 9}:{n:02}:00+01:00" for n in range(1, 12)]
    replies: list[Reply] = [reschedule_call(rig.ctx(), "session-1", at, "") for at in times]
    assert [reply.reason for reply in replies] == [""] * 10 + ["limit_reached"]


def test_without_a_booking_nothing_is_moved(rig: Rig) -> None:
    assert reschedule_call(rig.ctx(), "session-1", AT, "").reason == "no_handover"
    assert reschedule_call(rig.ctx(), "", AT, "").reason == "missing_session"
    live = start_call(rig.ctx(), call_request())
    reply = reschedule_call(rig.ctx(), "session-1", AT, "")
    assert (reply.ok, reply.reason, reply.handover_id) == (False, "already_calling", live.handover_id)


def test_availability_says_whether_a_call_can_be_booked(rig: Rig) -> None:
    assert call_availability(rig.ctx(), "", "").extra["booking"] is True
    rig.desk(bookings={"enabled": False})
    assert call_availability(rig.ctx(), "", "").extra["booking"] is False


def test_availability_names_the_chats_own_booking(rig: Rig) -> None:
    booked(rig)
    reply = call_availability(rig.ctx(), "session-1", "")
    assert (reply.reason, reply.extra["can_call"], reply.extra["at"]) == ("already_calling", False, AT)


def test_a_retry_follows_its_handover_once(rig: Rig) -> None:
    first = booked(rig)
    cancel_call(rig.ctx(), "session-1", "")
    before = rig.handover(first.id)
    record = rig.objects(f"v1/day/20261123/{first.id}/booked.1").popitem()[1]["facts"]
    retry = book(rig.ctx(), record, AT_UTC, "retry", before, 1)
    assert retry is not None
    assert retry.booking is not None
    assert (retry.booking.after, retry.booking.retry, retry.booking.why) == (first.id, 1, "retry")
    again = book(rig.ctx(), record, AT_UTC, "retry", before, 1)
    assert again is not None
    assert again.id == retry.id
    cancel_call(rig.ctx(), "session-1", "")
    assert book(rig.ctx(), record, AT_UTC, "retry", before, 1) is None
    assert scheduled(rig) == []


def test_a_call_back_is_not_booked_beside_another_live_handover(rig: Rig) -> None:
    first = booked(rig)
    record = rig.objects(f"v1/day/20261123/{first.id}/booked.1").popitem()[1]["facts"]
    assert book(rig.ctx(), record, AT_UTC, "call_back") is None
    other = {**record, "wish": {**record["wish"], "session_id": "session-9"}}
    assert book(rig.ctx(), other, AT_UTC, "call_back") is None, "the number has a booking"
    assert len(scheduled(rig)) == 1
