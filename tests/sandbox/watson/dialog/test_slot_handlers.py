"""The handlers of slots and of the node around them (IBM's page dialog-slots)."""

from __future__ import annotations

from sandbox.watson import Variants
from tests.sandbox.watson.dialog.order_frame import COUNT, DONE, ELSE, frame, order
from tests.sandbox.watson.small_skills import (
    FakeWebhook,
    assistant,
    chat,
    document,
    handler,
    node,
    slot,
    texts,
    webhook,
)


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


def test_a_found_response_comes_too_when_another_slot_was_asked_for() -> None:
    changed = "event.previous_value != null && event.previous_value != event.current_value"
    text = "<? event.previous_value ?> is now <? event.current_value ?>."
    size = slot("size", "$size", "@size", "Which size?", handler("f", "filled", changed, text))
    count = slot("count", "$count", "@sys-number", "How many?", handler("g", "filled", "true", "$count, fine."))
    talk = chat(*frame(size, count, more=[DONE]))
    talk.say("hello there big")
    assert texts(talk.say("small")) == ["large is now small.", "How many?"]
    assert texts(talk.say("7 big ones")) == ["7, fine.", "7 x large"], "the slot in focus comes first"


def test_what_is_not_understood_ends_at_the_anything_else_of_a_root_folder_too() -> None:
    talk = chat(
        *frame(slot("size", "$size", "@size", "Which size?"), more=[DONE]),
        node("folder", type="folder"),
        node("last", "anything_else", "What?", parent="folder"),
    )
    talk.say("hello there")
    assert texts(talk.say("blue")) == ["What?", "Which size?"]


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


def test_the_prompt_for_everything_comes_first_unless_something_is_known() -> None:
    everything = handler("all", "focus", None, "Size and number?")
    assert texts(order(everything).say("hello there")) == ["Size and number?"]
    assert texts(order(everything).say("hello there big")) == ["How many?"]


def test_whether_skipped_slots_still_call_the_webhook_can_be_played_both_ways() -> None:
    stop = handler("stop", "generic", "#cancel", next_step={"behavior": "skip_all_slots"})
    for called in (True, False):
        web = FakeWebhook()
        skill = document(*frame(COUNT, actions=webhook(count="$count"), more=[stop, DONE]))
        talk = assistant(skill, web, variants=Variants(callout_after_skip=called)).open()
        talk.say("hello there")
        talk.say("forget about it")
        assert len(web.bodies) == int(called)
