"""The action `transcript` takes HS256 tokens with our secret only. It returns 204 for a stored turn, else 503."""

from __future__ import annotations

import base64
import hmac
import json
from datetime import UTC, datetime
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.handover.browser import DASHBOARD_SECRET, Browser
from tests.handover.deployment import Deployment
from tests.handover.rig import PREVIOUS_SECRET, SECRET, Rig

EVENT: dict[str, Any] = {
    "event": {"name": "message_logged"},
    "payload": {
        "log_id": "log-1",
        "session_id": "session-1",
        "request_timestamp": "2026-11-23T09:00:00.000Z",
        "request": {"input": {"text": "hail!"}},
        "response": {"output": {"generic": [{"response_type": "text", "text": "Where?"}]}},
    },
}


def token(secret: str = SECRET, **claims: Any) -> str:
    return jwt.encode(claims, secret, "HS256")


def b64(data: Any) -> str:
    raw = data if isinstance(data, bytes) else json.dumps(data).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def signed_otherwise(algorithm: str, digest: str) -> str:
    """Returns a token with the right secret and an algorithm that is not accepted."""
    message = f"{b64({'alg': algorithm})}.{b64({})}"
    return f"{message}.{b64(hmac.digest(SECRET.encode(), message.encode(), digest))}"


def post(deployment: Deployment, headers: dict[str, str], event: Any = None) -> int:
    raw = event if isinstance(event, bytes) else json.dumps(EVENT if event is None else event).encode()
    return deployment.send("transcript", "POST", "", {"content-type": "text/plain", **headers}, raw).status


def now() -> int:
    return int(datetime.now(UTC).timestamp())


class TestAuthentication:
    @pytest.mark.parametrize(
        "headers",
        [
            {"Authorization": token()},
            {"authorization": f"Bearer {token()}"},
            {"Authorization": f"bearer {token()}"},
            {"Authentication": token()},
            {"authentication": f"Bearer {token()}"},
            {"Authorization": "Basic abc", "Authentication": token()},
            {"Authorization": token(PREVIOUS_SECRET)},
        ],
        ids=lambda headers: ",".join(headers),
    )
    def test_a_token_signed_with_the_secret_is_accepted(self, deployment: Deployment, headers: dict[str, str]) -> None:
        assert post(deployment, headers) == 204

    @pytest.mark.parametrize("seconds", [30, -30])
    def test_a_token_that_ends_about_now(self, deployment: Deployment, seconds: int) -> None:
        assert post(deployment, {"Authorization": token(exp=now() + seconds)}) == 204

    def test_a_token_with_unknown_claims_is_accepted(self, deployment: Deployment) -> None:
        claims: dict[str, Any] = {"aud": "somebody", "iss": "watson", "sub": "1", "iat": now() + 3000, "jti": "x"}
        assert post(deployment, {"Authorization": token(**claims)}) == 204

    @pytest.mark.parametrize(
        "claims", [{"sub": 5}, {"jti": 5}, {"aud": 5}, {"iss": ["x"]}, {"iat": "yesterday"}], ids=str
    )
    def test_no_claim_is_required(self, deployment: Deployment, claims: dict[str, Any]) -> None:
        unchecked = jwt.api_jws.encode(json.dumps(claims).encode(), SECRET, "HS256")
        assert post(deployment, {"Authorization": unchecked}) == 204

    @pytest.mark.parametrize(
        "headers",
        [
            {},
            {"Authorization": ""},
            {"Authorization": "Bearer"},
            {"Authorization": SECRET},
            {"Authorization": f"Bearer {SECRET}"},
            {"X-Handover-Secret": SECRET},
            {"Authorization": token("another-secret-of-32-bytes-or-more")},
            {"Authorization": token(exp=now() - 3600)},
            {"Authorization": token(nbf=now() + 3600)},
            {"Authorization": signed_otherwise("HS384", "sha384")},
            {"Authorization": signed_otherwise("HS512", "sha512")},
            {"Authorization": jwt.encode({}, "", "none")},
            {"Authorization": f"{b64({'alg': 'none'})}.{b64({})}."},
            {"Authorization": f"{b64({'alg': 'None'})}.{b64({})}."},
            {"Authorization": f"{b64({'alg': 'HS256'})}.{b64({})}."},
            {"Authorization": token()[:-2]},
            {"Authorization": token().rpartition(".")[0]},
            {"Authorization": "a.b.c"},
            {"Authorization": f"{b64(b'[' * 3000)}.{b64({})}.x"},
            {"Authorization": f"{b64(b'[]')}.{b64({})}.x"},
            {"Authorization": "ü.ü.ü"},
        ],
    )
    def test_every_other_token_is_refused(self, deployment: Deployment, headers: dict[str, str]) -> None:
        assert post(deployment, headers) == 401
        assert not deployment.rig.objects("v1/turn/")

    def test_a_token_of_another_kind_of_key_is_refused(self, deployment: Deployment) -> None:
        private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        pem = private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        assert post(deployment, {"Authorization": jwt.encode({}, pem, "RS256")}) == 401

    def test_nothing_is_read_for_an_unknown_caller(self, rig: Rig, deployment: Deployment) -> None:
        client = rig.client().separate()
        strict = Deployment(rig, make_context=lambda settings: rig.app_for(settings, lambda: client))
        assert post(strict, {"Authorization": "a.b.c"}, b"{ not json") == 401
        assert len(client.requests) == 0


