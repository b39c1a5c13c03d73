"""A switch is there while it is on, says who turned it first, and names nobody."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from handover.core.desk.config import read
from handover.core.desk.status import Turned
from handover.services.storage import keys
from handover.services.storage.availability import Positions, Switches
from tests.handover.rig import DESK, Rig, at_once


@pytest.fixture
def switches(rig: Rig) -> Switches:
    return rig.storage.switches


def test_nothing_is_switched_on_at_first(switches: Switches) -> None:
    assert switches.read() == Positions()
    assert switches.away(switches.read(), read(DESK)) == frozenset()


def test_one_listing_tells_them_all(rig: Rig, switches: Switches) -> None:
    switches.pause(True, "anna", rig.clock.now())
    switches.set_away("ben", True, "anna", rig.clock.now())
    client = rig.client().separate()
    positions = rig.tools(rig.kit(lambda: client)).storage.switches.read()
    assert len(client.asked) == 1
    assert positions.paused
    assert switches.away(positions, read(DESK)) == {"ben"}


def test_who_turned_it_and_when_stays_what_it_was_when_it_is_turned_again(rig: Rig, switches: Switches) -> None:
    first = Turned("anna", rig.clock.now())
    later = rig.clock.now() + timedelta(minutes=5)
    for by, at in ((first.by, first.at), ("ben", later)):
        switches.pause(True, by, at)
        switches.set_away("ben", True, by, at)
    assert switches.turned_paused() == first
    assert switches.turned_away("ben") == first


def test_what_is_turned_off_is_gone_and_may_be_turned_off_again(rig: Rig, switches: Switches) -> None:
    switches.pause(True, "anna", rig.clock.now())
    switches.set_away("ben", True, "anna", rig.clock.now())
    for _ in range(2):
        switches.pause(False, "anna", rig.clock.now())
        switches.set_away("ben", False, "ben", rig.clock.now())
    assert switches.read() == Positions()
    assert switches.turned_paused() is None
    assert switches.turned_away("ben") is None


def test_two_who_go_away_at_the_same_moment_both_are(racing_rig: Rig) -> None:
    rig = racing_rig
    switches = rig.storage.switches
    at_once([partial(switches.set_away, agent, True, agent, rig.clock.now()) for agent in ("anna", "ben")])
    assert switches.away(switches.read(), read(DESK)) == {"anna", "ben"}


def test_the_name_of_a_switch_names_nobody(rig: Rig, switches: Switches) -> None:
    switches.set_away("anna", True, "anna", rig.clock.now())
    (name,) = rig.objects(keys.SWITCHES)
    assert "anna" not in name
