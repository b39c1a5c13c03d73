"""A claim of a number whose handover has no permit: its start is under way, or has died."""

from __future__ import annotations

from datetime import timedelta

from handover.core.call.events import EventKind
from handover.usecases.start_call import start_call
from tests.handover.rig import CUSTOMER, Rig, call_request


def _claimed_without_permit(rig: Rig) -> str:
    """Returns the id of a handover of another chat: its start has claimed the customer's number, and no permit yet."""
    handover_id = rig.storage.sessions.handover_id("session-2", rig.clock.now(), 1)
    assert rig.storage.quotas.calls_to(CUSTOMER).claim(1, handover_id, rig.clock.now())
    return handover_id


def test_a_start_that_may_be_under_way_keeps_its_number(rig: Rig) -> None:
    other = _claimed_without_permit(rig)
    reply = start_call(rig.ctx(), call_request())
    assert (reply.ok, reply.reason) == (False, "already_calling")
    assert rig.twilio.dialled == []
    rig.storage.handovers.claim(other, EventKind.REQUESTED, rig.clock.now(), {"phone": CUSTOMER})
    assert rig.handover(other).live


def test_a_start_that_has_died_keeps_no_number_and_never_dials(rig: Rig) -> None:
    other = _claimed_without_permit(rig)
    rig.clock.step(20)
    assert start_call(rig.ctx(), call_request()).status == "dialing"
    assert start_call(rig.ctx(), call_request("session-2")).reason == "already_calling"
    assert rig.handover(other).state == "refused"
    assert rig.twilio.dialled == [CUSTOMER]


def test_an_old_claim_without_a_permit_is_not_looked_into(rig: Rig) -> None:
    other = _claimed_without_permit(rig)
    rig.clock.step(timedelta(hours=26).total_seconds())
    assert start_call(rig.ctx(), call_request()).status == "dialing"
    assert rig.storage.handovers.load(other, rig.clock.now()) is None
