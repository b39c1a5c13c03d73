"""The fields of single nodes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.watson.checks.skill_parts import GOOD_SLOT, frame, jump, problems
from tests.sandbox.watson.small_skills import document, handler, node


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (document(node("a/b")), "Node 'a/b': its id may have"),
        (document(node("a", title="What?")), "Node 'a': its title may have"),
        (document(node("a", "true || " * 256 + "true")), "Node 'a': its condition is longer than 2047"),
        (document(node("a", event_name="focus")), "only an event_handler has an event_name"),
        (frame(*GOOD_SLOT, handler("h", "explode", parent="s")), "the event 'explode' does not exist"),
        (frame(*GOOD_SLOT, handler("h", "validate", parent="s")), "the sandbox does not support the event 'validate'"),
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
        (document(node("a", next_step=jump("a", "client"))), "does not support the selector 'client'"),
        (document(node("a", next_step=jump("a", "elsewhere"))), "the selector 'elsewhere' does not exist"),
        (document(node("a", next_step=jump("b")), node("b", type="folder")), "it cannot jump to a folder"),
        (document(node("a", next_step=jump("b")), node("b", disabled=True)), "node 'b', which is disabled"),
        (document(node("a", digress_in="returns")), "does not support digressions that return"),
        (document(node("f", type="frame", digress_out_slots="allow_all"), *GOOD_SLOT), "digressions away from slots"),
    ],
)
def test_a_node_that_cannot_be_run_is_refused(content: Any, sentence: str) -> None:
    assert sentence in "\n".join(problems(content))
