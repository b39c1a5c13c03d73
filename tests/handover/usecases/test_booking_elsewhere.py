"""Where a booking shows besides the chat: in lists, in consent receipts, among the calls under way, in the sweep."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from handover.core.call.state import State
from handover.core.report.period import Period
from handover.services.storage import keys
from handover.usecases.call_availability import call_availability
from handover.usecases.calls_in_progress import calls_in_progress
from handover.usecases.cancel_call import cancel_call
from handover.usecases.handover_list import list_days, list_period
from handover.usecases.sweep import sweep
from tests.handover.rig import CUSTOMER, OTHER, Rig
from tests.handover.usecases.scheduling import booked, schedule, wait

CONSENT = {"question": "We call you then. Do you agree?", "answer": "yes"}
IN_A_WEEK = "2026-11-30T10:00:00+01:00"


def swept(rig: Rig) -> None:
    wait(rig, minutes=1)
    assert sweep(rig.ctx(rig.app(), seconds=45.0))["status"] == "done"


def receipts(rig: Rig) -> list[tuple[str, str]]:
    """Returns the kinds and subjects of the customer's receipts, in order."""
    chain = rig.storage.consents.chain(rig.storage.consents.person(CUSTOMER))
    return [(body["kind"], body["subject"]) for _, body in chain]


def test_a_booked_call_is_listed_on_the_day_on_which_it_was_booked(rig: Rig) -> None:
    handover = booked(rig)
    (row,) = list_days(rig.ctx(), ["20261123"]).rows
    assert (row.id, row.state, row.live, row.called_at) == (handover.id, "scheduled", True, "")


def test_a_call_that_was_dialled_days_later_is_still_listed_on_that_day(rig: Rig) -> None:
    handover = booked(rig, IN_A_WEEK)
    wait(rig, days=7)
    swept(rig)
    assert rig.twilio.dialled == [CUSTOMER]
    monday = rig.clock.now().date() - timedelta(days=7)
    (row,) = list_period(rig.ctx(), Period(monday, monday), ZoneInfo("Europe/Berlin")).rows
    assert (row.id, row.requested_at[:10], row.called_at[:10]) == (handover.id, "2026-11-23", "2026-11-30")


def test_the_wait_of_a_booked_call_begins_when_it_is_dialled(rig: Rig) -> None:
    booked(rig)
    wait(rig, days=1)
    swept(rig)
    (row,) = list_days(rig.ctx(), ["20261123"]).rows
    taken = rig.clock.now() + timedelta(seconds=30)
    assert type(row)(**{**row.as_record(), "connected_at": taken.isoformat()}).wait == 30.0


def test_a_booking_is_no_call_in_progress_and_keeps_no_line_busy(rig: Rig) -> None:
    handover = booked(rig)
    assert calls_in_progress(rig.ctx(), [handover.id]).count == 0
    rig.desk(limits={"calls_in_progress": 1})
    assert call_availability(rig.ctx(), "", "").extra["can_call"] is True


def test_a_sweep_leaves_what_waits_alone_and_asks_twilio_nothing(rig: Rig) -> None:
    handover = booked(rig, IN_A_WEEK)
    for _ in range(3):
        wait(rig, hours=20)
        swept(rig)
    assert rig.handover(handover.id).state is State.SCHEDULED
    assert not [request for request in rig.twilio.requests if "Calls" in request.path]
    assert rig.objects(keys.LIVE) == {}


def test_the_consent_is_on_record_when_it_was_given_and_when_it_was_used(rig: Rig) -> None:
    reply = schedule(rig, IN_A_WEEK, consent=CONSENT)
    swept(rig)
    assert receipts(rig) == [("given", reply.handover_id)]
    wait(rig, days=7)
    swept(rig)
    swept(rig)
    assert receipts(rig) == [("given", reply.handover_id), ("used", reply.handover_id)]


def test_the_consent_of_a_booking_that_was_cancelled_was_given_and_not_used(rig: Rig) -> None:
    reply = schedule(rig, consent=CONSENT)
    cancel_call(rig.ctx(), "session-1", "")
    swept(rig)
    swept(rig)
    assert receipts(rig) == [("given", reply.handover_id)]


def test_a_booking_costs_as_many_requests_however_many_wait(rig: Rig) -> None:
    """What the scheduler asks storage for does not grow with what is booked for later."""
    counts = []
    for n in (1, 30):
        for k in range(n):
            schedule(rig, IN_A_WEEK, f"chat-{n}-{k}", f"+49301234{5000 + 100 * n + k}")
        wait(rig, minutes=5)
        client = rig.client().separate()
        rig.app(lambda client=client: client)
        ctx = rig.ctx(rig.app(lambda client=client: client), seconds=45.0)
        ctx.storage.bookings.due_by(rig.clock.now() + timedelta(hours=-1))
        counts.append(len(client.requests))
    assert counts == [1, 1]
    assert OTHER not in rig.twilio.dialled
