"""A chat's turns are stored as the log webhook sends them: each once, in order, under names without personal data."""

from __future__ import annotations

from typing import Any

import pytest

from handover.core.chat.transcript import NotATurnError
from handover.usecases.record_turn import record_turn
from tests.handover.rig import Rig


def event(log_id: str = "log-1", text: str = "hail!", at: str = "2026-11-23T09:00:00.000Z") -> dict[str, Any]:
    payload = {
        "log_id": log_id,
        "session_id": "session-1",
        "request_timestamp": at,
        "response_timestamp": at,
        "request": {"input": {"text": text}},
        "response": {"output": {"generic": [{"response_type": "text", "text": "Where?"}]}},
    }
    return {"event": {"name": "message_logged"}, "payload": payload}


def turns(rig: Rig) -> list[str]:
    return [line.text for turn in rig.storage.turns.of_session("session-1") for line in turn.lines]


def test_a_turn_is_stored(rig: Rig) -> None:
    assert record_turn(rig.ctx(), event()) == "kept"
    assert turns(rig) == ["hail!", "Where?"]


def test_the_same_turn_twice_is_stored_once(rig: Rig) -> None:
    record_turn(rig.ctx(), event())
    assert record_turn(rig.ctx(), event(text="changed")) == "known"
    assert turns(rig) == ["hail!", "Where?"]


def test_turns_that_come_out_of_order_are_read_in_order(rig: Rig) -> None:
    record_turn(rig.ctx(), event("b", "second", "2026-11-23T09:00:05.000Z"))
    record_turn(rig.ctx(), event("a", "first", "2026-11-23T09:00:01.000Z"))
    assert turns(rig)[::2] == ["first", "second"]


@pytest.mark.parametrize("other", [{"event": {"name": "cdr_logged"}}, {"event": {"name": "new"}}, {"event": "x"}, {}])
def test_other_events_are_ignored(rig: Rig, other: dict[str, Any]) -> None:
    assert record_turn(rig.ctx(), other) == "ignored"
    assert not rig.objects("v1/turn/")


@pytest.mark.parametrize("payload", [None, [], {}, {"log_id": "x"}, {"session_id": "x"}])
def test_a_turn_without_session_or_log_id_is_refused(rig: Rig, payload: Any) -> None:
    with pytest.raises(NotATurnError):
        record_turn(rig.ctx(), {"event": {"name": "message_logged"}, "payload": payload})


def test_names_show_neither_session_nor_log_id(rig: Rig) -> None:
    record_turn(rig.ctx(), event("log-of-ada"))
    (name,) = rig.objects("v1/turn/")
    assert "session-1" not in name
    assert "ada" not in name
