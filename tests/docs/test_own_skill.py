"""docs/own-skill.md and its skill: it loads, plays to a placed call, and has the nodes that the page shows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from handover.core.chat.transcript import readable
from sandbox.host.faults import Fault
from sandbox.watson import Conversation
from sandbox.world import Parts, World
from tests.fakes.worlds import in_memory
from tests.scenarios.people import customer_calls, finish, ready
from tests.webhook_description import COMMANDS

DOCS = Path(__file__).parents[2] / "docs"
SKILL = DOCS / "own-skill.json"
PAGE = (DOCS / "own-skill.md").read_text(encoding="utf-8")
NODES: dict[str, dict[str, Any]] = {
    node["dialog_node"]: node for node in json.loads(SKILL.read_text(encoding="utf-8"))["dialog_nodes"]
}
#: The small skill books no calls.
_BOOKING = {"schedule_call", "slots", "reschedule_call"}


@pytest.fixture
def world() -> Iterator[World]:
    with World("openwhisk", in_memory(Parts(skill=SKILL))) as world:
        yield world


def say(chat: Conversation, *lines: str) -> str:
    """Returns what the assistant answers to the last line."""
    for line in lines:
        answer = chat.choose(line) if line in chat.choices() else chat.say(line)
    return " ".join(readable(item) for item in answer)


def test_it_leads_to_a_talk_and_a_rating(world: World) -> None:
    ready(world)
    chat = world.chat()
    assert say(chat, "call me", "my number is 030 12345678").startswith("That is +49 30 12345678 (Germany).")
    assert say(chat, "Yes, call me").startswith("We are calling you now")
    finish(world)
    assert "You have talked to Anna" in say(chat, "where is my call")
    assert "Thank you" in say(chat, "the call was good")
    handover = world.handover(chat.session_id)
    assert (handover.state, handover.call_request.consent) == (
        "completed",
        {"question": "We call you now. Do you agree?", "answer": "yes"},
    )
    assert list(chat.problems) == []


def test_what_is_no_number_is_asked_for_again_and_a_no_leads_out(world: World) -> None:
    chat = world.chat()
    say(chat, "call me", "abc", "030 12345678")
    assert say(chat, "no") == "All right, no call."
    assert say(chat, "call me", "never mind") == "All right, no call."
    assert customer_calls(world) == []


def test_a_withdrawn_number_is_called_again_on_a_new_consent(world: World) -> None:
    chat = world.chat()
    call = ("call me", "030 12345678", "yes")
    say(chat, *call, "cancel the call", "never call me again")
    assert say(chat, *call).startswith("You asked us not to call")
    assert say(chat, *call).startswith("We are calling you now")


def test_a_closed_desk_is_told_before_the_number_is_asked(world: World) -> None:
    world.put_desk(json.dumps({**world.desk, "closed_on": [str(world.agenda.now().date())]}))
    world.agenda.advance(60)
    assert "not on duty" in say(world.chat(), "call me")


def test_without_an_answer_nothing_is_promised(world: World) -> None:
    chat = world.chat()
    say(chat, "call me", "030 12345678")
    world.host.faults.add(Fault(status=500), "webhook")
    assert "do not wait" in say(chat, "yes")


def test_there_is_a_node_for_every_command() -> None:
    used = {action["parameters"]["action"] for node in NODES.values() for action in node.get("actions", ())}
    assert used == set(COMMANDS) - _BOOKING
    assert [name for name in COMMANDS if f"`{name}`" not in PAGE] == []


def test_the_nodes_on_the_page_are_those_of_the_file() -> None:
    shown = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)]
    assert shown
    for node in shown:
        ours = NODES[node["dialog_node"]]
        assert node == {name: value for name, value in ours.items() if name in node}
