"""A large day is read from packs of rows. Whatever is written at the same time, each handover is listed as it is."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from handover.core.call.events import EventKind
from handover.core.privacy.pseudonyms import pseudonym
from handover.services.storage.keys import handover_keys, row_keys
from handover.usecases.handover_list import list_days, pack_rows, store_row
from sandbox.bucket.faults import StorageFault
from tests.handover.rig import CUSTOMER, MONDAY, Rig, at_once, call_request
from tests.handover.usecases.viewer import TODAY, Viewer, of

#: More than fit into a page of a listing, and into a pack.
MANY = 1500


@pytest.fixture
def viewer(rig: Rig) -> Viewer:
    return Viewer(rig)


def over(rig: Rig, first: int, last: int) -> list[str]:
    """Record calls that were cancelled, each in a chat of its own. Returns their ids."""
    return [_over(rig, n) for n in range(first, last)]


def _over(rig: Rig, n: int) -> str:
    handover_id = handover_keys.handover_id(TODAY, pseudonym("key", "session", str(n)), 1)
    permit = {"wish": call_request(name=f"Ada {n}").as_record(), "phone": CUSTOMER, "language": "de"}
    at, handovers = MONDAY - timedelta(seconds=n), rig.storage.handovers
    handovers.add(handover_id, EventKind.REQUESTED, at, permit)
    handovers.add(handover_id, EventKind.CANCELED, at, {})
    return handover_id


def packs(rig: Rig) -> list[str]:
    return [name for name in rig.objects("v1/row/") if row_keys.is_pack(name)]


def singles(rig: Rig) -> list[str]:
    return [name for name in rig.objects("v1/row/") if not row_keys.is_pack(name)]


@pytest.mark.slow
def test_a_large_day_costs_two_packs_and_its_listings(rig: Rig, viewer: Viewer) -> None:
    ids = over(rig, 0, MANY)
    assert [row.id for row in viewer.looks()] == ids
    other = Viewer(rig)
    assert [row.id for row in other.looks()] == ids
    requests = other.counted.take()
    assert len(of(requests, "GET")) == 2
    assert len(of(requests, "LIST")) <= 2 + 37, "two first pages, and the parts of the events"
    assert len(of(requests, "PUT")) == 0


def test_a_late_event_costs_one_handover_and_no_pack(rig: Rig, viewer: Viewer) -> None:
    ids = over(rig, 0, 100)
    viewer.looks()
    rig.storage.handovers.wrap_up(ids[7], rig.clock.now(), {"disposition": "solved"}, 0)
    assert [row.id for row in viewer.looks() if row.disposition == "solved"] == [ids[7]]
    assert len(of(viewer.paid(), "GET")) == 1
    assert [row.id for row in Viewer(rig).looks() if row.disposition == "solved"] == [ids[7]]


def test_small_packs_become_one(rig: Rig, viewer: Viewer) -> None:
    for n in range(6):
        over(rig, 40 * n, 40 * n + 40)
        assert len(viewer.looks()) == 40 * n + 40
        assert len(packs(rig)) == 1
    assert len(Viewer(rig).looks()) == 240


def test_rows_of_calls_that_ended_one_by_one_are_packed_by_the_next_list(rig: Rig, viewer: Viewer) -> None:
    for handover_id in over(rig, 0, 40):
        store_row(rig.ctx(), handover_id)
    assert len(singles(rig)) == 40
    viewer.looks()
    assert len(packs(rig)) == 1
    other = Viewer(rig)
    assert len(other.looks()) == 40
    assert len(other.paid()) == 1


def test_the_scheduler_packs_and_deletes_what_is_packed(rig: Rig) -> None:
    for handover_id in over(rig, 0, 60):
        store_row(rig.ctx(), handover_id)
    assert pack_rows(rig.ctx(), [TODAY], left=5) == 0, "a reader may have listed the single rows a moment ago"
    assert pack_rows(rig.ctx(), [TODAY], left=5) == 60
    assert (len(packs(rig)), singles(rig)) == (1, [])
    assert len(Viewer(rig).looks()) == 60


def test_the_scheduler_leaves_a_small_day_as_it_is(rig: Rig) -> None:
    for handover_id in over(rig, 0, 5):
        store_row(rig.ctx(), handover_id)
    pack_rows(rig.ctx(), [TODAY], left=5)
    assert (packs(rig), len(singles(rig))) == ([], 5)


def test_the_scheduler_packs_nothing_when_its_time_is_over(rig: Rig) -> None:
    over(rig, 0, 60)
    counted = rig.client().separate()
    pack_rows(rig.ctx(rig.app(lambda: counted), seconds=4), [TODAY], left=5)
    assert counted.take() == []


def test_packing_that_fails_is_logged(rig: Rig) -> None:
    client = rig.client().failing()
    pack_rows(rig.ctx(rig.app(lambda: client)), [TODAY], left=5)
    assert any("Packing" in warning for warning in rig.log.warnings)


def test_lists_at_once_are_the_same(rig: Rig) -> None:
    ids = over(rig, 0, 80)
    seen = at_once([Viewer(rig).looks for _ in range(4)])
    assert [[row.id for row in rows] for rows in seen] == [ids] * 4
    assert [row.id for row in Viewer(rig).looks()] == ids


def test_a_pack_that_was_merged_since_it_was_listed_is_found_in_the_new_one(rig: Rig, viewer: Viewer) -> None:
    over(rig, 0, 40)
    viewer.looks()
    reader = Viewer(rig)
    cache = rig.ctx(reader.app).storage.row_cache
    listings = cache.list_days([TODAY])
    over(rig, 40, 80)
    viewer.looks()
    reader.counted.take()
    assert len(cache.get(listings)) == 40
    assert [request.partition(".")[0] for request in reader.counted.take()] == [
        f"GET v1/row/{TODAY}/day",
        f"GET v1/row/{TODAY}/day",
        f"LIST v1/row/{TODAY}/day",
    ]


@pytest.mark.parametrize("body", [b"", b"[]", b'{"rows": 3}', b'{"rows": {"x": 3}}', b'{"rows": {"x": {"id": "x"}}}'])
def test_a_pack_that_is_damaged_is_written_anew(rig: Rig, viewer: Viewer, body: bytes) -> None:
    ids = over(rig, 0, 40)
    viewer.looks()
    (name,) = packs(rig)
    rig.server.put(rig.bucket, name, body)
    assert [row.id for row in Viewer(rig).looks()] == ids
    other = Viewer(rig)
    assert [row.id for row in other.looks()] == ids
    assert len(other.paid()) == 1


def test_a_row_of_wrong_types_in_a_pack_is_made_again(rig: Rig, viewer: Viewer) -> None:
    ids = over(rig, 0, 40)
    viewer.looks()
    (name,) = packs(rig)
    rows = rig.objects()[name]["rows"]
    damage = [{"name": None}, {"requested_at": "yesterday"}, {"since": "0001-01-01T00:00:00+00:00"}, {"live": 0}]
    damage += [{"id": "20261123-x-1"}, {"limits": {"a": "b"}}, {"follow_up": "soon"}, {"name": "\ud800"}]
    for key, change in zip(rows, damage, strict=False):
        rows[key] |= change
    rig.server.put(rig.bucket, name, json.dumps({"rows": rows}).encode())
    assert [(row.id, row.name) for row in Viewer(rig).looks()] == [(one, f"Ada {n}") for n, one in enumerate(ids)]


def test_a_first_list_that_runs_out_of_time_says_so_and_the_next_ones_get_further(rig: Rig) -> None:
    ids = over(rig, 0, 200)
    client = rig.client().separate()
    client.faults.add(StorageFault(seconds=0.05), lambda method, key: method == "GET", times=None)
    left = []
    for _ in range(20):
        app = rig.app(lambda: client)  # a new container each time: only what is stored helps
        found = list_days(rig.ctx(app, seconds=20), [TODAY])
        assert len(found.rows) + found.left_out == 200
        left.append(found.left_out)
        if not found.left_out:
            break
    assert left[0] > 0
    assert left == sorted(left, reverse=True)
    assert left[-1] == 0
    assert [row.id for row in found.rows] == ids


@pytest.mark.slow
def test_ten_thousand_handovers_and_refusals_load_within_the_budget(rig: Rig) -> None:
    for n in range(5000):
        _over(rig, n)
        refused = handover_keys.handover_id(TODAY, pseudonym("key", "session", f"r{n}"), "r")
        facts = {"wish": call_request(name=f"Bob {n}").as_record(), "language": "en", "reason": "invalid_number"}
        rig.storage.handovers.add(refused, EventKind.REFUSED, MONDAY - timedelta(seconds=n), facts, n + 1)
    first = Viewer(rig)
    assert len(first.looks()) == 10_000
    cold = Viewer(rig)
    assert len(cold.looks()) == 10_000
    assert len(cold.counted.take()) <= 150
    assert len(cold.looks()) == 10_000
    assert of(cold.counted.take(), "GET") == []
