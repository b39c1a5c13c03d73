"""Turns of a page are read as Watson's are: the session, the log id's namespace and the times are ours to decide."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from handover.core.chat.page_turns import MOST_LINES, MOST_TURNS, read_page_turns
from handover.core.chat.transcript import NotATurnError
from handover.core.chat.turn import MOST_CHARACTERS, Turn
from tests.handover.rig import MONDAY


def turn(text: str = "hail!", at: str = "2026-11-23T08:59:00.000Z", **more: Any) -> dict[str, Any]:
    output = {"output": {"generic": [{"response_type": "text", "text": "Where?"}]}}
    return {"log_id": "1", "request_timestamp": at, "request": {"input": {"text": text}}, "response": output, **more}


def read(*turns: Any, **more: Any) -> list[Turn]:
    return read_page_turns({"turns": list(turns), **more}, "session-1", MONDAY)


def test_a_turn_is_the_tokens_and_the_pages_id_is_kept_apart() -> None:
    (found,) = read(turn(session_id="session-1", log_id="5f0c"))
    assert (found.session_id, found.log_id, found.channel) == ("session-1", "web:5f0c", "Web chat")
    assert [(line.who, line.text) for line in found.lines] == [("customer", "hail!"), ("bot", "Where?")]


@pytest.mark.parametrize(
    ("at", "theirs", "ours"),
    [
        ("2026-11-23T08:59:00.000Z", "2026-11-23T09:00:10.000Z", "2026-11-23T08:59:00.000Z"),
        ("2026-11-23T10:59:00.000Z", "2026-11-23T11:00:00.000Z", "2026-11-23T08:59:00.000Z"),
        ("2026-11-23T10:59:00.000Z", "", "2026-11-23T09:00:00.000Z"),
        ("2001-01-01T00:00:00.000Z", "", "2026-11-22T09:00:00.000Z"),
        ("", "", "2026-11-23T09:00:00.000Z"),
        ("nonsense", "nonsense", "2026-11-23T09:00:00.000Z"),
    ],
)
def test_times_are_ours_and_of_the_last_day(at: str, theirs: str, ours: str) -> None:
    (found,) = read(turn(at=at), now=theirs)
    assert {found.at, *(line.at for line in found.lines)} == {ours}


def test_what_is_too_much_is_left_out() -> None:
    many = [{"response_type": "text", "text": "x" * (MOST_CHARACTERS + 1)}] * (MOST_LINES + 1)
    turns = read(*[turn(log_id=str(n), response={"output": {"generic": many}}) for n in range(MOST_TURNS + 1)])
    assert (len(turns), len(turns[0].lines)) == (MOST_TURNS, MOST_LINES)
    assert len(turns[0].lines[1].text) == MOST_CHARACTERS


@pytest.mark.parametrize("said", ["👍🏽 ja", "اتصل بي", "a\u202eb", "\x00", "<script>"])
def test_any_text_is_kept_as_it_is(said: str) -> None:
    assert read(turn(said))[0].lines[0].text == said


@pytest.mark.parametrize("sent", [1, None, {}, {"log_id": ""}, [], "x"])
def test_what_is_no_turn_is_refused(sent: Any) -> None:
    with pytest.raises(NotATurnError):
        read(sent)


def test_a_clock_may_be_wrong_by_any_time() -> None:
    for wrong in (timedelta(days=9000), timedelta(days=-9000)):
        theirs = (MONDAY + wrong).isoformat()
        assert read(turn(at=theirs), now=theirs)[0].at == "2026-11-23T09:00:00.000Z"


def test_messages_of_a_clock_that_is_ahead_keep_their_order_and_distances() -> None:
    ahead = [turn(str(n), f"2026-11-23T09:00:{20 + n}.000Z", log_id=str(9 - n)) for n in range(5)]
    found = sorted(read(*ahead, now="2026-11-23T09:00:25.000Z"), key=lambda turn: turn.order)
    assert [turn.lines[0].text for turn in found] == list("01234")
    assert [turn.at[17:23] for turn in found] == ["56.000", "57.000", "58.000", "59.000", "00.000"]


def test_messages_of_one_time_are_in_the_order_of_the_list_unless_they_have_a_count() -> None:
    same = [turn(str(n), log_id=str(9 - n)) for n in range(9)]
    assert [turn.lines[0].text for turn in sorted(read(*same), key=lambda turn: turn.order)] == list("012345678")
    counted = turn()
    counted["response"] = {**counted["response"], "context": {"global": {"system": {"turn_count": 7}}}}
    assert read(counted)[0].count == 7
