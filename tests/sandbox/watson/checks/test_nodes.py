"""The fields of single nodes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.watson.checks.skill_parts import GOOD_SLOT, frame, jump, notices
from tests.sandbox.watson.small_skills import document, handler, node


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (document(node("a/b")), "Node 'a/b': its id may have"),
        (document(node("a", title="What?")), "Node 'a': its title may have"),
        (document(node("a", "true || " * 256 + "true")), "Node 'a': its condition is longer than 2047"),
        (document(node("a", event_name="focus")), "only an event_handler has an event_name"),
        (frame(*GOOD_SLOT, handler("h", "explode", parent="s")), "the event 'explode' does not exist"),
        (frame(*GOOD_SLOT, handler("h", "validate", parent="s")), "the sandbox never has the event 'validate'"),
        (frame(*GOOD_SLOT, handler("h", "input", parent="s")), "an input handler needs a condition"),
        (
            frame(*GOOD_SLOT, handler("h", "nomatch", parent="s", next_step={"behavior": "skip_user_input"})),
            "cannot have the next step 'skip_user_input'",
        ),
        (
            frame(*GOOD_SLOT, handler("h", "filled", parent="s", next_step={"behavior": "skip_slot"})),
            "cannot have the next step 'skip_slot'",
        ),
        (frame({**GOOD_SLOT[0], "variable": "size"}, *GOOD_SLOT[1:]), "a slot needs a variable"),
        (document(node("a", next_step={"behavior": "reprompt"})), "the next step 'reprompt' does not exist"),
        (document(node("a", next_step=jump("b"))), "it jumps to node 'b', which does not exist"),
        (document(node("a", next_step=jump("a", "client"))), "it waits for a client application"),
        (document(node("a", next_step=jump("a", "elsewhere"))), "the selector 'elsewhere' does not exist"),
        (document(node("a", next_step=jump("b")), node("b", type="folder")), "it should not jump to a folder"),
        (document(node("a", next_step=jump("b")), node("b", disabled=True)), "node 'b', which is disabled"),
        (document(node("a", digress_in="returns")), "in the sandbox it does not return"),
        (
            document(node("f", type="frame", digress_out_slots="allow_returning"), *GOOD_SLOT),
            "a digression from its slots returns at Watson",
        ),
    ],
)
def test_what_is_unusual_in_a_node_is_noticed(content: Any, sentence: str) -> None:
    assert sentence in "\n".join(notices(content))
