"""Rows are a cache: any request writes them, only valid ones are used, and lost ones are made again."""

from __future__ import annotations

import pytest

from handover.core.call.events import EventKind
from handover.services.storage.keys import handover_keys
from handover.usecases.handover_list import list_days, store_row
from tests.handover.rig import Rig, at_once
from tests.handover.usecases.viewer import OLD, TODAY, Viewer, begun, of, refused, talked


@pytest.fixture
def viewer(rig: Rig) -> Viewer:
    return Viewer(rig)


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"id": "x"}', b'{"rows": 3}', b'{"rows": {"x": 3}}'])
@pytest.mark.parametrize("day", [TODAY, OLD])
def test_a_cached_row_that_cannot_be_read_is_made_again(rig: Rig, day: str, body: bytes) -> None:
    handover_id = talked(rig, 1, day)
    expected = Viewer(rig).looks(day)
    (name,) = rig.objects("v1/row/")
    rig.server.put(rig.bucket, name, body)
    assert Viewer(rig).looks(day) == expected
    reader = Viewer(rig)
    assert reader.looks(day) == expected
    assert [row.id for row in expected] == [handover_id]
    assert len(reader.paid()) == 1, "it was written anew"


def test_a_cached_row_that_is_lost_is_made_again(rig: Rig, viewer: Viewer) -> None:
    for n in range(3):
        talked(rig, n)
    before = viewer.looks()
    for name in rig.objects("v1/row/"):
        rig.storage.bucket.delete(name)
    assert Viewer(rig).looks() == before
    assert len(rig.objects("v1/row/")) == 3


def test_a_cache_that_fails_changes_nothing(rig: Rig) -> None:
    talked(rig, 1)
    rows = Viewer(rig).looks()
    client = rig.client().failing(lambda _, key: key.startswith("v1/row/") and key != f"v1/row/{TODAY}/")
    assert list_days(rig.ctx(rig.app(lambda: client)), [TODAY]).rows == rows
    for name in rig.objects("v1/row/"):
        rig.storage.bucket.delete(name)
    assert list_days(rig.ctx(rig.app(lambda: client)), [TODAY]).rows == rows
    assert any("Storing rows" in warning for warning in rig.log.warnings)


def test_two_lists_at_once_are_the_same(rig: Rig) -> None:
    for n in range(12):
        talked(rig, n)
    viewers = [Viewer(rig) for _ in range(4)]
    seen = at_once([viewer.looks for viewer in viewers])
    assert all(rows == seen[0] for rows in seen)
    assert len(seen[0]) == len(rig.objects("v1/row/")) == 12


def test_many_rows_are_stored_as_one_pack(rig: Rig, viewer: Viewer) -> None:
    for n in range(53):
        handover_id, began, handovers = begun(rig, n)
        handovers.add(handover_id, EventKind.CANCELED, began)
    rows = viewer.looks()
    assert len(of(viewer.paid(), "PUT")) == 1
    other = Viewer(rig)
    assert other.looks() == rows
    (paid,) = other.paid()
    assert paid.startswith(f"GET v1/row/{TODAY}/day.")


def test_a_day_that_is_over_is_stored_as_a_whole(rig: Rig, viewer: Viewer) -> None:
    for n in range(6):
        talked(rig, n, OLD)
    refused(rig, 9, OLD)
    rows = viewer.looks(OLD)
    assert len(of(viewer.paid(), "PUT")) == 1
    other = Viewer(rig)
    assert other.looks(OLD) == rows
    assert [request.rpartition(".")[0] for request in other.paid()] == [f"GET v1/row/{OLD}/day"]
    assert other.looks(OLD) == rows
    assert other.paid() == []


def test_yesterday_is_not_over_yet(rig: Rig, viewer: Viewer) -> None:
    talked(rig, 1, "20261122")
    viewer.looks("20261122")
    assert [handover_keys.handover_in(name) for name in rig.objects("v1/row/")] == ["20261122-abc-1"]
    rig.clock.step(86400)
    viewer.looks("20261122")
    assert "day" in {handover_keys.handover_in(name) for name in rig.objects("v1/row/")}


def test_after_a_late_wrap_up_an_old_day_is_made_from_its_unchanged_rows(rig: Rig, viewer: Viewer) -> None:
    for n in range(6):
        talked(rig, n, OLD)
    viewer.looks(OLD)
    handover_id = handover_keys.handover_id(OLD, "abc", 3)
    rig.storage.handovers.wrap_up(handover_id, rig.clock.now(), {"disposition": "solved"}, 0)
    store_row(rig.ctx(), handover_id)
    late = Viewer(rig)
    rows = late.looks(OLD)
    assert [row.id for row in rows if row.disposition == "solved"] == [handover_id]
    paid = late.paid()
    assert [len(of(paid, verb)) for verb in ("GET", "PUT", "DELETE")] == [2, 1, 1]
    wholes = [name for name in rig.objects("v1/row/") if handover_keys.handover_in(name) == "day"]
    assert len(wholes) == 1


def test_an_old_day_with_a_live_handover_is_not_stored_as_a_whole(rig: Rig, viewer: Viewer) -> None:
    talked(rig, 1, OLD)
    begun(rig, 2, OLD)
    assert len(viewer.looks(OLD)) == 2
    assert [handover_keys.handover_in(name) for name in rig.objects("v1/row/")] == [f"{OLD}-abc-1"]


def test_a_month_costs_two_listings_and_one_read_a_day(rig: Rig, viewer: Viewer) -> None:
    days = [f"202610{n:02d}" for n in range(1, 32)]
    for day in days:
        talked(rig, 1, day)
        talked(rig, 2, day)
    rows = viewer.looks(*days)
    other = Viewer(rig)
    assert other.looks(*days) == rows
    requests = other.counted.take()
    assert (len(of(requests, "LIST")), len(of(requests, "GET")), len(requests)) == (62, 31, 93)


def test_a_row_that_one_container_stored_costs_another_one_read(rig: Rig, viewer: Viewer) -> None:
    ids = [talked(rig, n) for n in range(3)]
    viewer.looks()
    other = Viewer(rig)
    assert other.looks() == viewer.looks()
    assert [request.rpartition(".")[0] for request in other.paid()] == [
        f"GET v1/row/{TODAY}/{handover_id}" for handover_id in ids
    ]


def test_a_wrap_up_replaces_the_stored_row(rig: Rig, viewer: Viewer) -> None:
    handover_id = talked(rig, 1)
    store_row(rig.ctx(), handover_id)
    viewer.looks()
    rig.storage.handovers.wrap_up(handover_id, rig.clock.now(), {"disposition": "solved"}, 0)
    assert [row.disposition for row in viewer.looks()] == ["solved"]
    assert len(rig.objects("v1/row/")) == 1
    assert [row.disposition for row in Viewer(rig).looks()] == ["solved"]
