"""A call back by key is booked before its time is said, and booked once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from handover.core.call.events import EventKind
from handover.core.call.state import Handover
from handover.usecases.book import book
from handover.usecases.sweep import sweep
from sandbox.bucket.faults import StorageFault
from tests.fakes.bucket import CUT_AFTER, DOWN, MemoryBucket, nth
from tests.handover.actions.test_twiml import spoken, verbs
from tests.handover.deployment import Deployment
from tests.handover.nobody_left import hung_up, not_taken, voicemail_desk
from tests.handover.rig import CUSTOMER, Rig

pytestmark = pytest.mark.parametrize("deployment", ["openwhisk"], indirect=True)


def bookings(rig: Rig) -> list[Handover]:
    names = {name.split("/")[3] for name in rig.objects("v1/day/") if name.rpartition("/")[2].startswith("booked.")}
    return [rig.handover(handover_id) for handover_id in sorted(names)]


def test_it_is_booked_and_the_time_is_said(deployment: Deployment, rig: Rig) -> None:
    voicemail_desk(deployment)
    handover_id = not_taken(deployment, name="Ada")
    document = deployment.step("choose", handover_id, 1, Digits="2")
    assert verbs(document) == ["Say", "Hangup"]
    assert "we will call you today at 10:15" in spoken(document)
    (booked,) = bookings(rig)
    assert booked.state == "scheduled"
    assert booked.booking
    assert booked.booking.at == datetime(2026, 11, 23, 9, 15, 20, tzinfo=UTC)
    assert (booked.booking.why, booked.booking.after, booked.booking.retry) == ("call_back", handover_id, 0)
    assert (booked.phone, booked.call_request.name) == (CUSTOMER, "Ada")
    hung_up(deployment, handover_id)
    assert rig.handover(handover_id).state == "no_agent"
    assert deployment.ask(action="call_status", session_id="session-1")["status"] == "scheduled"


def test_a_repetition_says_the_same_and_books_nothing(deployment: Deployment, rig: Rig) -> None:
    voicemail_desk(deployment)
    handover_id = not_taken(deployment)
    said = deployment.step("choose", handover_id, 1, Digits="2")
    rig.clock.step(70)
    assert deployment.step("choose", handover_id, 1, Digits="2") == said
    assert len(bookings(rig)) == 1


def test_it_is_said_in_the_customers_language(deployment: Deployment) -> None:
    voicemail_desk(deployment)
    handover_id = not_taken(deployment, language="de")
    assert "Wir rufen Sie heute um 10:15 Uhr an" in spoken(deployment.step("choose", handover_id, 1, Digits="2"))


def test_it_is_moved_into_the_desks_hours_and_out_of_quiet_hours(deployment: Deployment, rig: Rig) -> None:
    voicemail_desk(deployment, hours={"monday": ["09:00-10:05"], "tuesday": ["07:00-18:00"]})
    document = deployment.step("choose", not_taken(deployment), 1, Digits="2")
    assert "tomorrow at 8:00" in spoken(document), "it is quiet before, although the desk opens at 7"
    (booked,) = bookings(rig)
    assert booked.booking
    assert booked.booking.at == datetime(2026, 11, 24, 7, 0, tzinfo=UTC)


def booked_elsewhere(rig: Rig, handover_id: str) -> None:
    """Another chat has a booking for the same number."""
    ctx = rig.ctx()
    permit = ctx.storage.handovers.events_of(handover_id, EventKind.REQUESTED)[EventKind.REQUESTED].facts
    other = {**permit, "wish": {**permit["wish"], "session_id": "session-2"}}
    assert book(ctx, other, rig.clock.now() + timedelta(hours=3), "asked")


def test_what_cannot_be_booked_is_not_promised(deployment: Deployment, rig: Rig) -> None:
    voicemail_desk(deployment, voicemail={"enabled": False})
    handover_id = not_taken(deployment)
    booked_elsewhere(rig, handover_id)
    document = deployment.step("choose", handover_id, 1, Digits="2")
    assert "could not book" in spoken(document)
    assert verbs(document) == ["Say", "Hangup"]
    assert len([one for one in bookings(rig) if one.state == "scheduled"]) == 1


def test_a_message_is_offered_when_nothing_can_be_booked(deployment: Deployment, rig: Rig) -> None:
    voicemail_desk(deployment)
    handover_id = not_taken(deployment)
    booked_elsewhere(rig, handover_id)
    document = deployment.step("choose", handover_id, 1, Digits="2")
    assert verbs(document) == ["Say", "Gather", "Say", "Hangup"]
    assert "press 1" in spoken(document)
    assert "press 2" not in spoken(document)


@pytest.mark.parametrize("k", range(1, 16))
@pytest.mark.parametrize("fault", [DOWN, CUT_AFTER], ids=["down", "answer lost"])
def test_a_failure_of_storage_never_promises_what_is_not_booked(
    deployment: Deployment, rig: Rig, fault: StorageFault, k: int
) -> None:
    voicemail_desk(deployment)
    handover_id = not_taken(deployment)
    assert isinstance(rig.server, MemoryBucket)
    rig.server.faults.add(fault, nth(k))
    said = spoken(deployment.step("choose", handover_id, 1, Digits="2"))
    rig.server.faults.clear()
    booked = [one for one in bookings(rig) if one.state == "scheduled"]
    assert len(booked) <= 1
    if "10:15" in said:
        assert booked
    if "could not book" in said:
        assert not booked


def test_the_booked_call_offers_a_call_back_again(deployment: Deployment, rig: Rig) -> None:
    """Nobody may take that one either: what is booked then follows it."""
    voicemail_desk(deployment)
    handover_id = not_taken(deployment)
    deployment.step("choose", handover_id, 1, Digits="2")
    hung_up(deployment, handover_id)
    rig.clock.step(15 * 60)
    sweep(rig.ctx(seconds=45))
    (second,) = bookings(rig)
    assert second.state in ("dialing", "requested")
    deployment.report("customer", second.id, CallStatus="in-progress")
    deployment.step("connect", second.id, Digits="1")
    deployment.step("dialed", second.id, 1, DialCallStatus="busy", DialBridged="false")
    deployment.step("dialed", second.id, 2, DialCallStatus="busy", DialBridged="false")
    said = spoken(deployment.step("choose", second.id, 1, Digits="2"))
    assert "today at 10:30" in said
    third = max(bookings(rig), key=lambda one: one.booking.at if one.booking else rig.clock.now())
    assert third.booking
    assert (third.booking.after, third.booking.retry) == (second.id, 0)
