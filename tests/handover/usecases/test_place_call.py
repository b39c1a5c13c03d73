"""A wish becomes one call, whoever asks how often."""

from __future__ import annotations

from handover.usecases.place_call import place_call
from tests.handover.rig import CUSTOMER, Rig, at_once, wish


def test_a_wish_becomes_a_call(rig: Rig) -> None:
    told = place_call(rig.tools(), wish())
    assert told.ok
    assert told.status == "dialing"
    assert rig.twilio.dialled == [CUSTOMER]
    assert rig.handover(told.handover_id).state == "dialing"


def test_twenty_requests_of_one_chat_place_one_call(racing_rig: Rig) -> None:
    rig = racing_rig
    kit = rig.kit()
    told = at_once([lambda: place_call(rig.tools(kit), wish())] * 20)
    assert rig.twilio.dialled == [CUSTOMER]
    assert {answer.ok for answer in told} == {True}
    assert len({answer.handover_id for answer in told}) == 1
