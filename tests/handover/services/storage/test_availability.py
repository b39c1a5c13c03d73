"""A switch is there while it is on, says who turned it first, and names nobody."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from handover.core.desk.config import read
from handover.core.desk.status import AvailabilityChange
from handover.services.storage import keys
from handover.services.storage.availability import Availability, AvailabilityStore
from tests.handover.rig import DESK, Rig, at_once


@pytest.fixture
def availability(rig: Rig) -> AvailabilityStore:
    return rig.storage.availability


def test_nothing_is_switched_on_at_first(availability: AvailabilityStore) -> None:
    assert availability.read() == Availability()
    assert availability.away(availability.read(), read(DESK)) == frozenset()


def test_one_listing_tells_them_all(rig: Rig, availability: AvailabilityStore) -> None:
    availability.set_paused(True, "anna", rig.clock.now())
    availability.set_away("ben", True, "anna", rig.clock.now())
    client = rig.client().separate()
    found = rig.ctx(rig.app(lambda: client)).storage.availability.read()
    assert len(client.asked) == 1
    assert found.paused
    assert availability.away(found, read(DESK)) == {"ben"}


def test_who_turned_it_and_when_stays_what_it_was_when_it_is_turned_again(
    rig: Rig, availability: AvailabilityStore
) -> None:
    first = AvailabilityChange("anna", rig.clock.now())
    later = rig.clock.now() + timedelta(minutes=5)
    for by, at in ((first.by, first.at), ("ben", later)):
        availability.set_paused(True, by, at)
        availability.set_away("ben", True, by, at)
    assert availability.paused_since() == first
    assert availability.away_since("ben") == first


def test_what_is_turned_off_is_gone_and_may_be_turned_off_again(rig: Rig, availability: AvailabilityStore) -> None:
    availability.set_paused(True, "anna", rig.clock.now())
    availability.set_away("ben", True, "anna", rig.clock.now())
    for _ in range(2):
        availability.set_paused(False, "anna", rig.clock.now())
        availability.set_away("ben", False, "ben", rig.clock.now())
    assert availability.read() == Availability()
    assert availability.paused_since() is None
    assert availability.away_since("ben") is None


def test_two_who_go_away_at_the_same_moment_both_are(racing_rig: Rig) -> None:
    rig = racing_rig
    availability = rig.storage.availability
    at_once([partial(availability.set_away, agent, True, agent, rig.clock.now()) for agent in ("anna", "ben")])
    assert availability.away(availability.read(), read(DESK)) == {"anna", "ben"}


def test_the_name_of_a_switch_names_nobody(rig: Rig, availability: AvailabilityStore) -> None:
    availability.set_away("anna", True, "anna", rig.clock.now())
    (name,) = rig.objects(keys.SWITCHES)
    assert "anna" not in name
