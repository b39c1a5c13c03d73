"""A handover in Messenger, where the bot can only answer: how the call ended is said with the next message."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from handover.core.call.state import State
from sandbox.play.messages import messages_in
from sandbox.play.plans import spoken
from sandbox.play.runner import make_world
from sandbox.play.scenarios import STORIES
from sandbox.watson import Conversation
from sandbox.watson.messenger import CHANNEL, SESSION
from sandbox.world import Parts, World
from tests.fakes.worlds import in_memory

AFTER = {"en": ("thanks", "How did the call go?", "Hello"), "de": ("danke", "Wie war das Gespräch?", "Guten Tag")}


def words(items: list[dict[str, Any]]) -> str:
    return " ".join(str(item.get("text") or item.get("title")) for item in items)


def called(world: World, language: str) -> Conversation:
    """Returns the chat of a customer whose call is over."""
    messages, story = messages_in(language), STORIES["messenger"]
    world.customer.plan = spoken(story.customer, messages)
    for phone, plan in zip(world.agents, story.agents, strict=True):
        phone.plan = spoken(plan, messages)
    talk = world.chat(CHANNEL)
    for text in messages.chat(story.chat):
        world.agenda.advance(5)
        if text in talk.choices():
            talk.choose(text)
        else:
            talk.say(text)
    world.agenda.run_until(lambda: all(call.over for call in world.network.calls), at_most=3600)
    world.agenda.advance(30)
    assert world.handover(talk.session_id).state is State.COMPLETED
    assert talk.problems == []
    return talk


@pytest.mark.parametrize("language", ["en", "de"])
def test_how_it_ended_is_said_with_the_next_message_while_the_session_lasts(language: str) -> None:
    later, asked, _ = AFTER[language]
    with make_world(STORIES["messenger"], "openwhisk", in_memory(Parts(language=language))) as world:
        talk = called(world, language)
        world.agenda.advance(SESSION.total_seconds() - 600)
        talk.say(later)
        assert asked in words(list(talk.history[-1].items))


def test_after_an_hour_the_chat_begins_anew() -> None:
    with make_world(STORIES["messenger"], "openwhisk", in_memory()) as world:
        talk = called(world, "en")
        world.agenda.advance((SESSION + timedelta(minutes=1)).total_seconds())
        assert "Hello" in words(talk.say("hello"))
