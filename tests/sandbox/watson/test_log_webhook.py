"""The log webhook: one signed event per turn (IBM's page webhook-log), delivered on time or not."""

from __future__ import annotations

import json
from typing import Any

import jwt
import pytest

from sandbox.net import HttpRequest, HttpResponse, NoConnectionError
from sandbox.watson import Assistant, Delivery, lost, out_of_order, promptly, twice
from tests.sandbox.watson.small_skills import SECRET, FakeWebhook, assistant, document, node, webhook

URL = "https://log.test/here"
NODES = (
    node("w", "welcome", "welcome"),
    node("a", "#greet", "Hello @size", title="Greeting", context={"seen": True, "private": {"token": "t"}}),
    node("a1", "#yes", "Fine", parent="a"),
    node("call", "#no", "called", actions=webhook(x=1)),
)


class Internet(FakeWebhook):
    """Tells what was sent to the log webhook from what was sent to the skill's own."""

    @property
    def logged(self) -> list[HttpRequest]:
        return [request for request in self.requests if request.url == URL]

    def payloads(self) -> list[dict[str, Any]]:
        return [json.loads(request.body)["payload"] for request in self.logged]

    def inputs(self) -> list[str]:
        return [payload["request"]["input"]["text"] for payload in self.payloads()]


def logging(web: Internet, delivery: Delivery = promptly, **more: Any) -> Assistant:
    return assistant(document(*NODES), web, log_url=URL, log_secret=SECRET, delivery=delivery, **more)


def test_an_event_follows_each_turn_a_little_later() -> None:
    web = Internet()
    sandbox = logging(web)
    talk = sandbox.open()
    talk.say("hello there")
    assert web.logged == []
    sandbox.agenda.advance(1)
    assert web.inputs() == ["", "hello there"]


def test_an_event_has_the_fields_of_the_v2_log() -> None:
    web = Internet()
    sandbox = logging(web)
    talk = sandbox.open("Web chat", user_id="U1", session_id="S1")
    sandbox.agenda.advance(21.31)
    talk.say("hello there big")
    sandbox.agenda.advance(1)
    body = json.loads(web.logged[1].body)
    payload = body["payload"]
    log_id = payload.pop("log_id")
    assert len(log_id) == 36
    assert body["event"] == {"name": "message_logged"}
    assert payload == {
        "assistant_id": sandbox.assistant_id,
        "session_id": "S1",
        "skill_id": sandbox.skill_id,
        "snapshot": "1",
        "language": "en",
        "customer_id": "U1",
        "request_timestamp": "2026-11-22T09:00:21.310Z",
        "response_timestamp": "2026-11-22T09:00:21.310Z",
        "request": {
            "input": {
                "message_type": "text",
                "text": "hello there big",
                "source": {"type": "user", "id": "U1"},
                "options": {"suggestion_only": False, "return_context": True},
            },
            "user_id": "U1",
        },
        "response": {
            "output": {
                "intents": [{"intent": "greet", "confidence": 0.9233}],
                "entities": [{"entity": "size", "value": "large", "location": [12, 15], "confidence": 1.0}],
                "generic": [{"response_type": "text", "text": "Hello large"}],
                "debug": {
                    "nodes_visited": [{"dialog_node": "a", "title": "Greeting", "conditions": "#greet"}],
                    "log_messages": [],
                },
            },
            "user_id": "U1",
            "context": {
                "global": {
                    "session_id": "S1",
                    "system": {
                        "user_id": "U1",
                        "turn_count": 2,
                        "timezone": "Europe/Berlin",
                        "session_start_time": "2026-11-22T09:00:00.000Z",
                    },
                },
                "skills": {"main skill": {"user_defined": {"seen": True}, "system": {"state": "opaque"}}},
                "integrations": {"channel": {"name": "Web chat"}, "chat": {}},
            },
        },
    }


def test_the_user_id_falls_back_to_the_session_id() -> None:
    web = Internet()
    sandbox = logging(web)
    sandbox.open(session_id="S1")
    sandbox.agenda.advance(1)
    assert web.payloads()[0]["request"]["user_id"] == "S1"


