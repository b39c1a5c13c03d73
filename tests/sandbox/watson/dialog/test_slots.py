"""Nodes with slots (facts/watson.md 2.11)."""

from __future__ import annotations

from typing import Any

from sandbox.watson import Conversation, Variants
from tests.sandbox.watson.tiny import FakeWebhook, assistant, chat, document, handler, node, slot, texts, webhook


def frame(*slots: list[dict[str, Any]], **fields: Any) -> list[dict[str, Any]]:
    """An order of two things; further nodes of the frame come in `more`."""
    more = fields.pop("more", [])
    parts = [{"parent": "order", **one} if one["type"] == "slot" else one for some in slots for one in some]
    return [node("order", "#greet", type="frame", **fields), *parts, *[{"parent": "order", **one} for one in more]]


SIZE = slot("size", "$size", "@size", "Which size?", handler("size_no", "nomatch", "true", "Large or small?"))
COUNT = slot("count", "$count", "@sys-number", "How many?")
DONE = node("done", "anything_else", "$count x $size", type="response_condition")
ELSE = node("else", "anything_else", "what?")


def order(*more: dict[str, Any], **fields: Any) -> Conversation:
    return chat(*frame(SIZE, COUNT, more=[*more, DONE], **fields), ELSE)


def test_it_asks_for_each_empty_slot_in_turn_and_then_responds() -> None:
    talk = order()
    assert texts(talk.say("hello there")) == ["Which size?"]
    assert texts(talk.say("a big one")) == ["How many?"]
    assert texts(talk.say("3")) == ["3 x large"]


def test_what_the_first_input_says_already_is_not_asked_for() -> None:
    talk = order()
    assert texts(talk.say("hello there, 2")) == ["Which size?"]
    assert texts(talk.say("small")) == ["2 x small"]


def test_one_input_may_fill_several_slots_and_replace_a_filled_one() -> None:
    talk = order()
    talk.say("hello there")
    talk.say("big")
    assert texts(talk.say("5 small ones")) == ["5 x small"]


def test_a_variable_with_a_value_is_not_asked_for() -> None:
    talk = chat(node("set", "#yes", "set", context={"size": "large"}), *frame(SIZE, COUNT, more=[DONE]))
    talk.say("yes please")
    assert texts(talk.say("hello there")) == ["How many?"]


def test_an_input_that_fills_nothing_gets_the_not_found_response_and_the_slot_waits() -> None:
    talk = order()
    talk.say("hello there")
    assert texts(talk.say("blue")) == ["Large or small?"]
    assert texts(talk.say("big")) == ["How many?"]


def test_a_not_found_response_may_ask_again() -> None:
    size = slot(
        "size",
        "$size",
        "@size",
        "Which size?",
        handler("n", "nomatch", "true", "Sorry.", next_step={"behavior": "reprompt"}),
    )
    talk = chat(*frame(size, more=[DONE]))
    talk.say("hello there")
    assert texts(talk.say("blue")) == ["Sorry.", "Which size?"]


def test_a_not_found_response_may_give_a_value_itself() -> None:
    size = slot(
        "size",
        "$size",
        "@size",
        "Which size?",
        handler("n", "nomatch", "true", "Small then.", context={"size": "small"}),
    )
    talk = chat(*frame(size, COUNT, more=[DONE]))
    talk.say("hello there")
    assert texts(talk.say("blue")) == ["Small then.", "How many?"]


def test_a_not_found_response_may_skip_the_slot() -> None:
    size = slot(
        "size",
        "$size",
        "@size",
        "Which size?",
        handler("n", "nomatch", "true", "Never mind.", next_step={"behavior": "skip_slot"}),
    )
    done = node("done", "has_skipped_slots", "$count of any size", type="response_condition")
    talk = chat(*frame(size, COUNT, more=[done]))
    talk.say("hello there")
    assert texts(talk.say("blue")) == ["Never mind.", "How many?"]
    assert texts(talk.say("4")) == ["4 of any size"]


