"""The live list follows the live markers. Its cost depends on what is live, not on the history."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from handover.core.call.events import EventKind
from handover.services.storage import StorageError, keys
from handover.services.storage.keys import handover_keys
from handover.usecases.handover_list import live_and_booked_rows, live_rows
from tests.handover.rig import CUSTOMER, Rig, call_request
from tests.handover.usecases.booked import booked
from tests.rounds import Counter

ANNA = {"id": "anna", "name": "Anna", "phone": "+493012345671", "language": "en"}


def begun(rig: Rig, n: int, seconds_ago: float = 10) -> str:
    """Record a call that was requested so long ago and is under way, with its marker. Returns its id."""
    handover_id, at, handovers = (
        handover_keys.handover_id("20261123", "abc", n),
        _ago(rig, seconds_ago),
        rig.storage.handovers,
    )
    permit = {"wish": call_request(name="Ada").as_record(), "phone": CUSTOMER, "language": "de", "time_limit": 60}
    handovers.claim(handover_id, EventKind.REQUESTED, at, permit)
    handovers.mark_live(handover_id, at)
    return handover_id


def _ago(rig: Rig, seconds: float) -> datetime:
    return rig.clock.now() - timedelta(seconds=seconds)


def test_nothing_is_live(rig: Rig) -> None:
    assert live_rows(rig.ctx()) == []


def test_the_longest_waiting_is_first_and_connected_ones_are_last(rig: Rig) -> None:
    ids = [begun(rig, 1, 20), begun(rig, 2, 90), begun(rig, 3, 50), begun(rig, 4, 300)]
    rig.storage.handovers.add(ids[3], EventKind.HUNT, _ago(rig, 200), {"agents": [ANNA], "sid": "CA1"})
    rig.storage.handovers.add(ids[3], EventKind.ACCEPTED, _ago(rig, 100), {}, 1)
    assert [row.id for row in live_rows(rig.ctx())] == [ids[1], ids[2], ids[0], ids[3]]


def test_it_costs_a_listing_and_one_more_for_each_live_handover(rig: Rig) -> None:
    ids = [begun(rig, n) for n in range(3)]
    counted = rig.client().separate()
    app = rig.app(lambda: counted)
    live_rows(rig.ctx(app))
    counted.take()
    live_rows(rig.ctx(app))
    listings = [f"LIST {handover_keys.events(handover_id)}" for handover_id in ids]
    assert counted.take() == [*listings, f"LIST {keys.LIVE}"]
    rig.storage.handovers.add(ids[1], EventKind.RINGING, rig.clock.now(), {"sid": "CA1"})
    assert [row.state for row in live_rows(rig.ctx(app))].count("ringing") == 1
    assert counted.take() == sorted(
        [*listings, f"LIST {keys.LIVE}", f"GET {handover_keys.event(ids[1], EventKind.RINGING)}"]
    )


def test_however_many_are_live_it_costs_three_rounds(rig: Rig, counter: Counter) -> None:
    for n in range(5):
        handover_id = begun(rig, n)
        for kind in (EventKind.PLACED, EventKind.RINGING, EventKind.ANSWERED):
            rig.storage.handovers.add(handover_id, kind, rig.clock.now(), {"sid": f"CA{n}"})
    ctx = rig.ctx(counter.app(rig.app()))
    with counter.counting() as count:
        assert len(live_rows(ctx)) == 5
    assert (count.rounds, count.storage) == (3, 1 + 5 + 20)


def test_the_booked_calls_beside_them_cost_no_round_more(rig: Rig, counter: Counter) -> None:
    for n in range(1, 6):
        begun(rig, n)
        booked(rig, 10 * n, n)
    ctx = rig.ctx(counter.app(rig.app()))
    with counter.counting() as count:
        live, later = live_and_booked_rows(ctx, 4)
    assert (len(live), len(later.rows), later.left_out) == (5, 4, 1)
    assert count.rounds == 3


def test_a_marker_that_outlived_its_call_is_removed_and_not_shown(rig: Rig) -> None:
    handover_id = begun(rig, 1)
    rig.storage.handovers.add(handover_id, EventKind.ENDED, rig.clock.now(), {"status": "busy"})
    assert live_rows(rig.ctx()) == []
    assert not rig.objects(keys.LIVE)


def test_a_marker_that_cannot_be_removed_changes_nothing(rig: Rig) -> None:
    over, live = begun(rig, 1), begun(rig, 2)
    rig.storage.handovers.add(over, EventKind.ENDED, rig.clock.now(), {"status": "busy"})
    client = rig.client().failing(lambda _, key: key == f"{keys.LIVE}{over}")
    assert [row.id for row in live_rows(rig.ctx(rig.app(lambda: client)))] == [live]
    assert len(rig.log.warnings) == 1


def test_a_marker_of_nothing_is_not_shown(rig: Rig) -> None:
    rig.storage.handovers.mark_live("20261123-nobody-1", rig.clock.now())
    assert live_rows(rig.ctx()) == []


def test_a_handover_that_cannot_be_understood_does_not_hide_the_others(rig: Rig) -> None:
    good, bad = begun(rig, 1), handover_keys.handover_id("20261123", "abc", 2)
    rig.storage.bucket.put(handover_keys.event(bad, EventKind.REQUESTED), {"facts": {}})
    rig.storage.handovers.mark_live(bad, rig.clock.now())
    assert [row.id for row in live_rows(rig.ctx())] == [good]


def test_without_storage_the_list_raises(rig: Rig) -> None:
    client = rig.client().failing()
    with pytest.raises(StorageError):
        live_rows(rig.ctx(rig.app(lambda: client)))
