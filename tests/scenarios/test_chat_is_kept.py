"""The whole chat is stored, however the log webhook delivers it."""

from __future__ import annotations

import time
from collections.abc import Callable

import jwt
import pytest

from sandbox.bucket import StorageFault
from sandbox.net import HttpResponse
from sandbox.play.scenarios import CLAIM
from sandbox.watson import Conversation, Delivery, LogWebhook, lost, out_of_order, twice
from sandbox.world import Parts, World
from tests.scenarios.people import ask_for_call, post, ready, start

MakeWorld = Callable[[Parts], World]


def customers_words(world: World, chat: Conversation) -> list[str]:
    return [line.text for line in world.transcript(chat.session_id) if line.who == "customer"]


def log_webhook(world: World) -> LogWebhook:
    assert world.assistant.log
    return world.assistant.log


def statuses(world: World) -> list[int | None]:
    """The statuses of the action `transcript`, one for each event."""
    return [sent.status for sent in log_webhook(world).sent]


def said_in(chat: Conversation) -> list[str]:
    return [said.text for said in chat.history if said.by == "customer"]


@pytest.mark.parametrize("delivery", [twice, out_of_order])
def test_turns_that_come_twice_or_out_of_order_are_kept_once_and_in_order(
    make_world: MakeWorld, delivery: Delivery
) -> None:
    world = ready(make_world(Parts(delivery=delivery)))
    chat = world.chat()
    for line in CLAIM:
        world.agenda.advance(3)
        chat.choose(line) if line in chat.choices() else chat.say(line)
    world.agenda.advance(90)
    assert customers_words(world, chat) == said_in(chat)
    assert set(statuses(world)) == {204}


def test_without_a_log_webhook_the_dialogs_own_transcript_is_kept(make_world: MakeWorld) -> None:
    world = ready(make_world(Parts(delivery=lost)))
    lines = [{"bot": "How can I help?"}, {"user": "Hail!"}, {"user": "Please call me"}]
    start(world, transcript=lines)
    assert [line.text for line in world.transcript("session-1")] == ["How can I help?", "Hail!", "Please call me"]


def test_a_chat_in_which_no_call_was_placed_is_kept_too(world: World) -> None:
    chat = world.chat()
    chat.say("I want to report hail damage")
    chat.say("A tree fell on it, too")
    world.agenda.advance(10)
    turns = world.storage().turns.of_session(chat.session_id)
    assert "A tree fell on it, too" in [line.text for turn in turns for line in turn.lines]


def test_a_turn_that_cannot_be_kept_is_503(world: World) -> None:
    world.bucket.faults.add(StorageFault(status=503), times=None)
    chat = world.chat()
    world.agenda.advance(10)
    assert statuses(world) == [503]
    assert chat.problems == []


@pytest.mark.parametrize("event", ["cdr_logged", "something_new"])
def test_other_events_are_let_pass(world: World, event: str) -> None:
    before = world.bucket.objects(world.bucket_name)
    log_webhook(world).post(event, {"call": {"outbound": False}})
    world.agenda.advance(10)
    assert statuses(world) == [204]
    assert world.bucket.objects(world.bucket_name) == before


def log(world: World, body: object, **headers: str) -> HttpResponse:
    return post(world, body, action="transcript", **headers)


def token(world: World, secret: str = "", **claims: object) -> str:
    return jwt.encode(dict(claims), secret or world.settings["WEBHOOK_SECRET"], algorithm="HS256")


EVENT = {"event": {"name": "message_logged"}, "payload": {"log_id": "l-1", "session_id": "s-1"}}


def test_the_token_is_taken_in_every_form_that_watsons_pages_show(world: World) -> None:
    for headers in (
        {"Authorization": token(world)},
        {"Authorization": f"Bearer {token(world)}"},
        {"authentication": token(world)},
        {"Authorization": token(world, exp=int(time.time()) + 60)},
    ):
        assert log(world, EVENT, **headers).status == 204


def test_a_wrong_token_is_401(world: World) -> None:
    none = jwt.encode({}, "", algorithm="none")
    for wrong in (
        token(world, secret="another-secret-of-at-least-32-bytes"),
        jwt.encode({}, world.settings["WEBHOOK_SECRET"] * 2, algorithm="HS512"),
        token(world, exp=int(time.time()) - 3600),
        none,
        "nonsense",
        world.settings["WEBHOOK_SECRET"],
    ):
        assert log(world, EVENT, Authorization=wrong).status == 401


@pytest.mark.parametrize(
    "payload", [{}, {"log_id": "l"}, {"session_id": "s"}, [], "text", None, {"log_id": {}, "session_id": []}]
)
def test_an_event_that_names_no_turn_is_400(world: World, payload: object) -> None:
    body = {"event": {"name": "message_logged"}, "payload": payload}
    assert log(world, body, Authorization=token(world)).status == 400


def test_the_previous_secret_is_good_while_it_is_rotated(make_world: MakeWorld) -> None:
    old = "the-webhook-secret-before-this-one-32"
    world = make_world(Parts(settings={"WEBHOOK_SECRET_PREVIOUS": old}))
    assert log(world, EVENT, Authorization=token(world, secret=old)).status == 204
    assert post(world, {"action": "time"}, **{"X-Handover-Secret": old}).status == 200


def test_the_customers_answer_reaches_the_record_word_for_word(world: World) -> None:
    ready(world)
    chat = ask_for_call(world, CLAIM)
    call_request = world.handover(chat.session_id).call_request
    assert call_request.details["plate_number"] == "KA-AB 123"
    assert call_request.details["place"] == "Karlsruhe"
    assert call_request.name == "Ada"
    assert call_request.consent["answer"]
    assert "+49 30 12345678" in call_request.consent["question"]
    assert call_request.channel == "Web chat"
