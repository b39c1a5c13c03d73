"""The agent gets the whole chat, each line once and in order, whichever source had it first."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handover.core.chat.transcript import (
    ChatLine,
    NotATurnError,
    Turn,
    merged,
    read_transcript_parameter,
    read_turn,
    readable,
)
from tests.handover.core.chat.logged import option, payload


def texts(lines: Any) -> list[str]:
    return [line.text for line in lines]


# One event of the log webhook


def test_a_turn_has_the_customers_message_and_the_bots_reply() -> None:
    turn = read_turn(payload("I want to report hail damage", "What is the license plate?", n=2))
    assert turn.log_id == "0a1b2c3d-0000-4000-8000-000000000002"
    assert turn.session_id == "7bc825c9-fbed-4897-9617-cc8ed0d846cc"
    assert (turn.at, turn.count, turn.channel, turn.language) == ("2026-06-18T12:00:00.101Z", 2, "Web chat", "en")
    assert turn.lines == (
        ChatLine("customer", "I want to report hail damage", "2026-06-18T12:00:00.101Z"),
        ChatLine("bot", "What is the license plate?", "2026-06-18T12:00:00.260Z"),
    )


def test_the_welcome_turn_has_no_line_of_the_customer() -> None:
    assert texts(read_turn(payload("", "Hi. I'm Lisa.")).lines) == ["Hi. I'm Lisa."]
    assert texts(read_turn(payload("  ", "Hi. I'm Lisa.")).lines) == ["Hi. I'm Lisa."]


def test_buttons_are_read_as_their_labels_and_pauses_are_not_read() -> None:
    buttons = option("How shall we continue?", "Call me", "Go on here")
    turn = read_turn(payload("KA-AB 123", "Your plate is KA-AB 123.", {"response_type": "pause", "time": 500}, buttons))
    assert texts(turn.lines) == [
        "KA-AB 123",
        "Your plate is KA-AB 123.",
        "How shall we continue? [Call me | Go on here]",
    ]


@pytest.mark.parametrize(
    ("item", "line"),
    [
        ({"response_type": "text", "text": "Hello"}, "Hello"),
        (option("Which?", "A", "B", description="Choose one."), "Which? Choose one. [A | B]"),
        (option("", "A"), "[A]"),
        ({"response_type": "option", "title": "Which?"}, "Which?"),
        ({"response_type": "suggestion", "title": "Do you mean:", "suggestions": [{"label": "A"}]}, "Do you mean: [A]"),
        (
            {"response_type": "image", "source": "https://x.test/a.png", "title": "Map"},
            "(image) Map https://x.test/a.png",
        ),
        ({"response_type": "video", "source": "https://x.test/v"}, "(video) https://x.test/v"),
        ({"response_type": "audio", "source": "https://x.test/a"}, "(audio) https://x.test/a"),
        ({"response_type": "iframe", "source": "https://x.test/f", "title": "Form"}, "(iframe) Form https://x.test/f"),
        ({"response_type": "connect_to_agent", "message_to_human_agent": "hail"}, "(connect_to_agent)"),
        ({"response_type": "channel_transfer", "message_to_user": "Go on"}, "(channel_transfer) Go on"),
        ({"response_type": "search", "header": "Found"}, "(search)"),
        ({"response_type": "user_defined", "user_defined": {"a": 1}}, "(user_defined)"),
        ({"response_type": "user_defined", "user_defined": {"handover": {"web_token": "t"}}}, ""),
        ({"response_type": "date"}, "(date)"),
        ({"response_type": "pause", "time": 500}, ""),
        ({"response_type": "text"}, ""),
        ({}, "(unknown)"),
    ],
)
def test_every_kind_of_response_is_a_line_for_a_person(item: dict[str, Any], line: str) -> None:
    assert readable(item) == line


@pytest.mark.parametrize(
    ("integrations", "channel"),
    [
        ({"channel": {"name": "Facebook Messenger"}, "facebook": {}}, "Facebook Messenger"),
        ({"chat": {"browser_info": {}}}, "Web chat"),
        ({"channel": "odd"}, ""),
        ({}, ""),
    ],
)
def test_the_channel_is_named_where_watson_names_it(integrations: dict[str, Any], channel: str) -> None:
    assert read_turn(payload("hi", integrations=integrations)).channel == channel


def test_the_session_is_found_in_the_context_as_well() -> None:
    sent = payload("hi")
    del sent["session_id"]
    assert read_turn(sent).session_id == "7bc825c9-fbed-4897-9617-cc8ed0d846cc"


@pytest.mark.parametrize("missing", ["log_id", "session_id"])
@pytest.mark.parametrize("value", [None, "", [], {}])
def test_an_event_without_session_or_log_id_is_refused(missing: str, value: Any) -> None:
    sent = {**payload("hi"), missing: value, "response": {}}
    with pytest.raises(NotATurnError, match=r"payload\.session_id and payload\.log_id"):
        read_turn(sent)


def test_a_turn_needs_only_session_and_log_id() -> None:
    assert read_turn({"log_id": "l", "session_id": "s"}) == Turn("l", "s", "", 0, "", "")


def test_a_long_line_is_cut() -> None:
    assert [len(line.text) for line in read_turn(payload("x" * 5000, "y" * 5000)).lines] == [4096, 4096]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("2026-06-18T12:00:00Z", "2026-06-18T12:00:00.000Z"),
        ("2026-06-18T12:00:00.5Z", "2026-06-18T12:00:00.500Z"),
        ("2026-06-18T14:00:00.101+02:00", "2026-06-18T12:00:00.101Z"),
        ("2026-06-18T12:00:00.101", "2026-06-18T12:00:00.101Z"),
        ("0001-01-01T00:00:00+14:00", ""),
        ("yesterday", ""),
        (None, ""),
        (7, ""),
    ],
)
def test_times_are_kept_in_one_form_so_that_they_sort(sent: Any, kept: str) -> None:
    assert read_turn(payload("hi", at=sent, answered="")).at == kept


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


@settings(max_examples=60)
@given(st.data())
def test_any_payload_is_refused_or_becomes_a_turn_that_can_be_stored(data: st.DataObject) -> None:
    sent = payload("hi", "hello", option("Which?", "A"))
    place: Any = sent
    while data.draw(st.booleans(), "go deeper") and isinstance(place, dict | list) and place:
        key = data.draw(st.sampled_from(list(place) if isinstance(place, dict) else range(len(place))))
        if not isinstance(place[key], dict | list):
            place[key] = data.draw(JSON)
            break
        place = place[key]
    try:
        turn = read_turn(sent)
    except NotATurnError:
        return
    assert Turn.from_record(json.loads(json.dumps(turn.as_record()))) == turn


def test_turns_sort_by_time_then_count_then_log_id() -> None:
    times = ["2026-06-18T12:00:00Z", "2026-06-18T12:00:00.5Z", "2026-06-18T14:00:01+02:00"]
    in_order = [read_turn(payload("hi", n=9 - n, at=at)) for n, at in enumerate(times)]
    in_order += [read_turn(payload("hi", n=n, at="2026-06-18T12:00:02Z")) for n in (1, 2, 10)]
    in_reverse = in_order[::-1]
    assert sorted(in_reverse, key=lambda turn: turn.order) == in_order


# The dialog's own transcript


@pytest.mark.parametrize(
    ("item", "lines"),
    [
        ({"user": "Hail."}, [ChatLine("customer", "Hail.")]),
        ({"bot": "Plate?"}, [ChatLine("bot", "Plate?")]),
        ({"user": "Hail.", "bot": "Plate?"}, [ChatLine("customer", "Hail."), ChatLine("bot", "Plate?")]),
        ({"User": "Hail.", "BOT": "Plate?"}, [ChatLine("customer", "Hail."), ChatLine("bot", "Plate?")]),
        ({"u": "Hail.", "a": "Plate?"}, [ChatLine("customer", "Hail."), ChatLine("bot", "Plate?")]),
        ({"user": "bot", "message": "Plate?"}, [ChatLine("bot", "Plate?")]),
        ({"user": "Watson", "message": "Plate?"}, [ChatLine("bot", "Plate?")]),
        ({"user": "Kim", "message": "Hail."}, [ChatLine("customer", "Hail.")]),
        ({"user": "Kim", "message": " "}, []),
        ({"system": "Plate?"}, [ChatLine("bot", "Plate?")]),
        ("Plate?", [ChatLine("bot", "Plate?")]),
        (7, [ChatLine("bot", "7")]),
        ({"user": 7}, [ChatLine("customer", "7")]),
        ({"user": " "}, []),
        ({"user": None}, []),
        (None, []),
        ([], []),
    ],
)
def test_a_transcript_parameter_is_read_in_every_form(item: Any, lines: list[ChatLine]) -> None:
    assert list(read_transcript_parameter([item])) == lines


# Both together


def turn(n: int, *lines: ChatLine) -> Turn:
    return Turn(f"log-{n}", "s", f"2026-06-18T12:{n // 60:02d}:{n % 60:02d}.000Z", n, "", "", lines)


def customer(text: str) -> ChatLine:
    return ChatLine("customer", text)


def bot(text: str) -> ChatLine:
    return ChatLine("bot", text)


def test_a_single_source_is_returned_as_it_is() -> None:
    said = [customer("yes"), bot("ok"), customer("yes")]
    assert merged([], said) == said
    assert merged([turn(1, *said)], []) == said
    assert merged([], []) == []


def test_a_turn_that_was_logged_twice_is_read_once() -> None:
    later = Turn("log-1", "s", "2026-06-18T12:00:09.000Z", 1, "", "", (customer("hi"),))
    assert texts(merged([later, turn(1, customer("hi")), turn(1, customer("hi"))], [])) == ["hi"]


def test_lines_that_differ_only_in_case_and_spaces_are_the_same() -> None:
    logged = [turn(1, customer("Hail  damage"), bot("Plate?"))]
    assert texts(merged(logged, [customer("hail damage "), bot("PLATE?")])) == ["Hail  damage", "Plate?"]


def test_the_same_text_from_the_other_side_is_another_line() -> None:
    assert texts(merged([turn(1, customer("hello"))], [bot("hello")])) == ["hello", "hello"]


def test_a_line_that_was_sent_twice_and_logged_once_appears_twice() -> None:
    logged = [turn(1, bot("Hail?"), customer("yes"))]
    given_lines = [bot("Hail?"), customer("yes"), bot("Hurt?"), customer("yes")]
    assert texts(merged(logged, given_lines)) == ["Hail?", "yes", "Hurt?", "yes"]


def test_lines_that_were_never_logged_come_before_those_after_the_request() -> None:
    logged = [turn(1, customer("hi"), bot("Hello.")), turn(4, customer("thanks"), bot("Bye."))]
    given_lines = [customer("hi"), bot("Hello."), customer("hail"), bot("Plate?"), customer("call me")]
    assert texts(merged(logged, given_lines)) == ["hi", "Hello.", "hail", "Plate?", "call me", "thanks", "Bye."]


def test_sent_lines_that_begin_late_come_after_earlier_logged_ones() -> None:
    assert texts(merged([turn(1, customer("hi"), bot("Hello."))], [customer("call me")])) == ["hi", "Hello.", "call me"]


def test_without_a_common_line_what_was_written_after_the_request_comes_last() -> None:
    logged = [turn(1, customer("hi"), bot("Hello.")), turn(9, customer("it rings"), bot("Pick up."))]
    requested_at = datetime(2026, 6, 18, 12, 0, 5, tzinfo=UTC)
    expected = ["hi", "Hello.", "hail", "call me", "it rings", "Pick up."]
    assert texts(merged(logged, [customer("hail"), customer("call me")], requested_at)) == expected


@given(st.data())
def test_a_part_of_the_chat_and_some_of_its_turns_merge_in_the_right_order(data: st.DataObject) -> None:
    """The dialog sends the chat up to the request; the log lacks some turns. One common line fixes the order."""
    chat = [(customer(f"question {n}"), bot(f"answer {n}")) for n in range(data.draw(st.integers(1, 8), "turns"))]
    said = [line for pair in chat for line in pair]
    first = data.draw(st.integers(0, len(said) - 1), "first given")
    last = data.draw(st.integers(first + 1, len(said)), "last given")
    kept = data.draw(st.sets(st.integers(0, len(chat) - 1)) | st.just(set(range(len(chat)))), "logged turns")
    kept.add(first // 2)
    logged = data.draw(st.permutations([turn(n, *chat[n]) for n in kept]))
    known = {line for n in kept for line in chat[n]} | set(said[first:last])
    assert merged(logged, said[first:last]) == [line for line in said if line in known]


FEW_WORDS = st.builds(ChatLine, st.sampled_from(["customer", "bot"]), st.sampled_from(["yes", "no", "ok", "Hail?"]))


@given(st.lists(st.lists(FEW_WORDS, max_size=3), max_size=6), st.lists(FEW_WORDS, max_size=12))
def test_merging_loses_and_duplicates_nothing_and_keeps_the_logs_order(
    logged: list[list[ChatLine]], given_lines: list[ChatLine]
) -> None:
    turns = [turn(n, *lines) for n, lines in enumerate(logged)]
    in_log = [line for lines in logged for line in lines]
    result = merged(turns, given_lines)
    assert Counter(result) == Counter(in_log) | Counter(given_lines)
    rest = iter(result)
    assert all(line in rest for line in in_log)  # a subsequence: `in` moves the iterator on
