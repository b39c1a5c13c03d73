"""Bad input: each has a stable reason or status and one plain sentence, and nothing is dialled or lost."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sandbox.net import HttpRequest
from sandbox.twilio import signed_request
from sandbox.world import World
from tests.scenarios.people import customer_calls, post, said, start

NUMBERS = [
    ("", "missing_number"),
    ("null", "missing_number"),
    (None, "missing_number"),
    ("call me maybe", "invalid_number"),
    ("+49", "invalid_number"),
    ("12", "invalid_number"),
    ("+49 30 1", "invalid_number"),
    ("9" * 5000, "invalid_number"),
    ("112", "number_type_not_allowed"),
    ("911", "number_type_not_allowed"),
    ("+49 900 1234567", "number_type_not_allowed"),
    ("+1 900 555 0123", "number_type_not_allowed"),
    ("+49 180 5 123456", "number_type_not_allowed"),
    ("+881 631 234567", "number_type_not_allowed"),
    ("Fax: 030 12345678", "number_type_not_allowed"),
    ("+33 1 42 68 53 00", "country_not_allowed"),
    ("+43 1 5880", "country_not_allowed"),
    (["+493012345678"], "bad_parameter"),
    ({"number": "+493012345678"}, "bad_parameter"),
    (True, "bad_parameter"),
]


@pytest.mark.parametrize(("number", "reason"), NUMBERS)
def test_a_number_that_is_not_called_has_its_word(world: World, number: Any, reason: str) -> None:
    told = start(world, number=number)
    assert (told["ok"], told["reason"]) == (False, reason)
    assert told["message"].endswith((".", "?"))
    assert customer_calls(world) == []


def test_a_refused_request_is_stored_once(world: World) -> None:
    """The agents can read the chat although there was no call."""
    for _ in range(2):
        told = start(world, number="+33 1 42 68 53 00", name="Ada", details={"licence_plate": "KA-AB 123"})
    kept = world.storage().handovers.load(told["handover_id"], world.agenda.now())
    assert kept
    assert (kept.state, kept.reason) == ("refused", "country_not_allowed")
    assert kept.call_request.details == {"licence_plate": "KA-AB 123"}
    assert sum("refused" in key for key in world.bucket.objects(world.bucket_name)) == 1


@pytest.mark.parametrize(
    ("parameters", "reason"),
    [
        ({}, "unknown_action"),
        ({"action": "dance"}, "unknown_action"),
        ({"action": None}, "unknown_action"),
        ({"action": ["start_call"]}, "bad_parameter"),
        ({"action": "start_call"}, "missing_session"),
        ({"action": "start_call", "session_id": "null", "phone_number": "+493012345678"}, "missing_session"),
        ({"action": "start_call", "session_id": {}, "phone_number": "+493012345678"}, "bad_parameter"),
        ({"action": "start_call", "session_id": "s", "phone_number": "+493012345678", "details": 7}, "bad_parameter"),
        (
            {"action": "start_call", "session_id": "s", "phone_number": "+493012345678", "transcript": "x"},
            "bad_parameter",
        ),
        ({"action": "schedule_call", "session_id": "s"}, "missing_number"),
        (
            {"action": "schedule_call", "session_id": "s", "phone_number": "+493012345678", "at": "noon"},
            "bad_parameter",
        ),
        ({"action": "reschedule_call", "session_id": "nobody", "at": "next_opening"}, "no_handover"),
        ({"action": "call_status"}, "missing_session"),
        ({"action": "call_status", "session_id": "nobody"}, "no_handover"),
        ({"action": "cancel_call", "session_id": "nobody"}, "no_handover"),
        ({"action": "time", "timezone": "Mars/Olympus"}, "bad_parameter"),
        ({"action": "time", "timezone": "../../etc/passwd"}, "bad_parameter"),
    ],
)
def test_a_request_that_makes_no_sense_has_its_word(world: World, parameters: dict[str, Any], reason: str) -> None:
    told = said(post(world, parameters))
    assert (told["ok"], told["reason"]) == (False, reason)
    assert told["message"]
    assert customer_calls(world) == []


@pytest.mark.parametrize("body", [b"", b"not json", b"[1, 2]", b'"text"', b"7", b"null", b"[" * 100_000, b"\xff\xfe{}"])
def test_a_body_that_is_no_object_is_400_in_json(world: World, body: bytes) -> None:
    response = post(world, body)
    assert response.status == 400
    if response.headers.get("content-type", "").startswith("application/json"):  # Code Engine refuses some by itself
        assert json.loads(response.body)


def test_a_megabyte_of_words_is_cut_not_refused(world: World) -> None:
    told = start(world, reason="x" * 400_000, details={f"d{n}": "y" * 5_000 for n in range(60)})
    assert told["ok"]
    call_request = world.handover("session-1").call_request
    assert len(call_request.reason) <= 300
    assert len(call_request.details) == 20


def test_other_methods_are_405_and_wrong_secrets_401(world: World) -> None:
    url = world.host.url("webhook")
    secret = {"X-Handover-Secret": world.settings["WEBHOOK_SECRET"]}
    assert world.web(HttpRequest("GET", url, secret)).status == 405
    for headers in ({"X-Handover-Secret": "wrong"}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic !"}):
        response = post(world, {"action": "time"}, **headers)
        assert response.status == 401
        assert json.loads(response.body)["ok"] is False


def test_no_caller_can_bring_settings(world: World) -> None:
    mine = {"WEBHOOK_SECRET": "mine", "TWILIO_AUTH_TOKEN": "mine", "__ow_headers": {}, "action": "time"}
    query = "?WEBHOOK_SECRET=mine&TWILIO_AUTH_TOKEN=mine"
    request = HttpRequest(
        "POST",
        world.host.url("webhook") + query,
        {"Content-Type": "application/json", "X-Handover-Secret": "mine"},
        json.dumps(mine).encode(),
    )
    assert world.web(request).status == 401
    stolen = signed_request("mine", "POST", f"{world.host.url('twiml')}?step=inbound&TWILIO_AUTH_TOKEN=mine", {})
    assert world.web(stolen).status == 403


@pytest.mark.parametrize("step", ["connect", "dialed", "dance", ""])
def test_a_step_of_an_unknown_handover_is_an_apology(world: World, step: str) -> None:
    body = twiml(world, f"step={step}&h=20261123-aaaaaaaaaaaaaaaaaaaaaaaa-1&a=1&l=de")
    assert "schiefgegangen" in body
    assert "<Hangup" in body


@pytest.mark.parametrize("step", ["greet", "no_key", "unanswered"])
def test_a_step_that_only_speaks_reads_nothing_so_it_writes_nothing(world: World, step: str) -> None:
    before = world.bucket.objects(world.bucket_name)
    assert 'language="de-DE"' in twiml(world, f"step={step}&h=20261123-aaaaaaaaaaaaaaaaaaaaaaaa-1&l=de")
    assert "schiefgegangen" in twiml(world, f"step={step}&h=nonsense&l=de")
    assert world.bucket.objects(world.bucket_name) == before


@pytest.mark.parametrize("step", ["whisper", "decide"])
@pytest.mark.parametrize("attempt", ["1", "99", "x", "-1", ""])
def test_an_agents_step_of_an_unknown_handover_or_attempt_hangs_up(world: World, step: str, attempt: str) -> None:
    assert "<Hangup" in twiml(world, f"step={step}&h=20261123-aaaaaaaaaaaaaaaaaaaaaaaa-1&a={attempt}", Digits="1")
    handover_id = start(world)["handover_id"]
    assert "<Hangup" in twiml(world, f"step={step}&h={handover_id}&a={attempt}", Digits="1")


def test_a_caller_of_our_number_hears_whose_it_is(world: World) -> None:
    world.network.dial_in("+493055555555")
    world.agenda.advance(60)
    heard = " ".join(caption.text for caption in world.phone("+493055555555").heard)
    assert "Example Insurance" in heard
    assert customer_calls(world) == []


def twiml(world: World, query: str, **form: str) -> str:
    response = world.web(signed_request(world.account.auth_token, "POST", f"{world.host.url('twiml')}?{query}", form))
    assert response.status == 200
    assert response.headers["content-type"].startswith("text/xml")
    return response.body.decode()
