"""Whatever the plan, the desk sees the chat: each message once, in order, with its source."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from handover.core.chat.provenance import Provenance, provenance
from handover.core.chat.turn import Source
from sandbox.play.messages import messages_in
from sandbox.play.scenarios import CLAIM
from sandbox.watson import Conversation, LogsApi
from sandbox.world import Parts, World
from tests.scenarios.people import finish, ready, start

MakeWorld = Callable[[Parts], World]

LOG, API, DIALOG = Source.LOG_WEBHOOK, Source.LOGS_API, Source.DIALOG


def every_third_is_lost(number: int) -> Sequence[float]:
    return () if number % 3 == 2 else (0.5,)


def played(world: World) -> Conversation:
    """A chat that led to a call, which is over for so long that Watson's logs were requested."""
    chat = ready(world).chat()
    for line in CLAIM:
        world.agenda.advance(3)
        chat.choose(line) if line in chat.choices() else chat.say(line)
    finish(world)
    world.agenda.advance(600)
    return chat


def customers_words(world: World, chat: Conversation) -> list[str]:
    return [line.text for line in world.transcript(chat.session_id) if line.who == "customer"]


def said_in(chat: Conversation) -> list[str]:
    return [said.text for said in chat.history if said.by == "customer"]


def origin(world: World, chat: Conversation) -> Provenance:
    handover = world.handover(chat.session_id)
    listed = world.storage().turns.list_for(handover.id)
    return provenance(listed, len(handover.call_request.transcript), handover.began_at)


@pytest.mark.parametrize(
    ("parts", "sources"),
    [
        (Parts(), {LOG}),
        (Parts(log_webhook=False, logs_api=LogsApi), {API}),
        (Parts(delivery=every_third_is_lost, logs_api=LogsApi), {LOG, API}),
    ],
    ids=["log webhook", "logs API", "log webhook with gaps, and logs API"],
)
def test_watsons_log_gives_the_whole_chat_once(make_world: MakeWorld, parts: Parts, sources: set[Source]) -> None:
    world = make_world(parts)
    chat = played(world)
    assert customers_words(world, chat) == said_in(chat)
    found = origin(world, chat)
    assert found.complete
    assert set(found.sources) - {DIALOG} == sources
    if world.logs_api:
        assert [request.status for request in world.logs_api.requests] == [200]


def test_when_watson_has_too_many_requests_it_is_left_alone_and_the_chat_comes_later(make_world: MakeWorld) -> None:
    world = make_world(Parts(log_webhook=False, logs_api=lambda agenda: LogsApi(agenda, most=0)))
    chat = played(world)
    api = world.logs_api
    assert api
    assert [request.status for request in api.requests] == [429]
    assert not origin(world, chat).complete
    api._most = 40
    world.agenda.advance(4000)
    assert [request.status for request in api.requests] == [429, 200]
    assert origin(world, chat).complete


@pytest.mark.parametrize(("language", "name"), [("en", "claim"), ("de", "booked")])
def test_without_any_log_the_dialogs_own_list_is_there_at_once_and_may_be_incomplete(
    make_world: MakeWorld, language: str, name: str
) -> None:
    world = ready(make_world(Parts(log_webhook=False, language=language)))
    chat = world.chat()
    for line in messages_in(language).chat(name):
        chat.choose(line) if line in chat.choices() else chat.say(line)
    assert customers_words(world, chat) == said_in(chat)
    assert {line.who for line in world.transcript(chat.session_id)} == {"customer", "bot"}
    assert origin(world, chat) == Provenance((DIALOG,))


def test_without_any_source_the_call_is_placed_all_the_same(make_world: MakeWorld) -> None:
    world = ready(make_world(Parts(log_webhook=False)))
    assert start(world)["ok"]
    assert world.transcript("session-1") == []
