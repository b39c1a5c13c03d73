"""Events are added and never changed. The state follows from the events, and markers are a cache."""

from __future__ import annotations

from datetime import timedelta

from handover.core.call.events import EventKind
from handover.services.storage.handovers import Handovers
from handover.services.storage.keys import handover_keys
from tests.handover.rig import CUSTOMER, Rig, at_once, call_request
from tests.rounds import Counter

HID, OTHER_HID = "20261123-abc-1", "20261123-abc-2"
PERMIT = {"wish": call_request(name="Ada").as_record(), "phone": CUSTOMER, "language": "de", "time_limit": 60}


def test_a_handovers_state_follows_from_its_events(rig: Rig) -> None:
    handovers = rig.storage.handovers
    handovers.claim(HID, EventKind.REQUESTED, rig.clock.now(), PERMIT)
    handovers.add(HID, EventKind.PLACED, rig.clock.now(), {"sid": "CA1"})
    handover = handovers.load(HID, rig.clock.now())
    assert handover is not None
    assert (handover.state, handover.sid, handover.phone, handover.call_request.name) == (
        "dialing",
        "CA1",
        CUSTOMER,
        "Ada",
    )


def test_where_there_is_no_event_there_is_no_handover(rig: Rig) -> None:
    assert rig.storage.handovers.load(HID, rig.clock.now()) is None


def test_several_handovers_are_loaded_in_two_rounds(rig: Rig, counter: Counter) -> None:
    for handover_id in (HID, OTHER_HID):
        rig.storage.handovers.claim(handover_id, EventKind.REQUESTED, rig.clock.now(), PERMIT)
        rig.storage.handovers.add(handover_id, EventKind.PLACED, rig.clock.now(), {"sid": f"of {handover_id}"})
    ctx = rig.ctx(counter.app(rig.app()))
    with counter.counting() as count:
        found = ctx.storage.handovers.load_many([OTHER_HID, "20261123-nobody-1", HID], rig.clock.now())
    assert [handover and handover.sid for handover in found] == [f"of {OTHER_HID}", None, f"of {HID}"]
    assert (count.rounds, count.storage) == (2, 3 + 4)


def test_no_handovers_are_loaded_without_a_request(rig: Rig, counter: Counter) -> None:
    ctx = rig.ctx(counter.app(rig.app()))
    with counter.counting() as count:
        assert ctx.storage.handovers.load_many([], rig.clock.now()) == []
    assert count.storage == 0


def test_an_event_comes_back_as_it_was_added(rig: Rig) -> None:
    at = rig.clock.now() + timedelta(microseconds=123456)
    rig.storage.handovers.add(HID, EventKind.MISSED, at, {"status": "busy", "text": "Grüße"}, 12)
    (event,) = rig.storage.handovers.events(HID)
    assert (event.kind, event.at, event.attempt, event.facts) == (
        EventKind.MISSED,
        at,
        12,
        {"status": "busy", "text": "Grüße"},
    )


def test_the_same_fact_twice_keeps_the_first(rig: Rig) -> None:
    handovers = rig.storage.handovers
    assert handovers.add(HID, EventKind.RINGING, rig.clock.now(), {"sid": "CA1"}) is True
    assert handovers.add(HID, EventKind.RINGING, rig.clock.now() + timedelta(seconds=9), {"sid": "CA2"}) is False
    assert [event.facts for event in handovers.events(HID)] == [{"sid": "CA1"}]


def test_attempts_are_facts_of_their_own(rig: Rig) -> None:
    handovers = rig.storage.handovers
    for attempt in (1, 2):
        handovers.add(HID, EventKind.MISSED, rig.clock.now(), attempt=attempt)
    assert handovers.has(HID, EventKind.MISSED, 2)
    assert not handovers.has(HID, EventKind.MISSED, 3)
    assert not handovers.has(HID, EventKind.MISSED, 0)


def test_of_many_that_claim_an_event_one_owns_it(racing_rig: Rig) -> None:
    handovers = racing_rig.ctx().storage.handovers
    claims = at_once([lambda: handovers.claim(HID, EventKind.HUNT, racing_rig.clock.now(), {"agents": []})] * 12)
    assert sum(claim.mine for claim in claims) == 1


def test_events_of_some_kinds_are_read_without_a_listing(rig: Rig) -> None:
    handovers = rig.storage.handovers
    handovers.add(HID, EventKind.REQUESTED, rig.clock.now(), PERMIT)
    handovers.add(HID, EventKind.RINGING, rig.clock.now())
    seen = handovers.events_of(HID, EventKind.REQUESTED, EventKind.CANCELED)
    assert list(seen) == [EventKind.REQUESTED]
    assert seen[EventKind.REQUESTED].facts["phone"] == CUSTOMER


def test_handovers_whose_ids_begin_alike_are_not_mixed_up(rig: Rig) -> None:
    handovers = rig.storage.handovers
    handovers.add(f"{HID}2", EventKind.REQUESTED, rig.clock.now(), PERMIT)
    assert handovers.events(HID) == []


def test_reports_of_legs_are_stored_apart_from_the_day(rig: Rig) -> None:
    rig.storage.handovers.add_leg(HID, 1, "agent-busy", rig.clock.now(), {})
    assert rig.storage.handovers.events(HID) == []
    assert rig.objects("v1/leg/20261123/")


def test_markers_are_listed_with_the_oldest_day_first_and_may_be_lost(rig: Rig) -> None:
    handovers: Handovers = rig.storage.handovers
    for handover_id in ("20261123-b-1", "20261122-c-1", "20261123-a-2"):
        handovers.mark_live(handover_id, rig.clock.now())
    assert handovers.marked_live() == ["20261122-c-1", "20261123-a-2", "20261123-b-1"]
    handovers.unmark_live("20261122-c-1")
    handovers.unmark_live("20261122-c-1")
    assert handovers.marked_live() == ["20261123-a-2", "20261123-b-1"]


def test_a_kind_that_a_newer_version_wrote_is_passed_over(rig: Rig) -> None:
    """After a rollback, calls that the newer version began go on."""
    rig.storage.handovers.add(HID, EventKind.REQUESTED, rig.clock.now(), PERMIT)
    rig.server.put(
        rig.bucket, f"{handover_keys.events(HID)}teleported.1", b'{"at": "2026-11-23T09:00:00+00:00", "facts": {}}'
    )
    assert [event.kind for event in rig.storage.handovers.events(HID)] == [EventKind.REQUESTED]


def test_reports_of_legs_come_back_in_order_of_time(rig: Rig) -> None:
    handovers, at = rig.storage.handovers, rig.clock.now()
    handovers.add_leg(HID, 2, "agent-ringing", at + timedelta(seconds=9), {"CallSid": "CA2"})
    handovers.add_leg(HID, 1, "agent-no-answer", at, {})
    reports = handovers.legs(HID)
    assert [(report.attempt, report.fact) for report in reports] == [(1, "agent-no-answer"), (2, "agent-ringing")]
    assert reports[1].facts == {"CallSid": "CA2"}


def test_agents_who_wrap_up_at_the_same_moment_lose_nothing(racing_rig: Rig) -> None:
    handovers = racing_rig.ctx().storage.handovers
    works = [lambda n=n: handovers.wrap_up(HID, racing_rig.clock.now(), {"notes": str(n)}, 0) for n in range(6)]
    assert sorted(at_once(works)) == [1, 2, 3, 4, 5, 6]
    assert sorted(event.facts["notes"] for event in handovers.events(HID)) == ["0", "1", "2", "3", "4", "5"]