KNOWN = {"Authorization": token()}


class TestRecording:
    def test_a_turn_is_stored_once(self, deployment: Deployment) -> None:
        assert [post(deployment, KNOWN), post(deployment, KNOWN)] == [204, 204]
        (turn,) = deployment.rig.objects("v1/turn/").values()
        assert [line["text"] for line in turn["lines"]] == ["hail!", "Where?"]

    @pytest.mark.parametrize("event", [{"event": {"name": "cdr_logged"}, "payload": {}}, {"event": {"name": "x"}}, {}])
    def test_other_events_are_accepted_and_ignored(self, deployment: Deployment, event: dict[str, Any]) -> None:
        assert post(deployment, KNOWN, event) == 204
        assert not deployment.rig.objects("v1/turn/")

    @pytest.mark.parametrize(
        "event", [b"", b"not json", b"[]", b"[" * 50_000, {"event": {"name": "message_logged"}, "payload": {}}]
    )
    def test_a_malformed_turn_is_refused_with_a_reason(self, deployment: Deployment, event: Any) -> None:
        assert post(deployment, KNOWN, event) == 400

    @pytest.mark.parametrize(
        "at",
        [
            "0001-01-01T00:00:00Z",
            "0001-01-01T00:00:00+14:00",
            "9999-12-31T23:59:59.999Z",
            "9999-12-31T23:59:59-14:00",
            "2026-11-23T09:00:00+23:59",
            "2026-11-23",
            10**30,
            -1,
            1.5,
            True,
            None,
            {},
            "9" * 5000,
        ],
    )
    def test_a_turn_of_any_time_is_stored_once_and_shows(self, deployment: Deployment, at: Any) -> None:
        deployment.rig.change_settings(DASHBOARD_SECRET=DASHBOARD_SECRET)
        deployment = Deployment(deployment.rig)
        payload = {**EVENT["payload"], "request_timestamp": at, "response_timestamp": at}
        event = {**EVENT, "payload": payload}
        assert [post(deployment, KNOWN, event), post(deployment, KNOWN, event)] == [204, 204]
        assert len(deployment.rig.objects("v1/turn/")) == 1
        handover_id = str(deployment.start()["handover_id"])
        for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
            deployment.rig.desk(time_zone=zone)
            browser = Browser(Deployment(deployment.rig)).sign_in("anna")
            browser.get("handover", h=handover_id)
            assert browser.shown.status == 200
            assert "hail!" in browser.words

    def test_another_method_is_refused(self, deployment: Deployment) -> None:
        response = deployment.send("transcript", "GET", headers=KNOWN)
        assert (response.status, response.headers["allow"]) == (405, "POST")

    def test_a_turn_that_was_not_stored_is_requested_again(self, rig: Rig, deployment: Deployment) -> None:
        down = rig.client().failing()
        failing = Deployment(rig, make_context=lambda settings: rig.app_for(settings, lambda: down))
        assert post(failing, KNOWN) == 503

    def test_a_web_page_may_not_send_a_secret_as_a_token(self, deployment: Deployment) -> None:
        assert post(deployment, {"Authorization": "Bearer " + SECRET}) == 401
