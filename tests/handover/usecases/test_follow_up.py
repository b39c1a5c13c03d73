"""A customer who was not reached is called again by the plan, once for each retry; after the last one they get a message."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from handover.core.call.events import EventKind
from handover.core.call.state import Handover, State
from handover.services.storage import StorageError, keys
from handover.usecases.call_status import call_status
from handover.usecases.cancel_call import cancel_call
from handover.usecases.record_callback import record_customer_callback
from handover.usecases.start_call import start_call
from handover.usecases.withdraw import withdraw
from sandbox.bucket.faults import StorageFault
from tests.fakes.bucket import CUT_AFTER, CUT_BEFORE, DOWN, nth
from tests.handover.deployment import Deployment
from tests.handover.rig import CUSTOMER, MONDAY, OTHER, Rig, at_once, call_request
from tests.handover.usecases.booked import MINUTE, due, run

CHAT = "session-1"


def start(rig: Rig, session: str = CHAT, number: str = CUSTOMER) -> str:
    return start_call(rig.ctx(), call_request(session, number)).handover_id


def report(rig: Rig, handover_id: str, status: str = "busy", seconds: int = 0) -> None:
    form = {"CallStatus": status, "CallSid": rig.handover(handover_id).sid, "CallDuration": str(seconds)}
    record_customer_callback(rig.ctx(rig.app()), handover_id, form)


def latest(rig: Rig, session: str = CHAT) -> Handover:
    pointer = rig.storage.sessions.latest_pointer(session)
    assert pointer
    return rig.handover(pointer.handover_id)


@pytest.mark.parametrize(("status", "seconds"), [("busy", 0), ("no-answer", 0), ("completed", 30)])
def test_who_was_not_reached_is_called_again_after_two_minutes(rig: Rig, status: str, seconds: int) -> None:
    first = start(rig)
    report(rig, first, status, seconds)
    retry = latest(rig)
    assert retry.booking
    assert (retry.booking.at, retry.booking.after) == (MONDAY + 2 * MINUTE, first)
    assert call_status(rig.ctx(), CHAT, "").message == (
        "We called you, but did not reach you. We call the number ending in 78 once more: today at 10:02."
    )
    assert run(rig, 2)["dialed"] == 1
    assert rig.twilio.dialled == [CUSTOMER, CUSTOMER]
    assert not rig.twilio.texts


def test_after_the_last_retry_they_get_one_message(rig: Rig) -> None:
    report(rig, start(rig))
    run(rig, 2)
    second = latest(rig).id
    report(rig, second)
    report(rig, second)
    run(rig, 10)
    assert len(rig.twilio.created) == 2
    assert [words for _, words in rig.twilio.texted] == [
        "Example Insurance: We called you but did not reach you. "
        "If you still want to talk to us, just ask for another call in our chat."
    ]
    assert call_status(rig.ctx(), CHAT, "").status == "busy"


def test_a_report_that_comes_twice_books_one_retry(rig: Rig) -> None:
    first = start(rig)
    at_once([partial(report, rig, first) for _ in range(6)])
    report(rig, first)
    assert len(rig.storage.sessions.pointers(CHAT)) == 2
    assert len(due(rig)) == 1


@pytest.mark.parametrize("fault", [CUT_BEFORE, CUT_AFTER, DOWN])
@pytest.mark.parametrize("k", range(1, 24))
def test_whatever_storage_does_there_is_one_retry_in_the_end(rig: Rig, k: int, fault: StorageFault) -> None:
    first = start(rig)
    client = rig.client().separate()
    client.faults.add(fault, nth(k), times=1)
    form = {"CallStatus": "busy", "CallSid": rig.handover(first).sid}
    try:
        record_customer_callback(rig.ctx(rig.app(lambda: client)), first, form)
    except StorageError:
        report(rig, first)  # Twilio repeats what was answered with 503
    run(rig, 1)
    run(rig, 2)
    assert len(rig.twilio.created) == 2
    assert not rig.twilio.texts


def test_several_retries_have_their_own_pauses(rig: Rig) -> None:
    rig.desk(retries={"after_minutes": [1, 5]}, limits={"calls_per_number_per_hour": 3})
    report(rig, start(rig))
    run(rig, 1)
    report(rig, latest(rig).id)
    booking = latest(rig).booking
    assert booking
    assert (booking.retry, booking.at) == (2, MONDAY + 6 * MINUTE)


def test_a_desk_without_retries_texts_at_once(rig: Rig) -> None:
    rig.desk(retries={"after_minutes": []})
    report(rig, start(rig))
    assert len(rig.twilio.texts) == 1
    assert not due(rig)


def test_an_end_that_the_desk_does_not_retry_is_told(rig: Rig) -> None:
    rig.desk(retries={"on": ["no_answer"]})
    report(rig, start(rig), "busy")
    assert len(rig.twilio.texts) == 1
    assert not due(rig)


def test_a_retry_past_the_number_s_limits_is_a_message_instead(rig: Rig) -> None:
    rig.storage.handovers.add(start(rig, "another"), EventKind.ENDED, rig.clock.now(), {"status": "completed"})
    report(rig, start(rig))
    assert not due(rig)
    assert len(rig.twilio.texts) == 1


def test_a_retry_that_falls_into_quiet_hours_is_booked_for_their_end(rig: Rig) -> None:
    rig.clock.step(timedelta(hours=10, minutes=59).total_seconds())  # 20:59 in Berlin
    report(rig, start(rig))
    booking = latest(rig).booking
    assert booking
    assert booking.at == datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
    assert not rig.twilio.texts


def test_a_retry_that_falls_into_closed_hours_is_booked_for_the_next_opening(rig: Rig) -> None:
    rig.desk(hours={day: ["09:00-10:01"] for day in ("monday", "tuesday")})
    report(rig, start(rig))
    booking = latest(rig).booking
    assert booking
    assert booking.at == datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


class TestNever:
    def test_after_a_cancellation(self, rig: Rig) -> None:
        first = start(rig)
        cancel_call(rig.ctx(), CHAT, "")
        report(rig, first, "no-answer")
        assert not due(rig)
        assert not rig.twilio.texts

    def test_when_it_is_cancelled_before_the_plan_has_booked_it(self, rig: Rig) -> None:
        first = start(rig)
        rig.storage.handovers.add(first, EventKind.ENDED, rig.clock.now(), {"status": "busy"})
        canceled = cancel_call(rig.ctx(), CHAT, "")
        assert (canceled.ok, canceled.status, canceled.message) == (True, "canceled", "I have cancelled the call.")
        report(rig, first)
        run(rig, 2)
        assert len(rig.twilio.created) == 1
        assert not rig.twilio.texts
        assert cancel_call(rig.ctx(), CHAT, "").extra["already"]

    def test_when_it_is_cancelled_while_the_plan_books_it(self, rig: Rig) -> None:
        first = start(rig)
        memory = rig.client().separate()
        said: list[str] = []

        def cancels(method: str, key: str) -> bool:
            if method == "PUT" and key.startswith("v1/due/") and not said:
                said.append(cancel_call(rig.ctx(rig.app()), CHAT, "").status)
            return False

        form = {"CallStatus": "busy", "CallSid": rig.handover(first).sid, "CallDuration": "0"}
        record_customer_callback(rig.ctx(rig.app(lambda: memory.failing(cancels, DOWN))), first, form)
        assert said == ["canceled"]
        run(rig, 2)
        assert len(rig.twilio.created) == 1

    def test_and_without_a_plan_there_is_nothing_to_cancel(self, rig: Rig) -> None:
        rig.desk(retries={"after_minutes": []})
        report(rig, start(rig))
        assert cancel_call(rig.ctx(), CHAT, "").reason == "no_handover"

    def test_after_a_withdrawal(self, rig: Rig) -> None:
        first = start(rig)
        rig.storage.do_not_call.add(CUSTOMER, rig.clock.now(), "s", [])
        report(rig, first)
        assert not due(rig)
        assert not rig.twilio.texts

    def test_when_the_number_is_withdrawn_while_it_waits(self, rig: Rig) -> None:
        report(rig, start(rig))
        withdraw(rig.ctx(), CHAT, "", "")
        run(rig, 2)
        assert len(rig.twilio.created) == 1
        assert not rig.twilio.texts

    def test_when_it_is_cancelled_while_it_waits(self, rig: Rig) -> None:
        report(rig, start(rig))
        assert cancel_call(rig.ctx(), CHAT, "").ok
        run(rig, 2)
        assert len(rig.twilio.created) == 1
        assert not rig.twilio.texts

    def test_after_a_conversation(self, rig: Rig) -> None:
        first = start(rig)
        rig.storage.handovers.add(first, EventKind.HUNT, rig.clock.now(), {"agents": []})
        report(rig, first, "completed", 60)
        assert not due(rig)
        assert not rig.twilio.texts


class TestANewRequestOfTheChat:
    def test_takes_the_place_of_the_retry(self, rig: Rig) -> None:
        report(rig, start(rig))
        again = start_call(rig.ctx(rig.app()), call_request(CHAT))
        assert again.status == "dialing"
        run(rig, 2)
        assert len(rig.twilio.created) == 2
        assert latest(rig).id == again.handover_id

    def test_may_be_for_another_number(self, rig: Rig) -> None:
        report(rig, start(rig))
        assert start_call(rig.ctx(), call_request(CHAT, OTHER)).status == "dialing"
        run(rig, 2)
        assert rig.twilio.dialled == [CUSTOMER, OTHER]

    def test_leaves_the_retry_when_the_desk_has_closed(self, rig: Rig) -> None:
        report(rig, start(rig))
        rig.desk(hours={"tuesday": ["09:00-17:00"]})
        assert start_call(rig.ctx(), call_request(CHAT)).reason == "closed"
        assert len(rig.twilio.created) == 1
        assert latest(rig).state == "scheduled"

    def test_that_comes_before_the_report_leaves_no_retry(self, rig: Rig) -> None:
        first = start(rig)
        rig.twilio.calls[rig.handover(first).sid].update(status="busy")
        rig.clock.step(200)
        second = start_call(rig.ctx(), call_request(CHAT))
        assert second.status == "dialing"
        run(rig, 1)
        assert len(rig.storage.sessions.pointers(CHAT)) == 2
        assert not rig.twilio.texts

    def test_and_the_scheduler_at_the_same_moment_place_one_call(self, racing_rig: Rig) -> None:
        rig = racing_rig
        for n in range(4):
            session, number = f"chat-{n}", f"+49301234562{n}"
            report(rig, start(rig, session, number))
        rig.clock.step(120)
        works = [partial(run, rig)] + [
            partial(start_call, rig.ctx(rig.app()), call_request(f"chat-{n}", f"+49301234562{n}")) for n in range(4)
        ]
        at_once(works)
        run(rig, 1)
        assert sorted(rig.twilio.dialled) == sorted([f"+49301234562{n}" for n in range(4)] * 2)


def test_an_end_that_only_a_lookup_finds_is_followed_up_by_the_next_run(rig: Rig) -> None:
    first = start(rig)
    rig.twilio.calls[rig.handover(first).sid].update(status="no-answer")
    run(rig, 4)
    assert rig.handover(first).state == "no_answer"
    assert len(due(rig)) == 1
    run(rig, 1)
    booking = latest(rig).booking
    assert booking
    assert booking.after == first
    assert run(rig, 2)["dialed"] == 1
    assert not rig.objects(keys.DUE)


def test_a_report_that_is_repeated_after_the_retry_says_nothing_more(rig: Rig) -> None:
    first = start(rig)
    report(rig, first)
    run(rig, 2)
    report(rig, first)
    assert len(rig.twilio.created) == 2
    assert not rig.twilio.texts


def test_a_call_that_was_missed_hours_ago_is_not_made_up_for(rig: Rig) -> None:
    first = start(rig)
    at = "Mon, 23 Nov 2026 09:00:30 +0000"
    rig.clock.step(5 * 3600)
    form = {"CallStatus": "busy", "CallSid": rig.handover(first).sid, "Timestamp": at}
    record_customer_callback(rig.ctx(rig.app()), first, form)
    run(rig, 3)
    assert rig.twilio.dialled == [CUSTOMER]
    assert len(rig.twilio.texted) == 1


def requested(rig: Rig, handover_id: str, *steps: str) -> None:
    """Twilio's record of the call has requests for these steps."""
    addresses = [f"https://handover.example.org/twiml?step={step}&h={handover_id}" for step in steps]
    rig.twilio.records[rig.handover(handover_id).sid] = addresses


