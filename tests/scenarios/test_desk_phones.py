"""Agents at desk phones take calls as others do: at a SIP address, and behind a switchboard."""

from __future__ import annotations

import pytest

from handover.core.call.state import State
from sandbox.play.plans import CUSTOMER
from sandbox.world import World
from tests.scenarios.people import TAKES_IT, errors, finish, ready, start, the_handover

SWITCHBOARD = "+493012340000"


@pytest.mark.parametrize(
    ("phone", "rung", "texted"),
    [
        ({"phone": "+493012345679", "sip": "sip:anna@pbx.example.com"}, "sip:anna@pbx.example.com", "+493012345679"),
        ({"phone": SWITCHBOARD, "extension": "ww12", "mobile": "+4915112345678"}, SWITCHBOARD, "+4915112345678"),
    ],
)
def test_a_desk_phone_rings_and_the_link_comes_to_the_agents_own(
    world: World, phone: dict[str, str], rung: str, texted: str
) -> None:
    world.set_desk({**world.desk, "agents": [{"id": "anna", "name": "Anna", **phone}]})
    ready(world, CUSTOMER, (TAKES_IT,))
    start(world)
    finish(world)
    assert the_handover(world).state is State.COMPLETED
    (agents_call,) = [call for call in world.network.calls if call.direction == "outbound-dial"]
    assert (agents_call.to, agents_call.status) == (rung, "completed")
    assert [message.to for message in world.network.messages] == [texted]
    assert errors(world) == []
