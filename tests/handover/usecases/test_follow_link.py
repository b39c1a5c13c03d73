"""A link lets in the agent who was rung, as long as they are who they were, and costs few requests."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handover.core.access.viewer import Visitor
from handover.core.call.events import Kind
from handover.services.storage import StorageError, keys
from handover.usecases import follow_link
from tests.handover.rig import ANNA, BEN, MONDAY, HandClock, Rig
from tests.handover.usecases.ringing import AGENTS, hunting, reports, with_dashboard


@pytest.fixture
def desk(rig: Rig) -> Rig:
    return with_dashboard(rig)


def visitor(desk: Rig, hid: str, attempt: int = 1) -> Visitor | None:
    tools = desk.tools()
    return follow_link.visitor(tools, tools.storage.desk(), hid, attempt)


def test_it_lets_in_the_agent_whose_phone_rings_to_this_one_handover(desk: Rig) -> None:
    hid = hunting(desk)
    assert visitor(desk, hid) is None
    reports(desk, hid, "ringing")
    found = visitor(desk, hid)
    assert found is not None
    assert (found.agent.id, found.hid, found.attempt, found.seated) == ("anna", hid, 1, False)
    assert found.may_see(hid)
    assert not found.may_see(f"{hid}1")


def test_by_the_present_time_it_is_open_or_closed(desk: Rig) -> None:
    hid = hunting(desk)
    reports(desk, hid, "ringing")
    desk.storage.timelines.add(hid, Kind.ACCEPTED, desk.clock.now(), attempt=1)
    desk.storage.timelines.wrap_up(hid, desk.clock.now() + timedelta(minutes=5), {"agent": "anna"}, known=0)
    desk.clock.step(64 * 60)
    assert visitor(desk, hid)
    desk.clock.step(60)
    assert visitor(desk, hid) is None


def test_who_has_left_the_desk_does_not_get_in(desk: Rig) -> None:
    hid = hunting(desk)
    reports(desk, hid, "ringing")
    desk.desk(agents=[dict(AGENTS[1])])
    assert visitor(desk, hid) is None


def test_who_has_another_phone_by_now_does_not_get_in(desk: Rig) -> None:
    """The message may be on a phone that somebody else holds."""
    hid = hunting(desk)
    reports(desk, hid, "ringing")
    desk.desk(agents=[{**AGENTS[0], "phone": BEN}, {**AGENTS[1], "phone": ANNA}])
    assert visitor(desk, hid) is None


@pytest.mark.parametrize("hid", ["20261123-nobody-1", "", "nonsense"])
def test_of_a_handover_that_is_none_or_was_deleted_there_is_no_link(desk: Rig, hid: str) -> None:
    assert visitor(desk, hid) is None


def test_what_cannot_be_read_is_not_guessed(desk: Rig) -> None:
    hid = hunting(desk)
    reports(desk, hid, "ringing")
    client = desk.client().failing(lambda _, key: key.startswith("v1/leg/"))
    tools = desk.tools(desk.kit(lambda: client))
    with pytest.raises(StorageError):
        follow_link.visitor(tools, tools.storage.desk(), hid, 1)


def test_once_it_has_been_read_it_costs_two_listings(desk: Rig) -> None:
    hid = hunting(desk)
    reports(desk, hid, "ringing")
    client = desk.client().separate()
    kit = desk.kit(lambda: client, HandClock(MONDAY))
    tools = desk.tools(kit)
    in_force = tools.storage.desk()
    follow_link.visitor(tools, in_force, hid, 1)
    before = len(client.asked)
    assert follow_link.visitor(desk.tools(kit), in_force, hid, 1)
    assert len(client.asked) == before + 2


def test_what_others_do_makes_it_no_dearer(desk: Rig) -> None:
    hid = hunting(desk)
    reports(desk, hid, "ringing")
    for n in range(5):
        desk.server.put(desk.bucket, keys.event(f"{hid}{n}", Kind.ENDED), b'{"at":"2026-11-23T09:00:00+00:00"}')
    client = desk.client().separate()
    tools = desk.tools(desk.kit(lambda: client))
    in_force = tools.storage.desk()
    before = len(client.asked)
    assert follow_link.visitor(tools, in_force, hid, 1)
    events, legs = len(desk.storage.timelines.events(hid)), len(desk.storage.timelines.legs(hid))
    assert len(client.asked) == before + 2 + events + legs
