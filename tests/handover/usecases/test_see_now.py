"""What is live is told by its markers: the list costs what is live, whatever has been."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from handover.core.call.events import Kind
from handover.services.storage import StorageError, keys
from handover.usecases.see_now import live_rows
from tests.handover.rig import CUSTOMER, Rig, wish

ANNA = {"id": "anna", "name": "Anna", "phone": "+493012345671", "language": "en"}


def begun(rig: Rig, n: int, seconds_ago: float = 10) -> str:
    """A call that was asked for so long ago and is under way, with its marker."""
    hid, at, timelines = keys.handover_id("20261123", "abc", n), _ago(rig, seconds_ago), rig.storage.timelines
    permit = {"wish": wish(name="Ada").as_record(), "phone": CUSTOMER, "language": "de", "time_limit": 60}
    timelines.claim(hid, Kind.REQUESTED, at, permit)
    timelines.mark_live(hid, at)
    return hid


def _ago(rig: Rig, seconds: float) -> datetime:
    return rig.clock.now() - timedelta(seconds=seconds)


def test_nothing_is_live(rig: Rig) -> None:
    assert live_rows(rig.tools()) == []


def test_who_waits_longest_stands_on_top_and_who_talks_at_the_end(rig: Rig) -> None:
    hids = [begun(rig, 1, 20), begun(rig, 2, 90), begun(rig, 3, 50), begun(rig, 4, 300)]
    rig.storage.timelines.add(hids[3], Kind.HUNT, _ago(rig, 200), {"agents": [ANNA], "sid": "CA1"})
    rig.storage.timelines.add(hids[3], Kind.ACCEPTED, _ago(rig, 100), {}, 1)
    assert [row.id for row in live_rows(rig.tools())] == [hids[1], hids[2], hids[0], hids[3]]


def test_it_costs_a_listing_and_one_more_for_each_live_handover(rig: Rig) -> None:
    hids = [begun(rig, n) for n in range(3)]
    counted = rig.client().separate()
    kit = rig.kit(lambda: counted)
    live_rows(rig.tools(kit))
    counted.take()
    live_rows(rig.tools(kit))
    listings = [f"LIST {keys.events(hid)}" for hid in hids]
    assert counted.take() == [*listings, f"LIST {keys.LIVE}"]
    rig.storage.timelines.add(hids[1], Kind.RINGING, rig.clock.now(), {"sid": "CA1"})
    assert [row.state for row in live_rows(rig.tools(kit))].count("ringing") == 1
    assert counted.take() == sorted([*listings, f"LIST {keys.LIVE}", f"GET {keys.event(hids[1], Kind.RINGING)}"])


def test_a_marker_that_outlived_its_call_is_not_shown_and_taken_away(rig: Rig) -> None:
    hid = begun(rig, 1)
    rig.storage.timelines.add(hid, Kind.ENDED, rig.clock.now(), {"status": "busy"})
    assert live_rows(rig.tools()) == []
    assert not rig.objects(keys.LIVE)


def test_a_marker_that_cannot_be_taken_away_changes_nothing(rig: Rig) -> None:
    over, live = begun(rig, 1), begun(rig, 2)
    rig.storage.timelines.add(over, Kind.ENDED, rig.clock.now(), {"status": "busy"})
    client = rig.client().failing(lambda _, key: key == f"{keys.LIVE}{over}")
    assert [row.id for row in live_rows(rig.tools(rig.kit(lambda: client)))] == [live]
    assert len(rig.log.warnings) == 1


def test_a_marker_of_nothing_is_not_shown(rig: Rig) -> None:
    rig.storage.timelines.mark_live("20261123-nobody-1", rig.clock.now())
    assert live_rows(rig.tools()) == []


def test_a_handover_that_cannot_be_understood_does_not_hide_the_others(rig: Rig) -> None:
    good, bad = begun(rig, 1), keys.handover_id("20261123", "abc", 2)
    rig.storage.bucket.put(keys.event(bad, Kind.REQUESTED), {"facts": {}})
    rig.storage.timelines.mark_live(bad, rig.clock.now())
    assert [row.id for row in live_rows(rig.tools())] == [good]


def test_without_storage_it_is_said(rig: Rig) -> None:
    client = rig.client().failing()
    with pytest.raises(StorageError):
        live_rows(rig.tools(rig.kit(lambda: client)))
