"""The desk's status costs requests for each agent who is away, and for nothing else. Its changes may be repeated."""

from __future__ import annotations

import pytest

from handover.core.desk.status import AvailabilityChange, DeskStatus
from handover.services.storage import StorageError, keys
from handover.usecases.desk_status import NotOnTheDeskError, desk_status, pause_desk, set_away
from handover.usecases.start_call import start_call
from handover.usecases.sweep import sweep
from tests.handover.rig import OTHER, Rig, call_request
from tests.rounds import Counter


def test_it_has_who_is_away_since_when_and_by_whom(rig: Rig) -> None:
    ctx = rig.ctx()
    desk = ctx.storage.desk()
    set_away(ctx, desk, "ben", away=True, by="anna")
    pause_desk(ctx, paused=True, by="anna")
    since = rig.clock.now()
    rig.clock.step(60)
    status = _status(rig)
    assert [(agent.agent.id, agent.away) for agent in status.agents] == [
        ("anna", None),
        ("ben", AvailabilityChange("anna", since)),
    ]
    assert status.paused == AvailabilityChange("anna", since)


def test_it_costs_three_rounds_while_calls_are_live(rig: Rig, counter: Counter) -> None:
    start_call(rig.ctx(), call_request("session-1"))
    start_call(rig.ctx(), call_request("session-2", OTHER))
    ctx = rig.ctx(counter.app(rig.app()))
    desk, availability = ctx.storage.desk(), ctx.storage.availability.read()
    with counter.counting() as count:
        desk_status(ctx, desk, availability)
    assert count.rounds == 3, "day, markers and heartbeat; a listing for each call; their events"


def test_calls_are_counted_on_the_desks_own_day(rig: Rig) -> None:
    rig.clock.step(13 * 3600 + 30 * 60)  # 22:30 in UTC: 23:30 in Berlin
    start_call(rig.ctx(), call_request("session-1"))
    assert _status(rig).calls_today == 1
    rig.clock.step(3600)
    assert _status(rig).calls_today == 0
    start_call(rig.ctx(), call_request("session-2", OTHER))
    assert _status(rig).calls_today == 1


def test_the_schedulers_last_sweep_is_part_of_it(rig: Rig) -> None:
    assert _status(rig).last_sweep is None
    sweep(rig.ctx(seconds=45))
    at = rig.clock.now()
    rig.clock.step(600)
    assert _status(rig).last_sweep == at


@pytest.mark.parametrize("away", [0, 1, 2])
def test_it_costs_two_listings_a_read_and_a_read_for_each_flag_that_is_on(rig: Rig, away: int) -> None:
    for agent_id in ("anna", "ben")[:away]:
        rig.storage.availability.set_away(agent_id, True, agent_id, rig.clock.now())
    ctx, availability = rig.ctx(), rig.storage.availability.read()
    client = rig.client().separate()
    desk_status(rig.ctx(rig.app(lambda: client)), ctx.storage.desk(), availability)
    assert len(client.requests) == 3 + away


def test_a_flag_that_was_cleared_a_moment_ago_is_off(rig: Rig) -> None:
    ctx = rig.ctx()
    ctx.storage.availability.set_away("ben", True, "ben", rig.clock.now())
    before = ctx.storage.availability.read()
    ctx.storage.availability.set_away("ben", False, "ben", rig.clock.now())
    assert desk_status(ctx, ctx.storage.desk(), before).available == 2


def test_without_storage_it_raises(rig: Rig) -> None:
    client = rig.client().failing(lambda _, key: key == keys.HEARTBEAT)
    ctx = rig.ctx(rig.app(lambda: client))
    with pytest.raises(StorageError):
        desk_status(ctx, ctx.storage.desk(), ctx.storage.availability.read())


def test_away_and_back(rig: Rig) -> None:
    ctx = rig.ctx()
    desk, availability = ctx.storage.desk(), ctx.storage.availability
    for away in (True, True, False, False):
        set_away(ctx, desk, "ben", away, by="ben")
        assert availability.is_away(availability.read(), "ben") is away
        assert not availability.is_away(availability.read(), "anna")


def test_paused_and_resumed(rig: Rig) -> None:
    ctx = rig.ctx()
    for paused in (True, True, False, False):
        pause_desk(ctx, paused, by="anna")
        assert ctx.storage.availability.read().paused is paused


def test_an_agent_who_is_not_on_the_desk_is_not_set_away(rig: Rig) -> None:
    ctx = rig.ctx()
    with pytest.raises(NotOnTheDeskError):
        set_away(ctx, ctx.storage.desk(), "carla", away=True, by="anna")
    assert rig.objects(keys.SWITCHES) == {}


def test_the_log_has_the_change_and_not_the_agent(rig: Rig, capsys: pytest.CaptureFixture[str]) -> None:
    ctx = rig.ctx()
    set_away(ctx, ctx.storage.desk(), "anna", away=True, by="anna")
    rig.log.write(str)
    logged = capsys.readouterr().out
    assert '"outcome": "away"' in logged
    assert "anna" not in logged


def _status(rig: Rig) -> DeskStatus:
    ctx = rig.ctx()
    return desk_status(ctx, ctx.storage.desk(), ctx.storage.availability.read())
