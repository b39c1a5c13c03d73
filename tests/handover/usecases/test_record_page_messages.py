"""A page's messages are stored once, by the hash of its token's session, with times by our clock."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from handover.core.chat.page_messages import MOST_MESSAGES, MOST_OF_A_PAGE
from handover.core.chat.transcript import NotATurnError
from handover.core.chat.turn import Source
from handover.usecases.record_page_messages import TooManyMessagesError, record_page_messages
from tests.handover.rig import Rig

PAGE = "page-0001"


def said(n: int, text: str, at: str = "2026-11-23T08:59:50.000Z") -> dict[str, Any]:
    return {"n": n, "at": at, "user": text}


def answered(n: int, *generic: Any, at: str = "2026-11-23T08:59:51.000Z") -> dict[str, Any]:
    return {"n": n, "at": at, "bot": list(generic)}


def body(*messages: Any, page: str = PAGE, sent_at: str = "2026-11-23T09:00:00.000Z") -> dict[str, Any]:
    return {"web_chat": {"page": page, "sent_at": sent_at, "messages": list(messages)}}


def record(rig: Rig, sent: Any, session: str = "session-1") -> str:
    return record_page_messages(rig.ctx(), rig.storage.keys.session(session), sent)


def lines(rig: Rig, session: str = "session-1") -> list[str]:
    return [line.text for turn in rig.storage.turns.of_session(session) for line in turn.lines]


def test_messages_are_stored_in_order_with_their_source(rig: Rig) -> None:
    buttons = {"response_type": "option", "title": "Go on?", "options": [{"label": "Call me"}]}
    sent = body(answered(2, {"response_type": "text", "text": "Where?"}, buttons), said(1, "Hail! 🚗 \u202eשלום"))
    assert record(rig, sent) == "kept"
    assert lines(rig) == ["Hail! 🚗 \u202eשלום", "Where?", "Go on? [Call me]"]
    turns = rig.storage.turns.of_session("session-1")
    assert {(turn.source, turn.channel) for turn in turns} == {(Source.WEB_CHAT, "Web chat")}


def test_the_same_message_twice_is_stored_once_and_the_first_copy_counts(rig: Rig) -> None:
    record(rig, body(said(1, "hail")))
    rig.clock.step(90)
    assert record(rig, body(said(1, "changed"))) == "known"
    assert record(rig, body(said(1, "changed"), said(2, "yes"))) == "kept"
    assert lines(rig) == ["hail", "yes"]


def test_repeated_words_and_other_pages_are_messages_of_their_own(rig: Rig) -> None:
    record(rig, body(said(1, "yes"), said(2, "yes")))
    record(rig, body(said(1, "yes"), page="page-0002"))
    assert lines(rig) == ["yes", "yes", "yes"]


@pytest.mark.parametrize("wrong_by", [timedelta(hours=5), timedelta(days=-400)])
def test_a_wrong_clock_of_the_page_does_no_harm(rig: Rig, wrong_by: timedelta) -> None:
    now = rig.clock.now()
    at, sent = (f"{moment + wrong_by:%Y-%m-%dT%H:%M:%S}.000Z" for moment in (now - timedelta(seconds=20), now))
    record(rig, body(said(1, "hail", at), sent_at=sent))
    (turn,) = rig.storage.turns.of_session("session-1")
    assert turn.milliseconds == round(now.timestamp() * 1000) - 20_000


@pytest.mark.parametrize("at", ["2026-11-24T00:00:00Z", "1999-01-01T00:00:00Z", "soon", None, 7])
def test_a_time_that_cannot_be_is_not_after_now_and_keeps_the_order(rig: Rig, at: Any) -> None:
    record(rig, body(said(1, "hail", at), said(2, "yes", at)))
    assert lines(rig) == ["hail", "yes"]
    now = rig.clock.now().timestamp() * 1000
    assert all(now - 86_400_001 <= turn.milliseconds <= now for turn in rig.storage.turns.of_session("session-1"))


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"web_chat": None},
        {"web_chat": []},
        body(),
        body(said(1, "hail"), page="short"),
        body(said(1, "hail"), page="../../secret"),
        body(said(0, "hail")),
        body(said(MOST_OF_A_PAGE + 1, "hail")),
        body(said(1, "hail"), said(1, "no")),
        body({"n": True, "user": "hail"}),
        body({"n": "1", "user": "hail"}),
        body({"n": 1}),
        body({"n": 1, "user": "hail", "bot": "Where?"}),
        body({"n": 1, "user": {"text": "hail"}}),
        body({"n": 1, "bot": {"text": "Where?"}}),
        body("hail"),
        body(said(1, "good"), {"n": 2, "user": None}),
        body(*[said(n + 1, "hail") for n in range(MOST_MESSAGES + 1)]),
    ],
)
def test_of_a_body_of_another_shape_nothing_is_stored(rig: Rig, wrong: Any) -> None:
    with pytest.raises(NotATurnError):
        record(rig, wrong)
    assert not rig.objects("v1/turn/")


def test_long_and_empty_messages_are_cut_and_left_out(rig: Rig) -> None:
    record(rig, body(said(1, "x" * 9000), said(2, " "), answered(3), {"n": 4, "user": "", "label": "Call me"}))
    assert lines(rig) == ["x" * 4096, "Call me"]


def test_of_one_chat_so_many_messages_are_kept_and_no_more(rig: Rig) -> None:
    session = rig.storage.keys.session("session-1")
    for n in range(2000):
        rig.server.put(rig.bucket, rig.storage.keys.turn_of(session, f"log-{n}", n + 1, n, "web_chat"), b"{}")
    with pytest.raises(TooManyMessagesError):
        record(rig, body(said(1, "hail")))
    assert record(rig, body(said(1, "hail")), "session-2") == "kept"


def test_names_show_neither_session_nor_page(rig: Rig) -> None:
    record(rig, body(said(1, "hail")))
    (name,) = rig.objects("v1/turn/")
    assert "session-1" not in name
    assert PAGE not in name
    assert name.endswith(".web_chat")
