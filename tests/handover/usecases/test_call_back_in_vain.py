"""A retry gives way to an agent's call back. If the agent does not take that, it is booked again, and rings once."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from handover.core.call.booking import RETRY
from handover.core.call.state import Handover, State
from handover.services.storage import StorageError
from handover.usecases.call_back_reports import record_agents_call, record_customers_phone
from handover.usecases.call_back_steps import back_done, back_key
from handover.usecases.call_customer_back import CallingBack, call_customer_back
from handover.usecases.cancel_call import cancel_call
from handover.usecases.context import RequestContext
from handover.usecases.leg import LegRequest
from handover.usecases.record_callback import record_customer_callback
from handover.usecases.start_call import start_call
from handover.usecases.withdraw import withdraw
from tests.fakes.bucket import CUT_AFTER, DOWN, nth
from tests.handover.rig import ANNA, CUSTOMER, MONDAY, Rig, call_request
from tests.handover.twilio_stub import refuses
from tests.handover.usecases.booked import run

AGENTS_CALL = "CA" + "7" * 32


def missed(rig: Rig, session: str = "session-1", **changes: Any) -> str:
    """A customer was not reached, and is called again in half an hour. Returns the id of the missed call."""
    rig.desk(retries={"on": ["busy"], "after_minutes": [30]}, **changes)
    handover_id = start_call(rig.ctx(), call_request(session)).handover_id
    record_customer_callback(rig.ctx(), handover_id, {"CallStatus": "busy", "CallSid": "CA1"})
    assert latest(rig, session).state is State.SCHEDULED
    rig.clock.step(60)
    return handover_id


def latest(rig: Rig, session: str = "session-1") -> Handover:
    sessions = rig.storage.sessions
    numbers = range(sessions.latest_number(session), 0, -1)
    found = [pointer for n in numbers if (pointer := sessions.pointer(session, n))]
    pointer = next(each for each in found if rig.storage.handovers.load(each.handover_id, rig.clock.now()))
    return rig.handover(pointer.handover_id)


def clicks(rig: Rig, missed_id: str, once: str = "1", ctx: RequestContext | None = None) -> CallingBack:
    """Anna presses "Call back now" on the page of the missed call."""
    desk = rig.storage.desk()
    anna = desk.agent("anna")
    assert anna
    return call_customer_back(ctx or rig.ctx(), desk, rig.handover(missed_id), anna, once)


def ends(rig: Rig, called: str, status: str = "no-answer", ctx: RequestContext | None = None) -> None:
    """The agent's call is over."""
    record_agents_call(ctx or rig.ctx(), called, {"CallStatus": status, "CallSid": AGENTS_CALL})


def leg(rig: Rig, called: str, **form: str) -> LegRequest:
    return LegRequest(rig.ctx(), called, 1, {"CallSid": AGENTS_CALL, **form})


def waiting_retry(rig: Rig) -> Handover:
    """Returns the chat's booked retry: half an hour after the missed call."""
    retry = latest(rig)
    assert (retry.state, retry.booking and retry.booking.why) == (State.SCHEDULED, RETRY)
    assert retry.booking
    assert f"{retry.booking.at:%H:%M}" == "09:30"
    return retry


def lame(rig: Rig, when: Callable[[str, str], bool], fault: Any = DOWN) -> RequestContext:
    """Returns the context of a container whose storage fails so."""
    return rig.ctx(rig.app(lambda: rig.client().failing(when, fault)))


def never_dials(method: str, key: str) -> bool:
    return method == "PUT" and "/hunt" in key


def test_the_retry_is_booked_again_when_the_agent_does_not_pick_up(rig: Rig) -> None:
    called = clicks(rig, missed(rig)).handover_id
    ends(rig, called)
    assert rig.handover(called).state is State.REFUSED
    assert waiting_retry(rig).booking.retry == 1  # type: ignore[union-attr]
    assert run(rig, 30)["dialed"] == 1
    assert rig.twilio.dialled == [CUSTOMER, ANNA, CUSTOMER]
    record_customer_callback(rig.ctx(), latest(rig).id, {"CallStatus": "busy", "CallSid": "CA9"})
    assert latest(rig).state is State.BUSY, "the plan has one retry, and that was it"


