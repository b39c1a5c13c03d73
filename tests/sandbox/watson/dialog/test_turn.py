"""The walk through the tree (IBM's page dialog-build), with skills of a few nodes."""

from __future__ import annotations

from tests.sandbox.watson.small_skills import FakeWebhook, assistant, chat, document, node, texts, webhook

ELSE = node("else", "anything_else", "what?")


def jump(target: str, selector: str) -> dict[str, str]:
    return {"behavior": "jump_to", "selector": selector, "dialog_node": target}


def test_the_first_root_node_whose_condition_is_true_answers() -> None:
    talk = chat(node("a", "#cancel", "A"), node("b", "#greet", "B"), node("c", "#greet", "C"), ELSE)
    assert texts(talk.say("hello there")) == ["B"]


def test_a_node_without_condition_is_never_found_by_a_search() -> None:
    assert texts(chat(node("silent", None, "S"), ELSE).say("hello there")) == ["what?"]


def test_when_nothing_matches_nothing_is_said() -> None:
    assert chat(node("a", "#greet", "A")).say("something different") == []


def test_children_come_first_and_the_root_is_the_fallback() -> None:
    talk = chat(
        node("a", "#greet", "A"),
        node("a1", "#yes", "A1", parent="a"),
        node("yes", "#yes", "root yes"),
        node("no", "#no", "root no"),
    )
    talk.say("hello there")
    assert texts(talk.say("yes please")) == ["A1"]
    assert texts(talk.say("yes please")) == ["root yes"]  # a1 is a leaf: the branch is over
    talk.say("hello there")
    assert texts(talk.say("no thanks")) == ["root no"]


def test_skipping_user_input_goes_on_with_the_children_and_the_same_input() -> None:
    talk = chat(
        node("a", "#greet", "A", next_step={"behavior": "skip_user_input"}),
        node("a1", "#yes", "A1", parent="a"),
        node("a2", "true", "A2", parent="a"),
    )
    assert texts(talk.say("hello there")) == ["A", "A2"]


def test_a_jump_to_the_response_asks_for_no_condition() -> None:
    talk = chat(node("a", "#greet", "A", next_step=jump("hidden", "body")), node("hidden", "false", "H"))
    assert texts(talk.say("hello there")) == ["A", "H"]


def test_a_jump_to_the_condition_goes_on_with_the_following_siblings_and_then_the_root() -> None:
    talk = chat(
        node("a", "#greet", "A", next_step=jump("b1", "condition")),
        node("b", "#no", "B"),
        node("b0", "#greet", "B0", parent="b"),
        node("b1", "#no", "B1", parent="b"),
        node("b2", "#greet", "B2", parent="b"),
    )
    assert texts(talk.say("hello there")) == ["A", "B2"]


def test_a_jump_to_conditions_that_are_all_false_ends_at_the_root() -> None:
    talk = chat(
        node("a", "#greet && !$been", "A", context={"been": True}, next_step=jump("b1", "condition")),
        node("b", "#no", "B"),
        node("b1", "#no", "B1", parent="b"),
        ELSE,
    )
    assert texts(talk.say("hello there")) == ["A", "what?"]


def test_a_jump_that_waits_holds_the_next_input_against_the_target_itself() -> None:
    talk = chat(
        node("a", "#greet", "A?", next_step=jump("keep", "user_input")),
        node("keep", "true", "kept <? $text ?>", context={"text": "<? input.text ?>"}, parent="a"),
    )
    assert texts(talk.say("hello there")) == ["A?"]
    assert texts(talk.say("any words")) == ["kept any words"]


def test_after_a_jump_the_children_of_the_last_node_are_next() -> None:
    talk = chat(
        node("a", "#greet", "A", next_step=jump("b", "body")),
        node("b", "false", "B"),
        node("b1", "#yes", "B1", parent="b"),
        ELSE,
    )
    talk.say("hello there")
    assert texts(talk.say("yes please")) == ["B1"]


def test_a_circle_of_jumps_ends_the_turn_and_is_noted_with_the_name_of_a_node() -> None:
    talk = chat(
        node("a", "#greet", next_step=jump("b", "body")),
        node("b", "false", next_step=jump("a", "body")),
        node("c", "#yes", "C"),
    )
    assert texts(talk.say("hello there")) == ["The assistant could not answer; the console says why."]
    assert talk.problems == ["The dialog jumps in a circle; the last node was 'a'."]
    assert texts(talk.say("yes please")) == ["C"]


def test_after_a_circle_the_next_input_is_tried_on_the_children_of_its_first_node() -> None:
    talk = chat(
        node("ask", "#greet", "Which size?", next_step=jump("large", "condition")),
        node("large", "@size:large", "L", parent="ask"),
        node("again", "anything_else", "Again?", parent="ask", next_step=jump("ask", "body")),
        ELSE,
    )
    assert texts(talk.say("hello there")) == ["Which size?", "Again?"]
    assert texts(talk.say("big")) == ["L"]


