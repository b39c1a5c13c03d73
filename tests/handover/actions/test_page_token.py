"""A page with the token of its chat asks for that chat's call and sends its turns, and does nothing else."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import jwt
import pytest

from handover.services.signed_tokens import sign
from handover.usecases.record_page_turns import MOST_OF_CHAT
from handover.usecases.web_session import LASTS, RENEWED_FOR
from sandbox.net import HttpResponse
from tests.handover.deployment import Deployment, read
from tests.handover.rig import PREVIOUS_SECRET, SECRET, Rig, settings

PAGE = "https://www.example.com"
TURN: dict[str, Any] = {
    "log_id": "1",
    "request_timestamp": "2026-11-23T09:00:00.000Z",
    "request": {"input": {"text": "hail!"}},
    "response": {"output": {"generic": [{"response_type": "text", "text": "Where?"}]}},
}


@pytest.fixture
def deployment(rig: Rig) -> Deployment:
    rig.desk(web={"origins": [PAGE]})
    return Deployment(rig)


def token_of(deployment: Deployment, session: str = "session-1") -> str:
    return str(deployment.ask(action="call_status", session_id=session, web=True)["web_token"])


def ask(deployment: Deployment, token: str, origin: str = PAGE, **parameters: Any) -> HttpResponse:
    headers = {"content-type": "application/json", "authorization": f"Bearer {token}", "origin": origin}
    return deployment.send("webhook", "POST", "", headers, json.dumps(parameters).encode())


def send(deployment: Deployment, token: str, body: Any) -> int:
    headers = {"content-type": "application/json", "authorization": f"Bearer {token}", "origin": PAGE}
    return deployment.send("transcript", "POST", "", headers, json.dumps(body).encode()).status


def said(rig: Rig, session: str = "session-1") -> list[str]:
    return [line.text for turn in rig.storage.turns.of_session(session) for line in turn.lines]


class TestTheTokenIsHandedOut:
    @pytest.mark.parametrize("web", [True, "true"])
    def test_with_every_reply_about_a_session(self, deployment: Deployment, web: Any) -> None:
        assert deployment.start(web=web)["web_token"]
        assert deployment.ask(action="rate_call", session_id="session-1", rating="9", web=web)["web_token"]
        assert deployment.ask(action="no_such", session_id="session-1", web=web)["web_token"]

    @pytest.mark.parametrize("web", [None, False, "", "null", "false", [], {}, 0, "yes"])
    def test_only_if_it_is_asked_for(self, deployment: Deployment, web: Any) -> None:
        assert "web_token" not in deployment.start(web=web)

    def test_never_without_a_session(self, deployment: Deployment) -> None:
        assert "web_token" not in deployment.ask(action="time", timezone="UTC", web=True)


class TestWhatItIsGoodFor:
    def test_the_page_sees_cancels_and_rates_the_call_of_its_chat(self, deployment: Deployment) -> None:
        token = str(deployment.start(web=True)["web_token"])
        for session in ({}, {"session_id": "session-1"}):
            assert read(ask(deployment, token, action="call_status", **session))["status"] == "dialing"
        assert read(ask(deployment, token, action="cancel_call"))["status"] == "canceled"
        assert read(ask(deployment, token, action="rate_call", rating=5))["rated"] is True

    def test_an_answer_brings_a_fresh_token_for_a_day_at_most(self, deployment: Deployment) -> None:
        token = token_of(deployment)
        for _ in range(RENEWED_FOR // LASTS + 1):
            deployment.rig.clock.step(LASTS.total_seconds() - 1)
            reply = read(ask(deployment, token, action="call_status"))
            if "web_token" not in reply:
                break
            token = reply["web_token"]
        deployment.rig.clock.step(LASTS.total_seconds())
        assert ask(deployment, token, action="call_status").status == 401

    @pytest.mark.parametrize(
        "command", ["start_call", "schedule_call", "slots", "availability", "withdraw", "time", "", None, []]
    )
    def test_everything_else_is_forbidden(self, deployment: Deployment, command: Any) -> None:
        token = token_of(deployment)
        answer = ask(deployment, token, action=command, session_id="session-1", phone_number="030 12345678")
        assert (answer.status, read(answer)["reason"]) == (403, "forbidden")
        assert deployment.rig.twilio.requests == []

    def test_its_chat_only(self, deployment: Deployment) -> None:
        deployment.start("session-2")
        token = token_of(deployment)
        for other in ("session-2", ["session-1"], {"a": 1}, 7):
            assert ask(deployment, token, action="cancel_call", session_id=other).status == 401
        assert deployment.ask(action="call_status", session_id="session-2")["status"] == "dialing"


class TestWhoIsRefused:
    def wrong(self, rig: Rig) -> dict[str, str]:
        made = int(rig.clock.now().timestamp())
        value = ["session-1", made, made]
        return {
            "signed by the dashboard's key": sign(settings(DASHBOARD_SECRET="d" * 40), "link", value),
            "of another purpose": sign(rig.settings, "link", value) if rig.settings.dashboard_secret else "a.b",
            "signed by a stranger": sign(settings(WEBHOOK_SECRET="s" * 40), "session", value),
            "the log webhook's": jwt.encode({"session_id": "session-1"}, "s" * 40, "HS256"),
            "too old": sign(rig.settings, "session", ["session-1", made, made - LASTS // timedelta(seconds=1)]),
            "of a time to come": sign(rig.settings, "session", ["session-1", made, made + 120]),
            "of another form": sign(rig.settings, "session", {"session": "session-1"}),
            "cut": sign(rig.settings, "session", value)[:-1],
            "a dot": ".",
            "long": "a." * 5000,
        }

    def test_nothing_is_read_and_nothing_written(self, rig: Rig) -> None:
        client = rig.client().separate()
        strict = Deployment(rig, make_context=lambda settings: rig.app_for(settings, lambda: client))
        for why, token in self.wrong(rig).items():
            answer = ask(strict, token, origin="", action="call_status", session_id="session-1")
            assert answer.status == 401, why
            headers = {"authorization": f"Bearer {token}"}
            body = json.dumps({"turns": [TURN]}).encode()
            assert strict.send("transcript", "POST", "", headers, body).status == 401, why
        assert len(client.requests) == 0

    def test_a_token_is_no_jwt_and_no_secret(self, deployment: Deployment) -> None:
        token = token_of(deployment)
        headers = {"x-handover-secret": token, "authentication": f"Bearer {token}"}
        assert deployment.send("webhook", "POST", "", headers, b'{"action": "time"}').status == 401
        assert deployment.send("transcript", "POST", "", headers, json.dumps({"turns": [TURN]}).encode()).status == 401

    def test_a_page_of_another_origin_is_refused(self, deployment: Deployment) -> None:
        token = token_of(deployment)
        answer = ask(deployment, token, origin="https://evil.example", action="call_status")
        assert (answer.status, "access-control-allow-origin" in answer.headers) == (401, False)

    def test_a_token_of_the_previous_secret_is_good_while_it_is_rotated(self, rig: Rig, deployment: Deployment) -> None:
        before = Deployment(rig, {"WEBHOOK_SECRET": PREVIOUS_SECRET, "WEBHOOK_SECRET_PREVIOUS": ""})
        reply = before.send(
            "webhook",
            "POST",
            "",
            {"authorization": f"Bearer {PREVIOUS_SECRET}"},
            b'{"action": "call_status", "session_id": "session-1", "web": true}',
        )
        token = read(reply)["web_token"]
        assert ask(deployment, token, action="call_status").status == 200
        after = Deployment(rig, {"WEBHOOK_SECRET": SECRET, "WEBHOOK_SECRET_PREVIOUS": ""})
        assert ask(after, token, action="call_status").status == 401


class TestTurnsOfAPage:
    def test_are_stored_once(self, rig: Rig, deployment: Deployment) -> None:
        token = token_of(deployment)
        as_logged = {"event": {"name": "message_logged"}, "payload": {**TURN, "session_id": "session-1"}}
        assert [send(deployment, token, body) for body in ({"turns": [TURN]}, as_logged)] == [204, 204]
        assert said(rig) == ["hail!", "Where?"]

    @pytest.mark.parametrize("other", ["session-2", ["session-1"], 7])
    def test_of_another_chat_are_refused(self, rig: Rig, deployment: Deployment, other: Any) -> None:
        token, named = token_of(deployment), {**TURN, "session_id": other}
        for body in ({"turns": [TURN, named]}, {"turns": [TURN], "session_id": other}, {"payload": named}):
            assert send(deployment, token, body) == 401
        assert (said(rig), said(rig, "session-2")) == ([], [])

    def test_never_stand_in_for_one_of_watsons(self, rig: Rig, deployment: Deployment) -> None:
        send(deployment, token_of(deployment), {"turns": [{**TURN, "request": {"input": {"text": "false"}}}]})
        event = {"event": {"name": "message_logged"}, "payload": {**TURN, "session_id": "session-1"}}
        headers = {"authorization": jwt.encode({}, SECRET, "HS256")}
        assert deployment.send("transcript", "POST", "", headers, json.dumps(event).encode()).status == 204
        assert "hail!" in said(rig)

    @pytest.mark.parametrize("body", [[], {}, {"turns": {}}, {"turns": [1]}, {"turns": [{}]}, {"turns": "x"}])
    def test_of_another_form_are_refused(self, deployment: Deployment, body: Any) -> None:
        assert send(deployment, token_of(deployment), body) == 400

    def test_end_at_some_point(self, rig: Rig, deployment: Deployment) -> None:
        token = token_of(deployment)
        for n in range(0, MOST_OF_CHAT + 50, 50):
            assert send(deployment, token, {"turns": [{**TURN, "log_id": str(n + m)} for m in range(50)]}) == 204
        assert len(rig.storage.turns.entries("session-1")) == MOST_OF_CHAT