def test_without_a_not_found_response_the_last_root_node_speaks_and_the_slot_asks_again() -> None:
    talk = chat(*frame(COUNT, more=[DONE]), ELSE)
    talk.say("hello there")
    assert texts(talk.say("blue")) == ["what?", "How many?"]


def test_the_first_not_found_response_whose_condition_is_true_counts() -> None:
    size = slot(
        "size",
        "$size",
        "@size",
        "Which size?",
        handler("n2", "nomatch", "$tries > 1", "Enough.", next_step={"behavior": "skip_all_slots"}),
        handler("n1", "nomatch", None, "Once more.", context={"tries": "<? ($tries == null ? 0 : $tries) + 1 ?>"}),
    )
    talk = chat(*frame(size, more=[DONE]))
    talk.say("hello there")
    assert [texts(talk.say("blue")) for _ in range(3)] == [["Once more."], ["Once more."], ["Enough.", " x "]]


def test_a_handler_of_the_frame_is_asked_before_the_slots_and_then_the_prompt_comes_again() -> None:
    talk = order(handler("why", "generic", "#no && @size", "Because."))
    talk.say("hello there")
    assert texts(talk.say("no thanks")) == ["Large or small?"]
    assert texts(talk.say("no thanks big")) == ["Because.", "Which size?"]


def test_a_handler_may_skip_to_the_response() -> None:
    stopped = node("stopped", "has_skipped_slots", "stopped", type="response_condition")
    talk = order(handler("stop", "generic", "#cancel", "All right.", next_step={"behavior": "skip_all_slots"}), stopped)
    talk.say("hello there")
    assert texts(talk.say("forget about it")) == ["All right.", "stopped"]
    assert texts(talk.say("blue")) == ["what?"]  # the frame is left


def test_a_handler_may_skip_the_slot_that_was_asked_for() -> None:
    talk = order(handler("pass", "generic", "#no", next_step={"behavior": "skip_slot"}))
    talk.say("hello there")
    assert texts(talk.say("no thanks")) == ["How many?"]
    assert texts(talk.say("1")) == ["1 x "]


def test_a_handler_may_fill_the_slots_itself() -> None:
    talk = order(handler("stop", "generic", "#cancel", "All right.", context={"size": "none", "count": 1}))
    talk.say("hello there")
    assert texts(talk.say("forget about it")) == ["All right.", "1 x none"]


def test_a_handler_of_the_slot_itself_comes_before_its_not_found_response() -> None:
    size = slot(
        "size",
        "$size",
        "@size",
        "Which size?",
        handler("g", "generic", "#no", "We have two."),
        handler("n", "nomatch", "true", "?"),
    )
    talk = chat(*frame(size, more=[DONE]))
    talk.say("hello there")
    assert texts(talk.say("no thanks")) == ["We have two.", "Which size?"]


def test_a_found_response_sees_the_old_and_the_new_value() -> None:
    size = slot(
        "size",
        "$size",
        "@size",
        "Which size?",
        handler("f", "filled", "event.previous_value == null && event.current_value == 'large'", "Large, fine."),
    )
    talk = chat(*frame(size, COUNT, more=[DONE]))
    talk.say("hello there")
    assert texts(talk.say("big")) == ["Large, fine.", "How many?"]


def test_a_found_response_may_take_the_value_back_and_ask_again() -> None:
    size = slot(
        "size",
        "$size",
        "@size",
        "Which size?",
        handler("f", "filled", "@size:large", "Sold out.", next_step={"behavior": "reprompt"}),
    )
    talk = chat(*frame(size, more=[DONE]))
    talk.say("hello there")
    assert texts(talk.say("big")) == ["Sold out.", "Which size?"]
    assert "size" not in talk.context


