"""A link opens for the agent who was rung, as long as they are on the desk with that phone, and costs few requests."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handover.core.access.viewer import Viewer
from handover.core.call.events import EventKind
from handover.services.storage import StorageError
from handover.services.storage.keys import handover_keys
from handover.usecases.agent_link import link_viewer
from tests.handover.rig import ANNA, BEN, MONDAY, HandClock, Rig
from tests.handover.usecases.ringing import AGENTS, hunting, reports, with_dashboard
from tests.rounds import Counter


@pytest.fixture
def desk(rig: Rig) -> Rig:
    return with_dashboard(rig)


def viewer(desk: Rig, handover_id: str, attempt: int = 1) -> Viewer | None:
    ctx = desk.ctx()
    return link_viewer(ctx, ctx.storage.desk(), handover_id, attempt)


def test_it_opens_the_handover_to_the_agent_whose_phone_rings(desk: Rig) -> None:
    handover_id = hunting(desk)
    assert viewer(desk, handover_id) is None
    reports(desk, handover_id, "ringing")
    found = viewer(desk, handover_id)
    assert found is not None
    assert (found.agent.id, found.handover_id, found.attempt, found.signed_in) == ("anna", handover_id, 1, False)
    assert found.may_see(handover_id)
    assert not found.may_see(f"{handover_id}1")


def test_the_current_time_decides_whether_it_opens(desk: Rig) -> None:
    handover_id = hunting(desk)
    reports(desk, handover_id, "ringing")
    desk.storage.handovers.add(handover_id, EventKind.ACCEPTED, desk.clock.now(), attempt=1)
    desk.storage.handovers.wrap_up(handover_id, desk.clock.now() + timedelta(minutes=5), {"agent": "anna"}, known=0)
    desk.clock.step(64 * 60)
    assert viewer(desk, handover_id)
    desk.clock.step(60)
    assert viewer(desk, handover_id) is None


def test_it_is_closed_for_an_agent_who_left_the_desk(desk: Rig) -> None:
    handover_id = hunting(desk)
    reports(desk, handover_id, "ringing")
    desk.desk(agents=[dict(AGENTS[1])])
    assert viewer(desk, handover_id) is None


def test_it_is_closed_for_an_agent_who_has_another_phone_now(desk: Rig) -> None:
    """The message may be on a phone that another person has."""
    handover_id = hunting(desk)
    reports(desk, handover_id, "ringing")
    desk.desk(agents=[{**AGENTS[0], "phone": BEN}, {**AGENTS[1], "phone": ANNA}])
    assert viewer(desk, handover_id) is None


@pytest.mark.parametrize("handover_id", ["20261123-nobody-1", "", "nonsense"])
def test_without_a_handover_there_is_no_link(desk: Rig, handover_id: str) -> None:
    assert viewer(desk, handover_id) is None


def test_without_storage_it_raises(desk: Rig) -> None:
    handover_id = hunting(desk)
    reports(desk, handover_id, "ringing")
    client = desk.client().failing(lambda _, key: key.startswith("v1/leg/"))
    ctx = desk.ctx(desk.app(lambda: client))
    with pytest.raises(StorageError):
        link_viewer(ctx, ctx.storage.desk(), handover_id, 1)


def test_a_second_check_costs_two_listings(desk: Rig) -> None:
    handover_id = hunting(desk)
    reports(desk, handover_id, "ringing")
    client = desk.client().separate()
    app = desk.app(lambda: client, HandClock(MONDAY))
    ctx = desk.ctx(app)
    in_force = ctx.storage.desk()
    link_viewer(ctx, in_force, handover_id, 1)
    before = len(client.requests)
    assert link_viewer(desk.ctx(app), in_force, handover_id, 1)
    assert len(client.requests) == before + 2


def test_its_cost_does_not_depend_on_other_handovers(desk: Rig) -> None:
    handover_id = hunting(desk)
    reports(desk, handover_id, "ringing")
    for n in range(5):
        desk.server.put(
            desk.bucket,
            handover_keys.event(f"{handover_id}{n}", EventKind.ENDED),
            b'{"at":"2026-11-23T09:00:00+00:00"}',
        )
    client = desk.client().separate()
    ctx = desk.ctx(desk.app(lambda: client))
    in_force = ctx.storage.desk()
    before = len(client.requests)
    assert link_viewer(ctx, in_force, handover_id, 1)
    events, legs = (
        len(desk.objects(handover_keys.events(handover_id))),
        len(desk.objects(handover_keys.legs(handover_id))),
    )
    assert len(client.requests) == before + 2 + events + legs


def test_its_listings_and_its_reads_are_side_by_side(desk: Rig, counter: Counter) -> None:
    handover_id = hunting(desk)
    reports(desk, handover_id, "ringing")
    ctx = desk.ctx(counter.app(desk.app()))
    in_force = ctx.storage.desk()
    with counter.counting() as count:
        assert link_viewer(ctx, in_force, handover_id, 1)
    assert count.rounds == 2
