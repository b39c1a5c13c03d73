"""Switching is the same however often it is done, and only for who is on the desk."""

from __future__ import annotations

import pytest

from handover.services.storage import keys
from handover.usecases.switch_desk import NotOnTheDeskError, pause_desk, set_duty
from tests.handover.rig import Rig


def test_away_and_back(rig: Rig) -> None:
    ctx = rig.ctx()
    desk, availability = ctx.storage.desk(), ctx.storage.availability
    for away in (True, True, False, False):
        set_duty(ctx, desk, "ben", away, by="ben")
        assert availability.is_away(availability.read(), "ben") is away
        assert not availability.is_away(availability.read(), "anna")


def test_paused_and_resumed(rig: Rig) -> None:
    ctx = rig.ctx()
    for paused in (True, True, False, False):
        pause_desk(ctx, paused, by="anna")
        assert ctx.storage.availability.read().paused is paused


def test_who_is_not_on_the_desk_is_not_switched(rig: Rig) -> None:
    ctx = rig.ctx()
    with pytest.raises(NotOnTheDeskError):
        set_duty(ctx, ctx.storage.desk(), "carla", away=True, by="anna")
    assert rig.objects(keys.SWITCHES) == {}


def test_the_log_says_what_was_switched_and_not_who(rig: Rig, capsys: pytest.CaptureFixture[str]) -> None:
    ctx = rig.ctx()
    set_duty(ctx, ctx.storage.desk(), "anna", away=True, by="anna")
    rig.log.write()
    logged = capsys.readouterr().out
    assert '"outcome": "away"' in logged
    assert "anna" not in logged
