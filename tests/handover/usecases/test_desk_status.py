"""How the desk stands is told with a number of requests that grows with who is away, and with nothing else."""

from __future__ import annotations

import pytest

from handover.core.desk.status import AvailabilityChange, DeskStatus
from handover.services.storage import StorageError, keys
from handover.usecases.desk_status import desk_status
from handover.usecases.start_call import start_call
from handover.usecases.sweep import sweep
from handover.usecases.switch_desk import pause_desk, set_duty
from tests.handover.rig import OTHER, Rig, call_request


def test_who_is_away_since_when_and_by_whom(rig: Rig) -> None:
    ctx = rig.ctx()
    desk = ctx.storage.desk()
    set_duty(ctx, desk, "ben", away=True, by="anna")
    pause_desk(ctx, paused=True, by="anna")
    since = rig.clock.now()
    rig.clock.step(60)
    standing = _seen(rig)
    assert [(duty.agent.id, duty.away) for duty in standing.duties] == [
        ("anna", None),
        ("ben", AvailabilityChange("anna", since)),
    ]
    assert standing.paused == AvailabilityChange("anna", since)


def test_calls_are_counted_on_the_desks_own_day(rig: Rig) -> None:
    rig.clock.step(13 * 3600 + 30 * 60)  # 22:30 in UTC: 23:30 in Berlin
    start_call(rig.ctx(), call_request("session-1"))
    assert _seen(rig).calls_today == 1
    rig.clock.step(3600)
    assert _seen(rig).calls_today == 0
    start_call(rig.ctx(), call_request("session-2", OTHER))
    assert _seen(rig).calls_today == 1


def test_the_schedulers_last_round_is_told(rig: Rig) -> None:
    assert _seen(rig).last_round is None
    sweep(rig.ctx(seconds=45))
    at = rig.clock.now()
    rig.clock.step(600)
    assert _seen(rig).last_round == at


@pytest.mark.parametrize("away", [0, 1, 2])
def test_two_listings_one_read_and_one_read_for_each_switch_that_is_on(rig: Rig, away: int) -> None:
    for agent_id in ("anna", "ben")[:away]:
        rig.storage.availability.set_away(agent_id, True, agent_id, rig.clock.now())
    ctx, availability = rig.ctx(), rig.storage.availability.read()
    client = rig.client().separate()
    desk_status(rig.ctx(rig.app(lambda: client)), ctx.storage.desk(), availability)
    assert len(client.asked) == 3 + away


def test_a_switch_that_was_turned_off_a_moment_ago_is_off(rig: Rig) -> None:
    ctx = rig.ctx()
    ctx.storage.availability.set_away("ben", True, "ben", rig.clock.now())
    before = ctx.storage.availability.read()
    ctx.storage.availability.set_away("ben", False, "ben", rig.clock.now())
    assert desk_status(ctx, ctx.storage.desk(), before).there == 2


def test_what_cannot_be_read_is_an_error(rig: Rig) -> None:
    client = rig.client().failing(lambda _, key: key == keys.HEARTBEAT)
    ctx = rig.ctx(rig.app(lambda: client))
    with pytest.raises(StorageError):
        desk_status(ctx, ctx.storage.desk(), ctx.storage.availability.read())


def _seen(rig: Rig) -> DeskStatus:
    ctx = rig.ctx()
    return desk_status(ctx, ctx.storage.desk(), ctx.storage.availability.read())
