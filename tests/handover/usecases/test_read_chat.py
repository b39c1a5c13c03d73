"""A chat comes in pages, whole and in order; what a page or an update costs does not depend on the chat's length."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from handover.core.chat.provenance import Provenance
from handover.core.chat.transcript import ChatLine, Turn, read_turn
from handover.core.chat.turn import Source
from handover.services.storage.keys import chat_keys
from handover.usecases.read_chat import Section
from handover.usecases.record_page_turns import record_page_turns
from handover.usecases.record_turn import record_turn
from handover.usecases.start_call import start_call
from handover.usecases.view_handover import HandoverView, view_handover
from handover.usecases.web_session import begun
from tests.handover.rig import MONDAY, Rig, call_request


def turn(n: int, at: datetime | None = None) -> Turn:
    """The turn `n` of a chat with a turn every ten seconds, whose 6,000th was two seconds before the call request."""
    when = at or MONDAY - timedelta(seconds=10 * (6000 - n) + 2)
    text = when.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return Turn(f"log-{n}", "session-1", text, n, "Messenger", "en", tuple(said(n, text)))


def said(n: int, at: str = "") -> list[ChatLine]:
    return [ChatLine("customer", f"question {n}", at), ChatLine("bot", f"answer {n}", at)]


def chat(rig: Rig, turns: Sequence[Turn]) -> None:
    for one in turns:
        name = rig.storage.keys.turn(one.session_id, one.log_id, one.milliseconds, one.count)
        rig.server.put(rig.bucket, name, json.dumps(one.as_record(), ensure_ascii=False).encode())


def started(rig: Rig, *sent: ChatLine) -> str:
    return start_call(rig.ctx(), call_request(transcript=sent)).handover_id


def seen(rig: Rig, handover_id: str, part: int | Section = 1) -> tuple[HandoverView, list[str], int]:
    """Returns the view by a fresh container, the texts of its page, and the number of turns that were read."""
    client = rig.client().separate()
    view = view_handover(rig.ctx(rig.app(lambda: client)), handover_id, part)
    assert view
    shown = view.chat[view.part.begin : view.part.end] if view.part else ()
    return view, [line.text for line in shown], sum("GET v1/turn/" in request for request in client.requests)


def whole(rig: Rig, handover_id: str) -> list[str]:
    """Returns the texts of all pages, oldest first."""
    view, texts, _ = seen(rig, handover_id)
    assert view.part
    pages = [texts, *[seen(rig, handover_id, n)[1] for n in range(2, view.part.count + 1)]]
    return [text for page in reversed(pages) for text in page]


def texts_of(*numbers: int) -> list[str]:
    return [line.text for n in numbers for line in said(n)]


@pytest.mark.slow
def test_a_page_of_a_chat_of_six_thousand_turns_reads_only_its_own(rig: Rig) -> None:
    chat(rig, [turn(n) for n in range(6000)])
    handover_id = started(rig)
    view, texts, read = seen(rig, handover_id)
    assert (texts, read, view.channel) == (texts_of(*range(5950, 6000)), 51, "Messenger")
    for page, last in ((2, 5950), (60, 3050), (120, 50)):
        older, texts, read = seen(rig, handover_id, page)
        assert (texts, read) == (texts_of(*range(last - 50, last)), 51 if last > 50 else 50)
        assert older.part
        assert older.part.section is None
    assert view.part
    assert view.part.section
    assert seen(rig, handover_id, view.part.section)[2] == 0
    chat(rig, [turn(6000)])
    new, _, read = seen(rig, handover_id, view.part.section)
    assert (read, [line.text for line in new.chat[-2:]]) == (52, texts_of(6000))


@pytest.mark.parametrize("count", [0, 50, 51, 151])
@pytest.mark.parametrize("lines", [0, 30])
@pytest.mark.parametrize("after", [0, 130])
def test_all_pages_together_are_the_chat(rig: Rig, count: int, lines: int, after: int) -> None:
    """The dialog sends the last lines before the request; the log has them too, and what came after it."""
    before = [turn(6000 - n) for n in range(count, 0, -1)]
    sent = [replace(line, at="") for one in before for line in one.lines][-lines or len(before) * 2 :]
    handover_id = started(rig, *sent)
    later = [turn(6000 + n) for n in range(1, after + 1)]
    chat(rig, [*before, *later])
    assert whole(rig, handover_id) == [line.text for one in (*before, *later) for line in one.lines]


def test_lines_that_were_never_logged_have_their_place_in_a_long_chat(rig: Rig) -> None:
    """The lines of one turn were sent, and their turn was lost."""
    turns = [turn(5800 + n) for n in range(200) if n != 198]
    handover_id = started(rig, *said(5997), *said(5998), *said(5999))
    chat(rig, [*turns, *[turn(6000 + n) for n in range(1, 80)]])
    assert whole(rig, handover_id) == texts_of(*range(5800, 6000), *range(6001, 6080))


def test_turns_without_a_time_come_first_in_the_order_of_their_counts(rig: Rig) -> None:
    handover_id = started(rig)
    chat(rig, [replace(turn(n), at="") for n in range(1, 120)])
    assert whole(rig, handover_id) == texts_of(*range(1, 120))


def test_long_turns_make_short_pages(rig: Rig) -> None:
    handover_id = started(rig)
    chat(rig, [replace(turn(n), lines=(ChatLine("customer", f"{n} " + "ä" * 4000),)) for n in range(60)])
    view, texts, read = seen(rig, handover_id)
    assert view.part
    assert (len(texts), read, view.part.count) == (7, 8, 9)
    assert len(whole(rig, handover_id)) == 60


def test_a_page_has_the_line_that_its_first_line_answers(rig: Rig) -> None:
    """What a customer answers to a request for a password is masked by the question before it."""
    handover_id = started(rig)
    chat(rig, [turn(n) for n in range(60)])
    view, _, _ = seen(rig, handover_id)
    assert view.part
    assert [line.text for line in view.chat[: view.part.begin]] == texts_of(9)


def test_many_new_turns_are_not_read_by_an_update(rig: Rig) -> None:
    handover_id = started(rig)
    view, _, _ = seen(rig, handover_id)
    assert view.part
    assert view.part.section
    chat(rig, [turn(n) for n in range(51)])
    changed, _, read = seen(rig, handover_id, view.part.section)
    assert (changed.part, read) == (None, 0)
    assert seen(rig, handover_id, Section("", False, 10**9, "x"))[2] == 51


def test_names_of_version_0_2_have_their_place_in_a_long_chat(rig: Rig) -> None:
    handover_id = started(rig)
    for n in range(130):
        turns = chat_keys.turns(rig.storage.keys.session("session-1"))
        name = f"{turns}{'abcdefghij'[n // 10 % 10] * 12}{chr(97 + n % 10) * 12}"
        old = name if n < 100 else name.replace("a", "z")
        rig.server.put(rig.bucket, old, json.dumps(turn(n).as_record()).encode())
        rig.clock.step(10)
    chat(rig, [turn(n, rig.clock.now() + timedelta(seconds=n)) for n in range(130, 140)])
    assert len(whole(rig, handover_id)) == 2 * len(rig.objects("v1/turn/"))
    assert whole(rig, handover_id)[-20:] == texts_of(*range(130, 140))


def test_a_chat_from_all_sources_is_shown_once_with_their_names(rig: Rig) -> None:
    def payload(n: int, said: str, answer: str, second: int) -> dict[str, object]:
        at = f"2026-11-23T08:59:{second:02d}.000Z"
        return {
            "log_id": f"log-{n}",
            "session_id": "session-1",
            "request_timestamp": at,
            "response_timestamp": at,
            "request": {"input": {"text": said}},
            "response": {
                "output": {"generic": [{"response_type": "text", "text": answer}]},
                "context": {"global": {"system": {"turn_count": n}}},
            },
        }

    chat = [
        payload(1, "hail!", "Where <b>exactly</b>?", 10),
        payload(2, "yes", "Hurt?", 30),
        payload(3, "yes", "We call.", 55),
    ]
    page = [{**turn, "log_id": f"page-{n}"} for n, turn in enumerate(chat)]
    record_turn(rig.ctx(), {"event": {"name": "message_logged"}, "payload": chat[0]})
    record_page_turns(rig.ctx(), begun(rig.ctx(), "session-1"), {"turns": page[:2], "now": "2026-11-23T09:00:00.000Z"})
    handover_id = started(
        rig, ChatLine("customer", "hail!"), ChatLine("bot", "Where exactly?"), ChatLine("customer", "yes")
    )
    view, texts, _ = seen(rig, handover_id)
    assert texts == ["hail!", "Where <b>exactly</b>?", "yes", "Hurt?"]
    assert view.provenance == Provenance((Source.LOG_WEBHOOK, Source.WEB_CHAT, Source.DIALOG))
    rig.storage.turns.keep_all(
        rig.storage.sessions.of(handover_id),
        [replace(read_turn(turn), source=Source.LOGS_API) for turn in chat[1:]],
    )
    view, texts, _ = seen(rig, handover_id)
    assert texts == ["hail!", "Where <b>exactly</b>?", "yes", "Hurt?", "yes", "We call."]
    assert view.provenance == Provenance(tuple(Source), complete=True)
