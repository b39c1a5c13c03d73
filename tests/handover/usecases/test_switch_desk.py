"""Switching is the same however often it is done, and only for who is on the desk."""

from __future__ import annotations

import pytest

from handover.services.storage import keys
from handover.usecases.switch_desk import NotOnTheDeskError, pause_desk, set_duty
from tests.handover.rig import Rig


def test_away_and_back(rig: Rig) -> None:
    tools = rig.tools()
    desk, switches = tools.storage.desk(), tools.storage.switches
    for away in (True, True, False, False):
        set_duty(tools, desk, "ben", away, by="ben")
        assert switches.is_away(switches.read(), "ben") is away
        assert not switches.is_away(switches.read(), "anna")


def test_paused_and_resumed(rig: Rig) -> None:
    tools = rig.tools()
    for paused in (True, True, False, False):
        pause_desk(tools, paused, by="anna")
        assert tools.storage.switches.read().paused is paused


def test_who_is_not_on_the_desk_is_not_switched(rig: Rig) -> None:
    tools = rig.tools()
    with pytest.raises(NotOnTheDeskError):
        set_duty(tools, tools.storage.desk(), "carla", away=True, by="anna")
    assert rig.objects(keys.SWITCHES) == {}


def test_the_log_says_what_was_switched_and_not_who(rig: Rig, capsys: pytest.CaptureFixture[str]) -> None:
    tools = rig.tools()
    set_duty(tools, tools.storage.desk(), "anna", away=True, by="anna")
    rig.log.write()
    logged = capsys.readouterr().out
    assert '"outcome": "away"' in logged
    assert "anna" not in logged