def test_the_end_of_a_branch_and_the_time_of_the_callout_are_logged() -> None:
    web = Internet(HttpResponse(200, {}, b"{}", seconds=1.9))
    sandbox = logging(web)
    sandbox.open().say("no thanks")
    sandbox.agenda.advance(1)
    payload = web.payloads()[1]
    assert payload["response"]["output"]["debug"]["branch_exited"] is True
    assert payload["response"]["output"]["debug"]["branch_exited_reason"] == "completed"
    assert (payload["request_timestamp"], payload["response_timestamp"]) == (
        "2026-11-22T09:00:00.000Z",
        "2026-11-22T09:00:01.900Z",
    )


def test_a_later_turn_does_not_change_an_event_that_is_on_its_way() -> None:
    web = Internet()
    sandbox = logging(web)
    talk = sandbox.open()
    talk.say("hello there")
    talk.say("yes please")
    sandbox.agenda.advance(1)
    counts = [payload["response"]["context"]["global"]["system"]["turn_count"] for payload in web.payloads()]
    assert counts == [1, 2, 3]


@pytest.mark.parametrize("bearer", [False, True])
def test_the_token_is_signed_with_the_secret_and_needs_no_claims(bearer: bool) -> None:
    web = Internet()
    sandbox = logging(web, log_bearer=bearer)
    sandbox.open()
    sandbox.agenda.advance(1)
    value = web.logged[0].headers["Authorization"]
    assert value.startswith("Bearer ") is bearer
    token = value.removeprefix("Bearer ")
    assert jwt.decode(token, SECRET, algorithms=["HS256"]) == {}
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(token, "another-secret-of-32-bytes-or-more", algorithms=["HS256"])


def test_a_token_may_expire_on_the_worlds_clock() -> None:
    web = Internet()
    sandbox = logging(web, log_expires=30)
    sandbox.open()
    sandbox.agenda.advance(1)
    claims = jwt.decode(web.logged[0].headers["Authorization"], options={"verify_signature": False})
    assert claims == {"exp": 1795338030}


def test_events_may_come_twice_with_the_same_id() -> None:
    web = Internet()
    sandbox = logging(web, twice)
    sandbox.open("Facebook Messenger").say("hello there")
    sandbox.agenda.advance(60)
    assert len(web.logged) == 2
    assert len({payload["log_id"] for payload in web.payloads()}) == 1


def test_events_may_overtake_each_other() -> None:
    web = Internet()
    sandbox = logging(web, out_of_order)
    talk = sandbox.open("Facebook Messenger")
    for text in ("hello there", "yes please", "no thanks"):
        talk.say(text)
    sandbox.agenda.advance(60)
    assert web.inputs() == ["yes please", "hello there", "no thanks"]


def test_events_may_be_lost_or_late() -> None:
    for delivery, arrived in ((lost, 0), (lambda number: (300.0,), 0), (lambda number: (59.0,), 1)):
        web = Internet()
        sandbox = logging(web, delivery)
        sandbox.open()
        sandbox.agenda.advance(60)
        assert len(web.logged) == arrived


def test_other_events_can_be_sent_too() -> None:
    web = Internet()
    sandbox = logging(web)
    assert sandbox.log is not None
    sandbox.log.post("cdr_logged", {"primary_phone_number": "+493012345670"})
    sandbox.log.post("something_new", {})
    sandbox.agenda.advance(1)
    assert [json.loads(request.body)["event"]["name"] for request in web.logged] == ["cdr_logged", "something_new"]
    assert [(sent.event, sent.status) for sent in sandbox.log.sent] == [("cdr_logged", 200), ("something_new", 200)]


def test_an_address_where_nobody_answers_is_noted_and_hurts_nobody() -> None:
    sandbox = logging(Internet(NoConnectionError("refused")))
    assert sandbox.log is not None
    sandbox.log.post("message_logged", {})
    sandbox.agenda.advance(1)
    assert sandbox.log.sent[0].status is None
