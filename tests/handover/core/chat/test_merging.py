"""A message that several sources have is read once, whatever form each gives it; what was said twice is read twice."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handover.core.chat import likeness
from handover.core.chat.merging import merged
from handover.core.chat.turn import ChatLine, Source, Turn, moment

START = datetime(2026, 6, 18, 12, tzinfo=UTC)
Said = tuple[str, str]


def at(seconds: float) -> str:
    return moment((START + timedelta(seconds=seconds)).isoformat())


def logged(chat: Sequence[Said], source: Source = Source.LOG_WEBHOOK, skew: float = 0, mark: str = "log") -> list[Turn]:
    """One turn for each line of the chat, forty seconds apart."""
    return [
        Turn(f"{mark}-{n}", "s", at(40 * n + skew), n + 1, "", "", (ChatLine(who, text, at(40 * n + skew)),), source)
        for n, (who, text) in enumerate(chat)
        if text
    ]


def from_page(chat: Sequence[Said], skew: float = 0.4) -> list[Turn]:
    return logged(chat, Source.WEB_CHAT, skew, "page")


def sent(chat: Sequence[Said]) -> list[ChatLine]:
    return [ChatLine(who, text) for who, text in chat if text]


def texts(lines: Sequence[ChatLine]) -> list[str]:
    return [line.text for line in lines]


def both(mine: Said, theirs: Said) -> list[list[str]]:
    """Returns the texts of a chat whose middle message two sources have in these forms, as three pairs of sources see it."""
    around = (("bot", "Hello, how can I help?"), ("bot", "Thank you, and good bye."))
    one, two = [around[0], mine, around[1]], [around[0], theirs, around[1]]
    return [
        texts(merged([*logged(one), *from_page(two)], ())),
        texts(merged(logged(one), sent(two))),
        texts(merged(from_page(one), sent(two))),
    ]


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        (("bot", "Where <b>exactly</b>?<br/>Tell me &amp; us."), ("bot", "Where **exactly**? Tell me & us.")),
        (("bot", "See [our page](https://example.org/x)."), ("bot", "See our page.")),
        (("bot", "Go on? [Call me | Go on here]"), ("bot", "Go on?")),
        (("bot", "Go on? [Call me | Go on here]"), ("bot", "Go on?\n- Call me\n- Go on here")),
        (("customer", "Hagel! ❤️ 👩\u200d🚗"), ("customer", "hagel! ❤ 👩🚗 ")),
        (("customer", "\u202eשלום עולם\u202c"), ("customer", "שלום עולם")),
        (("customer", "Schaden an der Tür"), ("customer", "Schaden an der Tu\u0308r")),
        (("customer", "x" * 2048), ("customer", "x" * 512)),
        (("customer", "I was at the corner of the street"), ("customer", "I was at the corner…")),
        (("customer", "my card is 4111 1111 1111 1111"), ("customer", "my card is **** **** **** 1111")),
        (("customer", "it is +49 30 1234567 thanks"), ("customer", "it is [PHONE] thanks")),
    ],
)
def test_one_message_in_two_forms_is_read_once_in_the_fuller_form(mine: Said, theirs: Said) -> None:
    for found in (*both(mine, theirs), *both(theirs, mine)):
        assert len(found) == 3
        assert found[1] in (mine[1], theirs[1])
    cut = len(theirs[1]) < len(mine[1]) and "|" not in theirs[1]
    if cut and theirs[1].startswith(("x", "I was")):
        logged_cut, *others = both(theirs, mine)
        assert {found[1] for found in (*both(mine, theirs), *others)} == {mine[1]}
        assert logged_cut[1] == theirs[1]  # a page adds no words to a line of Watson's log


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        (("customer", "yes"), ("customer", "no")),
        (("customer", "yes"), ("bot", "yes")),
        (("customer", "no"), ("customer", "no hail")),
        (("customer", "KA-AB 123"), ("customer", "KA-AB 124")),
        (("customer", "👍"), ("customer", "👎")),
        (("customer", "***"), ("bot", "Plate?")),
    ],
)
def test_different_messages_stay_two(mine: Said, theirs: Said) -> None:
    assert all({mine[1], theirs[1]} <= set(found) and len(found) == 4 for found in both(mine, theirs))


def test_a_buttons_label_and_what_it_sends_are_one_message() -> None:
    shown = ("bot", "Go on? [Call me | Go on here]")
    found = merged([*logged([shown, ("customer", "please call me")]), *from_page([shown, ("customer", "Call me")])], ())
    assert texts(found) == [shown[1], "please call me"]
    other = merged([*logged([shown, ("customer", "call me")]), *from_page([shown, ("customer", "Go on here")])], ())
    assert len(other) == 3


def test_one_line_of_the_dialog_that_watson_logs_as_two_is_read_once() -> None:
    log = logged(
        [("customer", "hi"), ("bot", "Your plate is KA 1."), ("bot", "Go on? [Yes | No]"), ("customer", "yes")]
    )
    list_of_dialog = sent([("customer", "hi"), ("bot", "Your plate is KA 1. Go on? Yes, No"), ("customer", "yes")])
    assert texts(merged(log, list_of_dialog)) == ["hi", "Your plate is KA 1.", "Go on? [Yes | No]", "yes"]


def test_what_was_said_twice_is_read_twice() -> None:
    chat = [("bot", "Hail?"), ("customer", "yes"), ("bot", "Hurt?"), ("customer", "yes"), ("customer", "yes")]
    for turns, lines in (
        ([*logged(chat), *from_page(chat)], []),
        ([*logged(chat), *from_page(chat), *logged(chat, Source.LOGS_API, 0, "other")], sent(chat)),
        (from_page(chat), sent(chat)),
    ):
        assert texts(merged(turns, lines)) == [text for _, text in chat]


def test_equal_words_far_apart_in_time_are_two_messages() -> None:
    chat: list[Said] = [("customer", "yes"), *[("bot", "")] * 60, ("customer", "yes")]
    assert texts(merged([*logged(chat[:1]), *from_page(chat)[1:]], ())) == ["yes", "yes"]


@pytest.mark.parametrize("skew", [-3600.0, -90.0, 0.7, 45.0, 7200.0])
def test_clocks_that_differ_change_neither_order_nor_number(skew: float) -> None:
    chat = [("customer" if n % 2 else "bot", f"message {n} of this chat") for n in range(12)]
    log = [turn for turn in logged(chat) if turn.count not in (4, 5, 12)]
    page = [turn for turn in from_page(chat, skew) if turn.count not in (1, 8)]
    found = merged([*log, *page], ())
    assert texts(found) == [text for _, text in chat]
    assert [line.at for line in found] == sorted(line.at for line in found)


def test_the_same_turn_from_the_log_webhook_and_the_logs_api_is_read_once() -> None:
    chat = [("customer", "hail"), ("bot", "Where?"), ("customer", "yes"), ("customer", "yes")]
    late = [turn for turn in logged(chat) if turn.count != 2]
    assert texts(merged([*late, *logged(chat, Source.LOGS_API)], ())) == [text for _, text in chat]
    assert texts(merged([*late, *logged(chat, Source.LOGS_API, mark="other")], ())) == [text for _, text in chat]


def test_without_anything_in_common_what_was_written_after_the_request_comes_last() -> None:
    page = from_page([("customer", "hi"), ("bot", ""), ("bot", ""), ("customer", "it rings")])
    found = merged(page, sent([("customer", "call me")]), START + timedelta(seconds=60))
    assert texts(found) == ["hi", "call me", "it rings"]


def test_hundreds_of_lines_from_three_sources_are_read_once_each() -> None:
    chat = [("customer" if n % 2 else "bot", f"message {n}" if n % 3 else "yes") for n in range(400)]
    other = [(who, f"<b>{text}</b> ") for who, text in chat]
    assert len(merged([*logged(chat), *from_page(other)], sent(other))) == 400


QUESTION = ("bot", "Hail? [yes | no]")
WORDS = st.sampled_from(["yes", "no", "yes please", "KA-AB 123", "👍", "**sure**", "שלום"])
SAID = st.tuples(st.sampled_from(["customer", "bot"]), WORDS) | st.just(QUESTION)
#: Long words are said once: of two, each in another source, nothing tells that they are not one message by another clock.
CHATS = st.lists(SAID, min_size=1, max_size=9).filter(lambda chat: chat.count(QUESTION) < 2)
FORMS: st.SearchStrategy[Callable[[str], str]] = st.sampled_from(
    [str, str.upper, "  {} ".format, "<p>{}</p>".format, "*{}*".format]
)


@settings(max_examples=60)
@given(st.data())
def test_any_two_parts_of_a_chat_make_what_they_hold_in_order(data: st.DataObject) -> None:
    """Watson's log lacks some turns, the page others, each message has another form there, and their clocks differ; both
    have the greeting. Every message that was kept is there once, in the order of the chat."""
    chat = [("bot", "Hello, how can I help?"), *data.draw(CHATS, "chat")]
    whole = logged(chat)
    log = [turn for turn in whole if turn.count == 1 or data.draw(st.booleans(), f"logged {turn.count}")]
    skew = data.draw(st.sampled_from([0.0, -1.5, 3600.0]), "skew")
    page = [
        Turn(**{**vars(turn), "lines": (ChatLine(line.who, data.draw(FORMS)(line.text), line.at),)})
        for turn in from_page(chat, skew)
        for line in turn.lines
        if turn.count == 1 or data.draw(st.booleans(), f"from the page {turn.count}")
    ]
    kept = {turn.count for turn in (*log, *page)}
    found = merged(data.draw(st.permutations([*log, *page])), ())
    assert [line.who for line in found] == [chat[n - 1][0] for n in sorted(kept)]


@settings(max_examples=40)
@given(CHATS, st.data())
def test_the_dialogs_list_adds_only_what_no_other_source_has(chat: list[Said], data: st.DataObject) -> None:
    log = [turn for turn in logged(chat) if data.draw(st.booleans(), f"logged {turn.count}")]
    page = [turn for turn in from_page(chat) if data.draw(st.booleans(), f"from the page {turn.count}")]
    assert texts(merged([*log, *page], sent(chat))) == [text for _, text in chat]


def test_a_word_is_not_taken_for_a_click_where_turns_are_missing() -> None:
    """Of the customer's first answer nothing is stored, so another one seems to follow the buttons."""
    chat = [QUESTION, ("customer", "👍"), ("bot", "yes please"), ("bot", "no"), ("customer", "👍"), ("customer", "no")]
    log = [turn for turn in logged(chat) if turn.count in (4, 5)]
    page = [turn for turn in from_page(chat) if turn.count == 1]
    assert texts(merged([*log, *page], sent(chat))) == [text for _, text in chat]