def test_it_is_booked_again_when_the_agent_passes(rig: Rig) -> None:
    called = clicks(rig, missed(rig)).handover_id
    back_key(leg(rig, called, Digits="2"))
    ends(rig, called, "completed")
    waiting_retry(rig)


def test_it_is_booked_again_when_twilio_refuses_the_call_to_the_agent(rig: Rig) -> None:
    missed_id = missed(rig)
    rig.twilio.mishaps.append(refuses(400, 21210))
    assert clicks(rig, missed_id).refused == "telephone_unavailable"
    waiting_retry(rig)


def test_it_is_booked_again_when_another_call_rings_the_agent(rig: Rig) -> None:
    missed_id = missed(rig)
    ctx = lame(rig, never_dials)
    assert clicks(rig, missed_id, ctx=ctx).refused == "storage_unavailable"
    waiting_retry(rig)


def test_a_report_that_comes_twice_books_once(rig: Rig) -> None:
    called = clicks(rig, missed(rig)).handover_id
    for _ in range(3):
        ends(rig, called)
    retry = waiting_retry(rig)
    assert rig.storage.sessions.place_of(retry.id) == 4


def test_two_clicks_in_vain_keep_the_retry(rig: Rig) -> None:
    missed_id = missed(rig)
    for once in ("1", "2"):
        ends(rig, clicks(rig, missed_id, once).handover_id)
        waiting_retry(rig)


def test_a_second_click_before_the_retry_is_booked_again_keeps_it(rig: Rig) -> None:
    missed_id = missed(rig)
    first = clicks(rig, missed_id).handover_id
    ends(rig, first, ctx=lame(rig, lambda method, key: method == "PUT" and "/due/" not in key and "ended" not in key))
    assert latest(rig).id == first
    second = clicks(rig, missed_id, "2").handover_id
    ends(rig, second)
    assert waiting_retry(rig).booking.after == second  # type: ignore[union-attr]


def test_an_agent_who_takes_it_ends_the_retry_also_if_the_customer_does_not_answer(rig: Rig) -> None:
    called = clicks(rig, missed(rig)).handover_id
    back_key(leg(rig, called, Digits="1"))
    back_done(leg(rig, called, DialCallStatus="no-answer", DialBridged="false"))
    ends(rig, called, "completed")
    assert latest(rig).id == called
    run(rig, 30)
    assert rig.twilio.dialled == [CUSTOMER, ANNA]


def test_a_customer_who_talked_is_not_called_again(rig: Rig) -> None:
    called = clicks(rig, missed(rig)).handover_id
    back_key(leg(rig, called, Digits="1"))
    record_customers_phone(rig.ctx(), called, {"CallStatus": "in-progress", "CallSid": "CA8"})
    back_done(leg(rig, called, DialCallStatus="completed", DialBridged="true", DialCallDuration="60"))
    ends(rig, called, "completed")
    assert run(rig, 30).get("dialed", 0) == 0
    assert latest(rig).state is State.COMPLETED


def test_a_call_of_which_nothing_is_reported_is_looked_up_and_the_retry_kept(rig: Rig) -> None:
    called = clicks(rig, missed(rig)).handover_id
    (sid,) = [sid for sid, call in rig.twilio.calls.items() if call["to"] == ANNA]
    rig.twilio.calls[sid]["status"] = "no-answer"
    run(rig, 5)
    run(rig, 1)
    assert rig.handover(called).state is State.REFUSED
    waiting_retry(rig)


def test_a_request_that_dies_before_it_calls_anybody_leaves_the_retry(rig: Rig) -> None:
    missed_id = missed(rig)

    def dies(method: str, key: str) -> bool:
        return (
            method == "PUT" and ("requested" in key or "/session/" in key or "/pointer" in key) and bool(gave_way(rig))
        )

    assert clicks(rig, missed_id, ctx=lame(rig, dies)).refused == "storage_unavailable"
    run(rig, 30)
    run(rig, 1)
    assert rig.twilio.dialled == [CUSTOMER, CUSTOMER]


def gave_way(rig: Rig) -> list[str]:
    return [key for key in rig.objects("v1/day/") if key.endswith("booked.2")]


def test_the_customers_cancellation_ends_it_before_it_is_booked_again(rig: Rig) -> None:
    called = clicks(rig, missed(rig)).handover_id
    assert cancel_call(rig.ctx(), "session-1", "en").status == "canceled"
    ends(rig, called, "completed")
    run(rig, 30)
    run(rig, 1)
    assert rig.twilio.dialled == [CUSTOMER, ANNA]
    assert latest(rig).state is State.CANCELED


