"""Callbacks may never come: an overdue handover is reconciled by a lookup at Twilio, and not earlier."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from handover.core.call.events import EventKind
from handover.core.call.state import Handover
from handover.services.storage import keys
from handover.services.storage.keys import handover_keys
from handover.usecases.reconcile import reconcile
from handover.usecases.start_call import start_call
from tests.handover.rig import ANNA, BEN, Rig, call_request
from tests.handover.twilio_stub import CUT_AFTER, CUT_BEFORE, refuses

AGENTS = [
    {"id": "anna", "name": "Anna", "phone": ANNA, "language": "en"},
    {"id": "ben", "name": "Ben", "phone": BEN, "language": "en"},
]

Step = tuple[EventKind, int, dict[str, Any]]
HUNT: Step = (EventKind.HUNT, 0, {"agents": AGENTS})
WAITS: Step = (EventKind.HUNT, 0, {"agents": AGENTS, "first": 0, "patience": 300})

#: State, the events that lead to it, and for how many seconds it may last.
LIVE: list[tuple[str, Sequence[Step], int]] = [
    ("dialing", [], 180),
    ("ringing", [(EventKind.RINGING, 0, {})], 180),
    ("greeted", [(EventKind.ANSWERED, 0, {})], 120),
    ("hunting", [HUNT], 2 * 40 + 120),
    ("waiting", [WAITS, (EventKind.WAITING, 3, {})], 300 + 120),
    ("connected", [HUNT, (EventKind.ACCEPTED, 1, {"agent": "anna"})], 3600 + 120),
]


def brought_to(rig: Rig, events: Sequence[Step]) -> Handover:
    handover_id = start_call(rig.ctx(), call_request()).handover_id
    for kind, attempt, facts in events:
        rig.storage.handovers.add(handover_id, kind, rig.clock.now(), facts, attempt)
    return rig.handover(handover_id)


def looked(rig: Rig, handover_id: str) -> Handover:
    return reconcile(rig.ctx(), rig.handover(handover_id))


def lookups(rig: Rig) -> int:
    return sum(request.method == "GET" for request in rig.twilio.requests)


@pytest.mark.parametrize(("state", "events", "bound"), LIVE, ids=[row[0] for row in LIVE])
class TestOverdue:
    def test_before_the_timeout_there_is_no_lookup(
        self, rig: Rig, state: str, events: Sequence[Step], bound: int
    ) -> None:
        handover = brought_to(rig, events)
        assert handover.state == state
        rig.clock.step(bound)
        assert looked(rig, handover.id) == rig.handover(handover.id)
        assert lookups(rig) == 0

    def test_a_call_that_is_over_is_ended(self, rig: Rig, state: str, events: Sequence[Step], bound: int) -> None:
        handover = brought_to(rig, events)
        rig.twilio.calls[handover.sid].update(status="completed", duration="64")
        rig.clock.step(bound + 1)
        found = looked(rig, handover.id)
        assert not found.live
        assert lookups(rig) == 1
        assert not rig.objects(keys.LIVE)
        ended = rig.objects(handover_keys.event(handover.id, EventKind.ENDED))
        assert next(iter(ended.values()))["facts"]["source"] == "look"

    def test_a_call_that_goes_on_starts_the_timeout_again(
        self, rig: Rig, state: str, events: Sequence[Step], bound: int
    ) -> None:
        handover = brought_to(rig, events)
        rig.twilio.calls[handover.sid].update(status="in-progress")
        rig.clock.step(bound + 1)
        assert looked(rig, handover.id).state == state
        rig.clock.step(bound)
        looked(rig, handover.id)
        assert lookups(rig) == 1
        rig.clock.step(1)
        assert looked(rig, handover.id).state == state
        assert lookups(rig) == 2

    def test_a_call_that_twilio_does_not_know_has_failed(
        self, rig: Rig, state: str, events: Sequence[Step], bound: int
    ) -> None:
        handover = brought_to(rig, events)
        rig.twilio.calls.clear()
        rig.clock.step(bound + 1)
        assert not looked(rig, handover.id).live

    def test_without_twilio_the_state_stays(self, rig: Rig, state: str, events: Sequence[Step], bound: int) -> None:
        handover = brought_to(rig, events)
        rig.twilio.look_mishaps.append(refuses(500, 20500))
        rig.clock.step(bound + 1)
        assert looked(rig, handover.id).state == state
        assert "could not be reconciled" in rig.log.warnings[0]


@pytest.mark.parametrize(
    ("word", "end"), [("busy", "busy"), ("no-answer", "no_answer"), ("failed", "failed"), ("canceled", "canceled")]
)
def test_the_status_at_twilio_becomes_the_final_state(rig: Rig, word: str, end: str) -> None:
    handover = brought_to(rig, [])
    rig.twilio.calls[handover.sid].update(status=word)
    rig.clock.step(181)
    assert looked(rig, handover.id).state == end


def test_an_unconfirmed_call_is_looked_up_at_once(rig: Rig) -> None:
    rig.twilio.mishaps.append(CUT_AFTER)
    handover = brought_to(rig, [])
    assert handover.state == "unconfirmed"
    found = looked(rig, handover.id)
    assert (found.state, found.sid) == ("dialing", next(iter(rig.twilio.calls)))


def test_two_lookups_two_minutes_apart_without_a_call_end_it(rig: Rig) -> None:
    rig.twilio.mishaps.append(CUT_BEFORE)
    handover_id = brought_to(rig, []).id
    assert looked(rig, handover_id).state == "unconfirmed"
    rig.clock.step(119)
    assert looked(rig, handover_id).state == "unconfirmed"
    assert lookups(rig) == 1, "the second lookup waits for its time"
    rig.clock.step(1)
    assert looked(rig, handover_id).state == "failed"
    assert lookups(rig) == 2


def test_a_call_that_the_second_lookup_finds_goes_on(rig: Rig) -> None:
    rig.twilio.mishaps.append(CUT_AFTER)
    handover_id = brought_to(rig, []).id
    hidden = dict(rig.twilio.calls)
    rig.twilio.calls.clear()
    assert looked(rig, handover_id).state == "unconfirmed"
    rig.twilio.calls.update(hidden)
    rig.clock.step(121)
    assert looked(rig, handover_id).state == "dialing"


def test_a_callback_confirms_the_call_without_a_lookup(rig: Rig) -> None:
    rig.twilio.mishaps.append(CUT_AFTER)
    handover_id = brought_to(rig, []).id
    rig.storage.handovers.add(handover_id, EventKind.RINGING, rig.clock.now(), {"sid": "CA1"})
    assert looked(rig, handover_id).state == "ringing"
    assert lookups(rig) == 0


def test_two_lookups_at_once_are_recorded_once(rig: Rig) -> None:
    handover = brought_to(rig, [])
    rig.twilio.calls[handover.sid].update(status="busy")
    rig.clock.step(181)
    stale = rig.handover(handover.id)
    assert reconcile(rig.ctx(), stale) == reconcile(rig.ctx(), stale)


def test_an_earlier_call_to_the_same_number_is_not_mistaken_for_the_lost_one(rig: Rig) -> None:
    first = brought_to(rig, [])
    rig.twilio.calls[first.sid].update(status="busy")
    rig.storage.handovers.add(first.id, EventKind.ENDED, rig.clock.now(), {"status": "busy"})
    rig.clock.step(20)
    rig.twilio.now = rig.clock.now()
    rig.twilio.mishaps.append(CUT_AFTER)
    second = brought_to(rig, [])
    assert looked(rig, second.id).sid == list(rig.twilio.calls)[1]