class Counted(str):
    """A text that counts how often somebody looks at the whole of it."""

    looks = 0

    def __len__(self) -> int:
        Counted.looks += 1
        return super().__len__()


def test_a_line_is_examined_once_and_not_for_each_line_it_is_compared_with() -> None:
    Counted.looks = 0
    mine = [("bot", Counted(f"answer {n} …")) for n in range(30)]
    theirs = [("bot", Counted(f"{n} is said…")) for n in range(30)]
    assert len(merged([*logged(mine), *from_page(theirs)], ())) == 60
    assert Counted.looks < 10 * len([*mine, *theirs])


def test_no_rule_searches_for_a_run_of_spaces_from_each_place_of_a_line() -> None:
    rules = [rule.pattern for rule in vars(likeness).values() if isinstance(rule, re.Pattern)]
    assert rules
    assert not [rule for rule in rules if rule.startswith((r"\s*", r"\s+"))]


@pytest.mark.parametrize(
    ("watson", "page"),
    [
        ("x" * 250, "x" * 250 + " Your refund is approved."),
        ("Your claim is…", "Your claim is paid."),
        ("Your code is ****, thanks", "Your code is 4711, thanks"),
        ("Go on?", "Go on? [Pay now | Stop]"),
        ("See our page.", "See [our page](https://example.org/forged)."),
    ],
)
def test_what_watson_logged_is_not_changed_by_a_page(watson: str, page: str) -> None:
    around = [("customer", "hello there, it is me"), ("customer", "and good bye to you")]
    chats = [[around[0], ("bot", words), around[1]] for words in (watson, page)]
    assert texts(merged([*logged(chats[0]), *from_page(chats[1])], ()))[1] == watson


def test_a_page_that_splits_an_answer_of_watsons_does_not_change_it() -> None:
    page = [("bot", "See [this](https://example.org/forged)"), ("bot", "and that")]
    found = texts(merged([*logged([("bot", "See this and that")]), *from_page(page)], ()))
    assert found[0] == "See this and that"


def test_what_only_a_page_reports_is_marked_where_watson_has_a_log() -> None:
    page = [("bot", "Hello, how can I help?"), ("bot", "Your refund is approved."), ("customer", "where is my money")]
    watson = logged([page[0], ("bot", ""), page[2]])
    assert [line.only_by_page for line in merged([*watson, *from_page(page)], ())] == [False, True, False]
    assert not any(line.only_by_page for line in merged(from_page(page), ()))  # there is nothing to compare it with
    assert all(line.only_by_page for line in merged(from_page(page), (), is_logged=True))  # the log has other turns
    assert not any(line.only_by_page for line in merged([*watson, *from_page(page)], sent(page)))  # the dialog said it