def test_who_pressed_a_key_while_storage_was_down_is_not_called_again(rig: Rig) -> None:
    first = start(rig)
    requested(rig, first, "greet", "connect")
    report(rig, first, "completed", 30)
    assert (latest(rig).id, latest(rig).state) == (first, State.NO_AGENT)
    run(rig, 5)
    assert rig.twilio.dialled == [CUSTOMER]
    assert not rig.twilio.texts


@pytest.mark.parametrize("away", [False, True])
def test_a_key_press_that_comes_after_the_end_leaves_it_to_the_record(rig: Rig, away: bool) -> None:
    """With an order of agents the call would count as one without a key press, and the customer would be called again."""
    first = start(rig)
    report(rig, first, "completed", 30)
    for agent in rig.storage.desk().agents if away else ():
        rig.storage.availability.set_away(agent.id, True, agent.id, rig.clock.now())
    assert "<Dial" not in Deployment(rig).step("connect", first)
    requested(rig, first, "greet", "connect")
    run(rig, 5)
    assert rig.twilio.dialled == [CUSTOMER]


def test_a_record_that_comes_later_takes_the_retry_back(rig: Rig) -> None:
    first = start(rig)
    report(rig, first, "completed", 30)
    assert latest(rig).state is State.SCHEDULED
    requested(rig, first, "greet", "connect")
    run(rig, 2)
    run(rig, 5)
    assert [rig.handover(one.id).state for one in (rig.handover(first), latest(rig))] == [
        State.NO_AGENT,
        State.CANCELED,
    ]
    assert rig.twilio.dialled == [CUSTOMER]
    assert not rig.twilio.texts


@pytest.mark.parametrize("steps", [(), ("greet", "no_key")])
def test_a_record_without_that_key_changes_nothing(rig: Rig, steps: tuple[str, ...]) -> None:
    first = start(rig)
    requested(rig, first, *steps)
    report(rig, first, "completed", 30)
    run(rig, 2)
    assert rig.twilio.dialled == [CUSTOMER, CUSTOMER]
