"""How the desk stands is told with a number of requests that grows with who is away, and with nothing else."""

from __future__ import annotations

import pytest

from handover.core.desk.status import Standing, Turned
from handover.services.storage import StorageError, keys
from handover.usecases.desk_status import see_desk
from handover.usecases.start_call import place_call
from handover.usecases.sweep import tend
from handover.usecases.switch_desk import pause_desk, set_duty
from tests.handover.rig import OTHER, Rig, wish


def test_who_is_away_since_when_and_by_whom(rig: Rig) -> None:
    tools = rig.tools()
    desk = tools.storage.desk()
    set_duty(tools, desk, "ben", away=True, by="anna")
    pause_desk(tools, paused=True, by="anna")
    since = rig.clock.now()
    rig.clock.step(60)
    standing = _seen(rig)
    assert [(duty.agent.id, duty.away) for duty in standing.duties] == [("anna", None), ("ben", Turned("anna", since))]
    assert standing.paused == Turned("anna", since)


def test_calls_are_counted_on_the_desks_own_day(rig: Rig) -> None:
    rig.clock.step(13 * 3600 + 30 * 60)  # 22:30 in UTC: 23:30 in Berlin
    place_call(rig.tools(), wish("session-1"))
    assert _seen(rig).calls_today == 1
    rig.clock.step(3600)
    assert _seen(rig).calls_today == 0
    place_call(rig.tools(), wish("session-2", OTHER))
    assert _seen(rig).calls_today == 1


def test_the_schedulers_last_round_is_told(rig: Rig) -> None:
    assert _seen(rig).last_round is None
    tend(rig.tools(seconds=45))
    at = rig.clock.now()
    rig.clock.step(600)
    assert _seen(rig).last_round == at


@pytest.mark.parametrize("away", [0, 1, 2])
def test_two_listings_one_read_and_one_read_for_each_switch_that_is_on(rig: Rig, away: int) -> None:
    for agent_id in ("anna", "ben")[:away]:
        rig.storage.switches.set_away(agent_id, True, agent_id, rig.clock.now())
    tools, positions = rig.tools(), rig.storage.switches.read()
    client = rig.client().separate()
    see_desk(rig.tools(rig.kit(lambda: client)), tools.storage.desk(), positions)
    assert len(client.asked) == 3 + away


def test_a_switch_that_was_turned_off_a_moment_ago_is_off(rig: Rig) -> None:
    tools = rig.tools()
    tools.storage.switches.set_away("ben", True, "ben", rig.clock.now())
    before = tools.storage.switches.read()
    tools.storage.switches.set_away("ben", False, "ben", rig.clock.now())
    assert see_desk(tools, tools.storage.desk(), before).there == 2


def test_what_cannot_be_read_is_an_error(rig: Rig) -> None:
    client = rig.client().failing(lambda _, key: key == keys.HEARTBEAT)
    tools = rig.tools(rig.kit(lambda: client))
    with pytest.raises(StorageError):
        see_desk(tools, tools.storage.desk(), tools.storage.switches.read())


def _seen(rig: Rig) -> Standing:
    tools = rig.tools()
    return see_desk(tools, tools.storage.desk(), tools.storage.switches.read())
