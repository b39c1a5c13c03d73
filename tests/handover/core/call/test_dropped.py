"""What proves that a call was dropped, and what does not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from handover.core.call.dropped import broke_off
from handover.core.call.events import Event, EventKind
from handover.core.call.state import State, fold

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
AGENT = {"id": "anna", "name": "Anna", "phone": "+493012345671", "language": "en"}


def end_of(*events: tuple[EventKind, int, dict[str, Any]]) -> State:
    """The state of a call that an agent had accepted, after these events."""
    known: list[tuple[EventKind, int, dict[str, Any]]] = [
        (EventKind.REQUESTED, 0, {"phone": "+493012345678"}),
        (EventKind.HUNT, 0, {"agents": [AGENT, AGENT]}),
        (EventKind.ACCEPTED, 1, {}),
        *events,
    ]
    found = [Event(kind, AT + timedelta(seconds=n), attempt, facts) for n, (kind, attempt, facts) in enumerate(known)]
    handover = fold("20261123-x-1", found, AT + timedelta(minutes=5))
    assert handover
    return handover.state


def ended(status: str = "completed", **facts: Any) -> tuple[EventKind, int, dict[str, Any]]:
    return EventKind.ENDED, 0, {"status": status, "sid": "CA1", **facts}


@pytest.mark.parametrize(
    ("status", "sip", "dropped"),
    [
        ("failed", "", True),
        ("failed", "404", True),
        ("completed", "503", True),
        ("completed", "408", True),
        ("completed", "480", True),
        ("completed", "200", False),
        ("completed", "", False),
        ("completed", "487", False),
        ("completed", "486", False),
        ("completed", "603", False),
        ("completed", "9999", False),
        ("completed", "x", False),
        ("completed", None, False),
        ("canceled", "503", False),
        ("busy", "", False),
        ("no-answer", "480", False),
        ("a-new-word", "503", False),
    ],
)
def test_only_a_broken_line_counts(status: str, sip: str | None, dropped: bool) -> None:
    assert broke_off(status, sip) is dropped
    assert end_of(ended(status, sip=sip)) is (State.DROPPED if dropped else State.COMPLETED)


def test_a_short_conversation_proves_nothing() -> None:
    assert end_of((EventKind.BRIDGED, 1, {"seconds": "1"}), ended(seconds="1")) is State.COMPLETED


def test_a_call_that_twilio_no_longer_knows_is_not_dropped() -> None:
    assert end_of((EventKind.ENDED, 0, {"status": "failed", "source": "look"})) is State.COMPLETED
    assert end_of(ended("failed", source="look", seconds=0)) is State.COMPLETED


def test_a_lookup_that_finds_the_call_failed_proves_it() -> None:
    assert end_of(ended("failed", source="look", seconds=30)) is State.DROPPED


def test_the_dials_status_beside_the_bridge_proves_it() -> None:
    assert end_of((EventKind.BRIDGED, 1, {"seconds": "30", "status": "failed"}), ended()) is State.DROPPED


def test_the_report_of_the_agents_leg_proves_it_in_any_order() -> None:
    dropped = (EventKind.DROPPED, 1, {"status": "failed"})
    assert end_of(dropped, ended()) is State.DROPPED
    assert end_of(ended(), dropped) is State.DROPPED


def test_a_broken_leg_of_an_agent_who_had_not_the_call_proves_nothing() -> None:
    assert end_of((EventKind.DROPPED, 2, {"status": "failed"}), ended()) is State.COMPLETED
    assert end_of((EventKind.MISSED, 1, {}), (EventKind.DROPPED, 1, {}), ended("failed", sip="503")) is State.ABANDONED


def test_a_call_without_an_end_on_record_is_still_connected() -> None:
    assert end_of((EventKind.DROPPED, 1, {"status": "failed"})) is State.CONNECTED


def test_a_cancellation_beats_it() -> None:
    assert end_of((EventKind.CANCELED, 0, {}), ended("failed")) is State.CANCELED
