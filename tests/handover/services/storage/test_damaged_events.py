"""An event that was damaged in storage hides nothing and breaks nothing: what can be read of it counts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover.core.call.events import Event, EventKind, frozen_order
from handover.core.call.state import fold
from handover.services.storage.keys import handover_keys
from tests.handover.rig import CUSTOMER, MONDAY, Rig, call_request

HID = "20261123-abc-1"
PERMIT = {"wish": call_request(name="Ada").as_record(), "phone": CUSTOMER, "language": "de", "time_limit": 60}

BODIES: list[dict[str, Any]] = [
    {"x": 1},
    {"at": None},
    {"at": 7, "facts": {}},
    {"at": "yesterday", "facts": {}},
    {"at": "2026-11-23T09:00:00", "facts": None},
    {"at": "0001-01-01T00:00:00+00:00", "facts": []},
    {"at": "9999-12-31T23:59:59-12:00", "facts": "text"},
]


@pytest.mark.parametrize("kind", [kind for kind in EventKind if kind not in (EventKind.REQUESTED, EventKind.VOID)])
def test_a_damaged_event_counts_as_a_fact(rig: Rig, kind: EventKind) -> None:
    rig.storage.handovers.claim(HID, EventKind.REQUESTED, MONDAY, PERMIT)
    for body in BODIES:
        rig.storage.bucket.put(handover_keys.event(HID, kind), body)
        handovers = rig.ctx(rig.app()).storage.handovers
        handover = handovers.load(HID, MONDAY + timedelta(seconds=5))
        assert handover is not None, body
        assert handover.requested_at == MONDAY, body
        assert len(handovers.events(HID)) == 2, body


@pytest.mark.parametrize("kind", [EventKind.ENDED, EventKind.CANCELED])
def test_a_damaged_end_is_an_end(rig: Rig, kind: EventKind) -> None:
    rig.storage.handovers.claim(HID, EventKind.REQUESTED, MONDAY, PERMIT)
    rig.storage.bucket.put(handover_keys.event(HID, kind), {"at": "?"})
    handover = rig.storage.handovers.load(HID, MONDAY)
    assert handover is not None
    assert not handover.live
    assert kind in rig.storage.handovers.events_of(HID, EventKind.REQUESTED, kind)


@pytest.mark.parametrize("body", [body for body in BODIES if body.get("at") != "2026-11-23T09:00:00"])
def test_a_permit_without_a_time_is_none(rig: Rig, body: dict[str, Any]) -> None:
    rig.storage.bucket.put(handover_keys.event(HID, EventKind.REQUESTED), body)
    assert rig.storage.handovers.load(HID, MONDAY) is None


@pytest.mark.parametrize("body", BODIES)
def test_a_damaged_report_of_a_leg_is_passed_over(rig: Rig, body: dict[str, Any]) -> None:
    rig.storage.bucket.put(handover_keys.leg(HID, 1, "agent-ringing"), body)
    rig.storage.handovers.add_leg(HID, 2, "agent-busy", MONDAY, {})
    assert "agent-busy" in [report.fact for report in rig.storage.handovers.legs(HID)]


_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
_NAMES = ("wish", "phone", "language", "time_limit", "reason", "sid", "agents", "status", "source", "over")
_FACTS = st.fixed_dictionaries({}, optional=dict.fromkeys(_NAMES, _ANY))
_AGENT = st.fixed_dictionaries({}, optional=dict.fromkeys(("id", "name", "phone", "language", "more"), _ANY))


@given(st.dictionaries(st.sampled_from(EventKind), _FACTS), _FACTS)
@pytest.mark.slow
def test_facts_of_any_type_make_a_state(facts: dict[EventKind, dict[str, Any]], permit: dict[str, Any]) -> None:
    facts.pop(EventKind.VOID, None)
    events = [Event(kind, MONDAY, 0, found) for kind, found in {**facts, EventKind.REQUESTED: permit}.items()]
    handover = fold(HID, events, MONDAY)
    assert handover is not None
    assert isinstance(handover.phone, str)
    assert isinstance(handover.sid, str)
    assert handover.time_limit >= 0


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(call_request().as_record(), _ANY)))
def test_a_stored_request_of_any_types_is_read(record: dict[str, Any]) -> None:
    handover = fold(HID, [Event(EventKind.REQUESTED, MONDAY, 0, {"wish": record})], MONDAY)
    assert handover is not None
    assert all(isinstance(text, str) for text in handover.call_request.details.values())


@given(st.lists(_AGENT | _ANY, max_size=4))
def test_every_agent_keeps_their_place_in_the_order(agents: list[Any]) -> None:
    assert len(frozen_order({"agents": agents})) == len(agents)
