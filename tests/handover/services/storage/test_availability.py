"""A flag exists while it is on, has its author, and a name without personal data."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from handover.core.desk.config import read
from handover.core.desk.status import AvailabilityChange
from handover.services.storage import StorageError, keys
from handover.services.storage.availability import Availability, AvailabilityStore
from tests.fakes.bucket import DOWN
from tests.handover.rig import DESK, Rig, at_once


@pytest.fixture
def availability(rig: Rig) -> AvailabilityStore:
    return rig.storage.availability


def test_at_first_no_flag_is_on(availability: AvailabilityStore) -> None:
    assert availability.read() == Availability()
    assert availability.away(availability.read(), read(DESK)) == frozenset()


def test_one_listing_reads_all_flags(rig: Rig, availability: AvailabilityStore) -> None:
    availability.set_paused(True, "anna", rig.clock.now())
    availability.set_away("ben", True, "anna", rig.clock.now())
    client = rig.client().separate()
    found = rig.ctx(rig.app(lambda: client)).storage.availability.read()
    assert len(client.requests) == 1
    assert found.paused
    assert availability.away(found, read(DESK)) == {"ben"}


def test_one_listing_reads_all_flags_and_which_calls_are_live(rig: Rig, availability: AvailabilityStore) -> None:
    now = rig.clock.now()
    availability.set_away("ben", True, "anna", now)
    for handover_id in ("20261123-b-1", "20261122-a-1"):
        rig.storage.handovers.mark_live(handover_id, now)
    client = rig.client().separate()
    flags, live = rig.ctx(rig.app(lambda: client)).storage.availability.reading_with_live()()
    assert len(client.requests) == 1
    assert availability.away(flags, read(DESK)) == {"ben"}
    assert live == ["20261122-a-1", "20261123-b-1"]


def test_a_live_call_is_no_flag(rig: Rig, availability: AvailabilityStore) -> None:
    rig.storage.handovers.mark_live("20261123-a-1", rig.clock.now())
    assert availability.read() == availability.reading_with_live()()[0] == Availability()
    before = len(rig.client().requests)
    assert availability.recent() == Availability()
    assert len(rig.client().requests) == before, "that nothing is on is remembered"


def test_a_miss_that_could_not_be_forgotten_is_forgotten_the_next_time(
    rig: Rig, availability: AvailabilityStore
) -> None:
    now = rig.clock.now()
    for call in ("a", "b"):
        assert not availability.note_miss("anna", call, 3, now)
    client = rig.client().failing(lambda method, key: method == "DELETE" and key.endswith(".2"), DOWN)
    with pytest.raises(StorageError):
        rig.ctx(rig.app(lambda: client)).storage.availability.forget_misses("anna")
    availability.forget_misses("anna")
    assert [availability.note_miss("anna", call, 3, now) for call in ("c", "d", "e")] == [False, False, True]


def test_a_damaged_miss_keeps_nobody_away(rig: Rig, availability: AvailabilityStore) -> None:
    now = rig.clock.now()
    rig.storage.bucket.put_bytes_once(rig.storage.keys.missed("anna", 1), b"damaged")
    availability.set_away("anna", True, "anna", now)
    availability.set_away("anna", False, "anna", now)
    assert availability.read() == Availability()
    assert not availability.note_miss("anna", "a", 2, now)


def test_of_two_calls_missed_at_once_one_is_the_second(racing_rig: Rig) -> None:
    rig = racing_rig
    note = rig.storage.availability.note_miss
    made_two = at_once([partial(note, "anna", call, 2, rig.clock.now()) for call in ("a", "b")])
    assert sorted(made_two) == [False, True]


def test_a_miss_that_is_noted_again_counts_once_and_costs_one_read(rig: Rig, availability: AvailabilityStore) -> None:
    assert not availability.note_miss("anna", "a", 2, rig.clock.now())
    client = rig.client().separate()
    again = rig.ctx(rig.app(lambda: client)).storage.availability
    assert not again.note_miss("anna", "a", 2, rig.clock.now())
    assert [request.partition(" ")[0] for request in client.requests] == ["GET"]


def test_setting_a_flag_again_keeps_its_author_and_time(rig: Rig, availability: AvailabilityStore) -> None:
    now = rig.clock.now()
    first = AvailabilityChange("anna", now)
    for by, at in (("anna", now), ("ben", now + timedelta(minutes=5))):
        availability.set_paused(True, by, at)
        availability.set_away("ben", True, by, at)
    assert availability.paused_since() == first
    assert availability.away_since("ben") == first


def test_a_cleared_flag_is_gone_and_can_be_cleared_again(rig: Rig, availability: AvailabilityStore) -> None:
    availability.set_paused(True, "anna", rig.clock.now())
    availability.set_away("ben", True, "anna", rig.clock.now())
    for _ in range(2):
        availability.set_paused(False, "anna", rig.clock.now())
        availability.set_away("ben", False, "ben", rig.clock.now())
    assert availability.read() == Availability()
    assert availability.paused_since() is None
    assert availability.away_since("ben") is None


def test_two_agents_who_go_away_at_once_are_both_away(racing_rig: Rig) -> None:
    rig = racing_rig
    availability = rig.storage.availability
    at_once([partial(availability.set_away, agent, True, agent, rig.clock.now()) for agent in ("anna", "ben")])
    assert availability.away(availability.read(), read(DESK)) == {"anna", "ben"}


def test_a_flags_name_has_no_personal_data(rig: Rig, availability: AvailabilityStore) -> None:
    availability.set_away("anna", True, "anna", rig.clock.now())
    (name,) = rig.objects(keys.SWITCHES)
    assert "anna" not in name


def test_a_damaged_flag_is_on_and_has_no_author(rig: Rig, availability: AvailabilityStore) -> None:
    availability.set_paused(True, "anna", rig.clock.now())
    (name,) = rig.objects("v1/switch/")
    rig.server.put(rig.bucket, name, b"not JSON")
    fresh = rig.ctx(rig.app()).storage.availability
    assert fresh.read().paused
    assert fresh.paused_since() == AvailabilityChange("", None)