def test_a_found_response_may_skip_to_the_response() -> None:
    size = slot(
        "size",
        "$size",
        "@size",
        "Which size?",
        handler("f", "filled", "true", "Enough.", next_step={"behavior": "skip_all_slots"}),
    )
    talk = chat(*frame(size, COUNT, more=[DONE]))
    talk.say("hello there")
    assert texts(talk.say("big")) == ["Enough.", " x large"]
    assert texts(chat(*frame(size, COUNT, more=[DONE])).say("hello there big")) == ["Enough.", " x large"]


def test_free_words_are_taken_only_by_the_slot_that_was_asked_for() -> None:
    words = slot("words", "$words", "slot_in_focus", "Say something.", context={"words": "<? input.text ?>"})
    done = node("done", "all_slots_filled", "$size: $words", type="response_condition")
    talk = chat(*frame(SIZE, words, more=[done]))
    assert texts(talk.say("hello there")) == ["Which size?"]
    assert texts(talk.say("big")) == ["Say something."]
    assert texts(talk.say("any small words")) == ["small: any small words"]


def test_a_pattern_is_saved_as_it_was_written() -> None:
    code = slot("code", "$code", "@code.literal", "Which code?")
    talk = chat(*frame(code, more=[node("done", "true", "code $code", type="response_condition")]))
    talk.say("hello there")
    assert texts(talk.say("it is A-77, I think")) == ["code A-77"]


def test_a_slot_without_a_prompt_is_optional() -> None:
    talk = chat(*frame(slot("size", "$size", "@size", None), COUNT, more=[DONE]))
    assert texts(talk.say("hello there")) == ["How many?"]
    assert texts(talk.say("2 big ones")) == ["2 x large"]


def test_a_slot_whose_condition_is_false_is_not_there() -> None:
    count = [{**COUNT[0], "conditions": "$size == 'large'"}, *COUNT[1:]]
    talk = chat(*frame(SIZE, count, more=[DONE]))
    assert texts(talk.say("hello there small")) == [" x small"]


def test_the_prompt_for_everything_comes_first_unless_something_is_known() -> None:
    everything = handler("all", "focus", None, "Size and number?")
    assert texts(order(everything).say("hello there")) == ["Size and number?"]
    assert texts(order(everything).say("hello there big")) == ["How many?"]


def test_a_jump_to_the_frame_looks_at_the_input_too() -> None:
    start = node("start", "#yes", "Go.", next_step={"behavior": "jump_to", "selector": "body", "dialog_node": "order"})
    talk = chat(start, *frame(SIZE, COUNT, more=[DONE]))
    assert texts(talk.say("yes please, 7")) == ["Go.", "Which size?"]


def test_the_webhook_is_called_once_the_slots_are_filled() -> None:
    web = FakeWebhook({"ok": True})
    talk = chat(
        *frame(COUNT, actions=webhook(count="$count"), more=[node("d", "$result.ok", "ok", type="response_condition")]),
        web=web,
    )
    talk.say("hello there")
    assert web.bodies == []
    assert texts(talk.say("3")) == ["ok"]
    assert web.bodies == [{"count": 3}]


def test_whether_skipped_slots_still_call_the_webhook_can_be_played_both_ways() -> None:
    stop = handler("stop", "generic", "#cancel", next_step={"behavior": "skip_all_slots"})
    for called in (True, False):
        web = FakeWebhook()
        skill = document(*frame(COUNT, actions=webhook(count="$count"), more=[stop, DONE]))
        talk = assistant(skill, web, variants=Variants(callout_after_skip=called)).open()
        talk.say("hello there")
        talk.say("forget about it")
        assert len(web.bodies) == int(called)


def test_after_the_response_the_children_of_the_frame_are_next() -> None:
    talk = chat(*frame(COUNT, more=[DONE, node("more", "#yes", "more", type="standard")]), node("root", "#yes", "root"))
    talk.say("hello there 1")
    assert texts(talk.say("yes please")) == ["more"]
