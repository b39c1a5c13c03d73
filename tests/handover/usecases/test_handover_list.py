"""Lists show days as they were. Their cost depends on what changed, not on how much is stored."""

from __future__ import annotations

import pytest

from handover.core.call.events import EventKind
from handover.services.storage import StorageError
from handover.services.storage.keys import handover_keys
from handover.usecases.handover_list import list_days, store_row
from tests.handover.rig import MONDAY, Rig
from tests.handover.usecases.viewer import OLD, TODAY, Viewer, begun, refused, talked
from tests.rounds import Counter


@pytest.fixture
def viewer(rig: Rig) -> Viewer:
    return Viewer(rig)


def test_a_row_has_the_outcome_of_a_handover(rig: Rig, viewer: Viewer) -> None:
    handover_id = talked(rig, 5, name="Ada", reason="Hail damage")
    (row,) = viewer.looks()
    assert (row.id, row.state, row.live, row.name, row.reason) == (
        handover_id,
        "completed",
        False,
        "Ada",
        "Hail damage",
    )
    assert (row.agent_name, row.last2, row.language, row.wait) == ("Anna", "78", "de", 40)


def test_the_newest_of_several_days_is_first(rig: Rig, viewer: Viewer) -> None:
    ids = [talked(rig, 1, OLD), refused(rig, 2, OLD), talked(rig, 1), talked(rig, 10), refused(rig, 700)]
    assert [row.id for row in viewer.looks(OLD, TODAY)] == ids[::-1]


def test_a_day_without_handovers_is_empty(viewer: Viewer) -> None:
    assert viewer.looks() == []
    assert viewer.looks(OLD) == []
    assert viewer.paid() == [], "an empty day is not stored"


def test_no_days_are_no_rows(viewer: Viewer) -> None:
    assert list_days(viewer.rig.ctx(viewer.app), []).rows == []


def test_a_second_list_costs_two_listings_a_day(rig: Rig, viewer: Viewer) -> None:
    for n in range(3):
        talked(rig, n)
        refused(rig, n)
    first = viewer.looks()
    assert viewer.looks() == first
    assert viewer.counted.take() == [f"LIST v1/day/{TODAY}/", f"LIST v1/row/{TODAY}/"]


def test_events_of_many_handovers_without_rows_are_read_side_by_side(rig: Rig, counter: Counter) -> None:
    for n in range(8):
        talked(rig, n)
    ctx = rig.ctx(counter.app(rig.app()))
    with counter.counting() as count:
        assert len(list_days(ctx, [TODAY]).rows) == 8
    assert count.rounds == 3, "two listings; all events; what is stored for the next list"


def test_a_call_that_ended_costs_one_read_more(rig: Rig, viewer: Viewer) -> None:
    for n in range(3):
        talked(rig, n)
    viewer.looks()
    handover_id = talked(rig, 9)
    store_row(rig.ctx(), handover_id)
    assert viewer.looks()[0].id == handover_id
    (paid,) = viewer.paid()
    assert paid.startswith(f"GET v1/row/{TODAY}/{handover_id}.")


def test_a_refused_request_costs_one_read_and_no_row(rig: Rig, viewer: Viewer) -> None:
    handover_id = refused(rig, 1)
    (row,) = viewer.looks()
    assert (row.state, row.refusal, row.name) == ("refused", "closed", "Bob")
    assert viewer.paid() == [f"GET v1/day/{TODAY}/{handover_id}/refused"]


def test_history_costs_nothing(rig: Rig, viewer: Viewer) -> None:
    talked(rig, 1)
    viewer.looks()
    viewer.looks()
    before = viewer.counted.take()
    for n in range(20):
        refused(rig, n, OLD)
    viewer.looks()
    assert viewer.counted.take() == before


def test_a_live_handover_costs_a_read_for_each_new_event(rig: Rig, viewer: Viewer) -> None:
    handover_id, began, handovers = begun(rig, 1)
    assert [row.state for row in viewer.looks()] == ["unconfirmed"], (
        "its permit is hours old, and nothing more is known"
    )
    handovers.add(handover_id, EventKind.RINGING, began, {"sid": "CA1"})
    assert [(row.state, row.live) for row in viewer.looks()] == [("ringing", True)]
    assert viewer.paid() == [f"GET v1/day/{TODAY}/{handover_id}/ringing"]
    assert viewer.looks()
    assert viewer.paid() == []
    assert not rig.objects("v1/row/"), "a live handover is not stored"


def test_a_void_permit_is_no_handover_and_costs_nothing(rig: Rig, viewer: Viewer) -> None:
    handover_id, began, handovers = begun(rig, 1)
    handovers.add(handover_id, EventKind.VOID, began)
    assert viewer.looks() == []
    assert viewer.paid() == []


def test_events_without_a_beginning_are_no_handover(rig: Rig, viewer: Viewer) -> None:
    rig.storage.handovers.add(handover_keys.handover_id(TODAY, "abc", 1), EventKind.RINGING, MONDAY)
    assert viewer.looks() == []
    assert viewer.paid() == []


def test_a_kind_of_another_version_changes_nothing(rig: Rig, viewer: Viewer) -> None:
    handover_id = talked(rig, 1)
    before = viewer.looks()
    rig.storage.bucket.put(f"{handover_keys.events(handover_id)}whispered.2", {"at": MONDAY.isoformat()})
    assert viewer.looks() == before
    assert viewer.paid() == []


def test_a_handover_that_cannot_be_understood_does_not_hide_the_others(rig: Rig, viewer: Viewer) -> None:
    good, bad = talked(rig, 1), handover_keys.handover_id(TODAY, "abc", 2)
    rig.storage.bucket.put(handover_keys.event(bad, EventKind.REQUESTED), {"at": "yesterday", "facts": {}})
    assert [row.id for row in viewer.looks()] == [good]
    assert any(bad in warning for warning in rig.log.warnings)


def test_without_storage_the_list_raises(rig: Rig) -> None:
    client = rig.client().failing()
    with pytest.raises(StorageError):
        list_days(rig.ctx(rig.app(lambda: client)), [TODAY])