def test_a_cancellation_between_the_end_and_the_booking_is_kept(rig: Rig) -> None:
    called = clicks(rig, missed(rig)).handover_id
    ends(rig, called, ctx=lame(rig, lambda method, key: method == "PUT" and "booked" in key))
    assert cancel_call(rig.ctx(), "session-1", "en").status == "canceled"
    run(rig, 30)
    run(rig, 1)
    assert rig.twilio.dialled == [CUSTOMER, ANNA]


def test_a_cancellation_afterwards_cancels_the_retry(rig: Rig) -> None:
    called = clicks(rig, missed(rig)).handover_id
    ends(rig, called)
    assert cancel_call(rig.ctx(), "session-1", "en").status == "canceled"
    run(rig, 30)
    assert rig.twilio.dialled == [CUSTOMER, ANNA]


def test_a_withdrawal_while_the_agent_is_rung_ends_it(rig: Rig) -> None:
    called = clicks(rig, missed(rig)).handover_id
    withdraw(rig.ctx(), "session-2", CUSTOMER, "en")
    ends(rig, called, "canceled")
    run(rig, 30)
    run(rig, 1)
    assert rig.twilio.dialled == [CUSTOMER, ANNA]


def test_a_claim_that_is_left_half_way_does_not_lose_it(rig: Rig) -> None:
    """The pointer of the retry is stored, its first step is not, and the agent clicks again before the scheduler comes."""
    missed_id = missed(rig)
    first = clicks(rig, missed_id).handover_id
    ends(rig, first, ctx=lame(rig, lambda method, key: method == "PUT" and "booked" in key))
    ends(rig, clicks(rig, missed_id, "2").handover_id)
    run(rig, 30)
    run(rig, 1)
    assert rig.twilio.dialled == [CUSTOMER, ANNA, ANNA, CUSTOMER]


@pytest.mark.slow
@pytest.mark.parametrize("fault", [DOWN, CUT_AFTER], ids=["down", "cut after"])
def test_whatever_fails_when_it_ends_the_customer_is_called_once(rig: Rig, fault: Any) -> None:
    """Each request of the report fails in turn; Twilio repeats it, and the scheduler comes round."""
    missed_id = missed(rig)
    n, failed = 0, True
    while failed:
        n += 1
        called = clicks(rig, missed_id, str(n)).handover_id
        client = rig.client().failing(nth(n), fault)
        ctx = rig.ctx(rig.app(lambda client=client: client))  # type: ignore[misc]
        try:
            ends(rig, called, ctx=ctx)
        except StorageError:
            ends(rig, called)
        failed = len(client.requests) >= n
        run(rig, 0.55)
        assert latest(rig).state is State.SCHEDULED, n
    assert n > 10
    run(rig, 30)
    run(rig, 1)
    assert rig.twilio.dialled == [CUSTOMER, *[ANNA] * n, CUSTOMER]


@pytest.mark.slow
@pytest.mark.parametrize("fault", [DOWN, CUT_AFTER], ids=["down", "cut after"])
def test_whatever_fails_when_the_agent_clicks_the_customer_is_called_once(rig: Rig, fault: Any) -> None:
    """Each request of the click fails in turn. The agent does not take the call, if there is one."""
    n, failed = 0, True
    while failed:
        n += 1
        rig.clock.step((MONDAY + timedelta(days=n) - rig.clock.now()).total_seconds())
        session, before = f"session-{n}", len(rig.twilio.dialled)
        missed_id = missed(rig, session=session)
        client = rig.client().failing(nth(n), fault)
        with suppress(StorageError):
            clicks(rig, missed_id, ctx=rig.ctx(rig.app(lambda client=client: client)))  # type: ignore[misc]
        failed = len(client.requests) >= n
        called = latest(rig, session)
        if called.back_of and called.live:
            ends(rig, called.id)
        for minutes in (5, 25, 1, 1):
            run(rig, minutes)
        dialled = rig.twilio.dialled[before:]
        assert dialled.count(CUSTOMER) == 2, (n, client.requests[n - 1 :][:1])
        record_customer_callback(rig.ctx(), latest(rig, session).id, {"CallStatus": "busy", "CallSid": "CA1"})
    assert n > 20
