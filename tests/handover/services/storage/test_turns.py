"""A chat's turns come back whole and in order, each once."""

from __future__ import annotations

import json
from typing import Any

import pytest

from handover.core.chat.transcript import ChatLine, Turn
from handover.core.privacy.pseudonyms import pseudonym
from handover.services.storage.keys import chat_keys
from tests.handover.rig import HASH_KEY, Rig


def turn(log_id: str, at: str, count: int = 1, text: str = "hi", session: str = "s1") -> Turn:
    return Turn(
        log_id, session, at, count, "Web chat", "en", (ChatLine("customer", text, at), ChatLine("bot", "yes", at))
    )


def of(rig: Rig, session: str = "s1") -> list[Turn]:
    return rig.storage.turns.of_session(session)


def test_a_turn_comes_back_as_it_was_stored(rig: Rig) -> None:
    kept = turn("l1", "2026-11-23T09:00:00Z", text="Grüße 🚗")
    assert rig.storage.turns.keep(kept) is True
    assert of(rig) == [kept]


def test_the_same_log_id_is_one_turn(rig: Rig) -> None:
    first = turn("l1", "2026-11-23T09:00:00Z")
    rig.storage.turns.keep(first)
    assert rig.storage.turns.keep(turn("l1", "2026-11-23T09:00:00Z", text="changed")) is False
    rig.storage.turns.keep(turn("l1", "2026-11-23T09:00:09Z", text="another time"))
    rig.storage.turns.keep(turn("l1", "", text="no time"))
    assert of(rig) == [first]


def test_names_of_version_0_2_are_read_in_order_and_once(rig: Rig) -> None:
    old = [turn("b", "2026-11-23T09:00:02Z"), turn("a", "2026-11-23T09:00:01Z")]
    for one in old:
        name = chat_keys.turns(rig.storage.keys.session("s1")) + pseudonym(HASH_KEY, "turn", one.log_id)
        rig.server.put(rig.bucket, name, json.dumps(one.as_record()).encode())
    rig.storage.turns.keep(turn("b", "2026-11-23T09:00:02Z"))
    rig.storage.turns.keep(turn("c", "2026-11-23T08:59:00Z"))
    assert [one.log_id for one in of(rig)] == ["c", "a", "b"]


@pytest.mark.parametrize(
    "record",
    [
        {"more": 1},
        {"lines": None},
        {"lines": [None, "x", {}, {"who": 7, "text": ["x"]}, {"who": "bot", "text": 7, "tone": "kind", "at": 7}]},
        {"log_id": 7, "at": "0001-01-01T00:00:00+00:00", "count": "x", "channel": {}, "lines": {"a": 1}, "more": 1},
        {"log_id": "x", "at": "9999-12-31T23:59:59.999Z", "lines": [{"who": "x", "text": "hi", "at": "0001-01-01"}]},
    ],
)
def test_a_turn_of_another_shape_is_read_as_far_as_it_can_be(rig: Rig, record: dict[str, Any]) -> None:
    rig.server.put(rig.bucket, chat_keys.turns(rig.storage.keys.session("s1")) + "a" * 24, json.dumps(record).encode())
    (read,) = of(rig)
    assert read.at == ""
    assert all(line.at == "" for line in read.lines)


def test_they_are_ordered_by_time_then_by_the_chats_count(rig: Rig) -> None:
    turns = [
        turn("c", "2026-11-23T09:00:01Z", 1),
        turn("b", "2026-11-23T09:00:02Z", 2),
        turn("a", "2026-11-23T09:00:02Z", 10),
    ]
    for one in reversed(turns):
        rig.storage.turns.keep(one)
    assert of(rig) == turns


def test_each_chat_has_its_own(rig: Rig) -> None:
    rig.storage.turns.keep(turn("l1", "2026-11-23T09:00:00Z", session="s1"))
    rig.storage.turns.keep(turn("l1", "2026-11-23T09:00:00Z", session="s2"))
    assert [one.session_id for one in of(rig, "s1") + of(rig, "s2")] == ["s1", "s2"]
    assert of(rig, "nobody") == []
