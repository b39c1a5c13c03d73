"""A chat's turns come back whole and in order, each once."""

from __future__ import annotations

from handover.core.chat.transcript import ChatLine, Turn
from tests.handover.rig import Rig


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
    assert rig.storage.turns.keep(turn("l1", "2026-11-23T09:00:09Z", text="changed")) is False
    assert of(rig) == [first]


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