def test_children_that_do_not_match_lead_to_another_root_node_not_to_the_same() -> None:
    step = {"behavior": "skip_user_input"}
    talk = chat(node("a", "#greet", "A", next_step=step), node("b", "#yes", "B", parent="a"), ELSE)
    assert texts(talk.say("hello there")) == ["A", "what?"]
    assert talk.problems == []
    alone = chat(node("a", "anything_else", next_step=step), node("b", "#yes", "B", parent="a"))
    assert texts(alone.say("hello there")) == ["The assistant could not answer; the console says why."]
    assert alone.problems[-1] == "No node goes on after 'a' but 'a', which ran already."


def test_a_folder_is_a_part_of_its_level_when_its_condition_is_true_or_missing() -> None:
    nodes = (
        node("f", "#yes", type="folder"),
        node("f1", "#greet", "closed", parent="f"),
        node("g", type="folder"),
        node("g1", "#no", "G1", parent="g"),
        node("g2", "#greet", "open", parent="g"),
        ELSE,
    )
    assert texts(chat(*nodes).say("hello there")) == ["open"]
    assert texts(chat(*nodes).say("something else altogether")) == ["what?"]


def test_of_several_responses_the_first_true_one_speaks_with_its_own_context_and_next_step() -> None:
    talk = chat(
        node("a", "#greet", next_step=jump("wrong", "body")),
        node("r1", "$count > 1", "no", type="response_condition", parent="a"),
        node(
            "r2",
            "$count == null",
            "first",
            type="response_condition",
            parent="a",
            context={"count": 1},
            next_step=jump("hidden", "body"),
        ),
        node("r3", None, "second", type="response_condition", parent="a"),
        node("hidden", "false", "H"),
        node("wrong", "false", "W"),
    )
    assert texts(talk.say("hello there")) == ["first", "H"]
    assert texts(talk.say("hello there")) == ["second", "W"]


def test_a_disabled_response_is_not_there() -> None:
    talk = chat(node("a", "#greet", "A"), node("r", "true", "R", type="response_condition", parent="a", disabled=True))
    assert texts(talk.say("hello there")) == ["A"]


def test_a_text_sees_the_context_that_its_own_node_sets() -> None:
    talk = chat(node("a", "#greet", "you said $text", context={"text": "<? input.text ?>"}))
    assert texts(talk.say("hello there")) == ["you said hello there"]


def test_variables_of_one_node_do_not_see_each_other() -> None:
    talk = chat(node("a", "#greet", context={"one": 1, "two": "<? $one ?>"}))
    talk.say("hello there")
    assert "two" not in talk.context
    talk.say("hello there")
    assert talk.context["two"] == 1


def test_null_removes_objects_merge_all_else_replaces() -> None:
    talk = chat(
        node("a", "#greet", context={"o": {"x": 1, "y": {"z": 2}}, "list": [1], "gone": 1}),
        node("b", "#yes", context={"o": {"x": None, "y": {"w": "<? 1 + 2 ?>"}}, "list": [2], "gone": None}),
    )
    talk.say("hello there")
    talk.say("yes please")
    assert talk.context["o"] == {"y": {"z": 2, "w": 3}}
    assert talk.context["list"] == [2]
    assert "gone" not in talk.context


def test_a_condition_that_cannot_be_evaluated_is_false_and_is_noted() -> None:
    talk = chat(node("a", "#greet && $missing.ok", "A"), ELSE)
    assert texts(talk.say("hello there")) == ["what?"]
    assert talk.problems == ["Condition of node 'a', '#greet && $missing.ok': null has no property 'ok'"]


def test_the_special_conditions_tell_the_first_turn_and_the_irrelevant_input() -> None:
    nodes = (
        node("w", "welcome", "welcome"),
        node("s", "conversation_start", "start"),
        node("i", "irrelevant", "irrelevant"),
        node("e", "anything_else", "else"),
    )
    talk = chat(*nodes)
    assert texts(talk.greeting) == ["welcome"]
    assert texts(talk.say("no such intent")) == ["irrelevant"]
    assert texts(talk.say("hello there")) == ["else"]
    assert texts(assistant(document(*nodes)).open("Facebook Messenger").say("hello there")) == ["start"]


def test_the_turn_counter_counts_the_welcome_turn_too() -> None:
    talk = chat(node("a", "true", "<? context.system.dialog_turn_counter ?>"))
    assert texts(talk.greeting) == ["1"]
    assert texts(talk.say("hello there")) == ["2"]


def test_a_node_calls_the_webhook_before_it_chooses_its_response() -> None:
    web = FakeWebhook({"ok": True, "message": "from outside"})
    talk = chat(
        node("a", "#greet", actions=webhook(x=1)),
        node("r", "$result.ok", "<? $result.message ?>", type="response_condition", parent="a"),
        web=web,
    )
    assert texts(talk.say("hello there")) == ["from outside"]
