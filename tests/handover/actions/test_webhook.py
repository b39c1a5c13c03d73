"""The chat's door: JSON whatever happens, nothing read before the secret is known, one word for each refusal."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from tests.handover.doors import Doors, read
from tests.handover.rig import CUSTOMER, PREVIOUS_SECRET, SECRET, TOKEN, Rig


def basic(password: str, user: str = "watson") -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


START = {"action": "start_call", "session_id": "session-1", "phone_number": "030 12345678"}


def post(doors: Doors, body: Any, headers: dict[str, str], query: str = "") -> tuple[int, dict[str, Any]]:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    response = doors.send("webhook", "POST", query, {"content-type": "text/plain", **headers}, raw)
    return response.status, read(response)


KNOWN = {"authorization": f"Bearer {SECRET}"}


class TestWhoMayAsk:
    @pytest.mark.parametrize(
        "headers",
        [
            {"Authorization": basic(SECRET)},
            {"Authorization": basic(SECRET, "")},
            {"Authorization": basic(SECRET).replace("Basic", "basic")},
            {"Authorization": f"Bearer {SECRET}"},
            {"Authorization": f"bearer  {SECRET} "},
            {"X-Handover-Secret": SECRET},
            {"x-handover-secret": SECRET, "Authorization": "Bearer wrong"},
            {"Authorization": basic(PREVIOUS_SECRET)},
            {"Authorization": f"Bearer {PREVIOUS_SECRET}"},
            {"X-Handover-Secret": PREVIOUS_SECRET},
        ],
    )
    def test_whoever_knows_the_secret(self, doors: Doors, headers: dict[str, str]) -> None:
        assert post(doors, {"action": "time", "timezone": "UTC"}, headers)[0] == 200

    @pytest.mark.parametrize(
        "headers",
        [
            {},
            {"Authorization": ""},
            {"Authorization": SECRET},
            {"Authorization": "Bearer"},
            {"Authorization": "Bearer wrong"},
            {"Authorization": f"Digest {SECRET}"},
            {"Authorization": basic("wrong")},
            {"Authorization": basic("wrong", SECRET)},
            {"Authorization": basic(SECRET) + "%"},
            {"Authorization": "Basic ÿÿÿÿ"},
            {"Authorization": "Basic " + base64.b64encode(b"\xff\xfe:\xff").decode()},
            {"X-Handover-Secret": f"{SECRET}x"},
            {"X-Handover-Secret": SECRET[:-1]},
            {"X-Handover-Secret": "ü"},
            {"Cookie": f"secret={SECRET}"},
        ],
    )
    def test_nobody_else(self, doors: Doors, headers: dict[str, str]) -> None:
        status, said = post(doors, START, headers)
        assert (status, said["ok"], said["reason"]) == (401, False, "unauthorized")
        assert doors.rig.twilio.asked == []

    def test_nothing_is_read_for_a_stranger(self, rig: Rig, doors: Doors) -> None:
        client = rig.client().separate()
        strict = Doors(doors.platform, rig, make_context=lambda settings: rig.kit_for(settings, lambda: client))
        assert post(strict, b"{ this is not json", {"Authorization": "Bearer wrong"})[0] == 401
        assert len(client.asked) == 0

    def test_a_rotated_secret_that_is_unset_opens_nothing(self, rig: Rig, doors: Doors) -> None:
        alone = Doors(doors.platform, rig, {"WEBHOOK_SECRET_PREVIOUS": ""})
        assert post(alone, START, {"X-Handover-Secret": PREVIOUS_SECRET})[0] == 401
        assert post(alone, START, {"X-Handover-Secret": ""})[0] == 401

    @pytest.mark.parametrize("where", ["query", "body"])
    def test_a_caller_who_brings_settings_changes_nothing(self, doors: Doors, where: str) -> None:
        mine = {"WEBHOOK_SECRET": "m" * 40, "TWILIO_AUTH_TOKEN": "mine", "TWILIO_API_BASE": "https://evil.test"}
        query = "&".join(f"{name}={value}" for name, value in mine.items()) if where == "query" else ""
        body = json.dumps({**START, **(mine if where == "body" else {})}).encode()
        kind = {"content-type": "application/json"}
        stranger = doors.send("webhook", "POST", query, {**kind, "authorization": f"Bearer {'m' * 40}"}, body)
        assert stranger.status == 401
        known = doors.send("webhook", "POST", query, {**kind, **KNOWN}, body)
        assert read(known)["ok"] is True
        assert doors.rig.twilio.dialled == [CUSTOMER]


class TestWhatIsNoRequest:
    @pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
    def test_another_method(self, doors: Doors, method: str) -> None:
        response = doors.send("webhook", method, headers=KNOWN)
        assert (response.status, response.headers["allow"]) == (405, "POST")
        assert read(response)["ok"] is False

    @pytest.mark.parametrize(
        "body",
        [
            *(b"", b"   ", b"not json", b"[]", b"5", b"null", b'"text"', b"{", b"\xff\xfe{", b"NaN", b'{"a": 1e999}'),
            *(b"[" * 50_000, b'{"a":' * 50_000),
        ],
    )
    def test_a_body_that_is_no_json_object(self, doors: Doors, body: bytes) -> None:
        status, said = post(doors, body, KNOWN)
        assert (status, said["ok"], said["reason"]) == (400, False, "bad_request")
        assert said["message"].startswith("The ")


class TestWhatIsAsked:
    def test_a_start_is_a_call(self, doors: Doors) -> None:
        told = doors.start(name="Ada", details='{"plate": "B-AB 123"}', consent={"question": "Call?", "answer": "yes"})
        assert (told["ok"], told["status"]) == (True, "dialing")
        handover = doors.rig.handover(told["handover_id"])
        assert handover.call_request.details == {"plate": "B-AB 123"}
        assert doors.rig.twilio.dialled == [CUSTOMER]

    def test_the_whole_conversation(self, doors: Doors) -> None:
        handover_id = doors.start()["handover_id"]
        assert doors.start()["already"] is True
        assert doors.start(phone_number="030 12345679")["reason"] == "already_calling"
        assert doors.ask(action="call_status", session_id="session-1")["status"] == "dialing"
        canceled = doors.ask(action="cancel_call", session_id="session-1", language="de")
        assert (canceled["status"], canceled["handover_id"]) == ("canceled", handover_id)
        assert doors.ask(action="call_status", session_id="session-1")["status"] == "canceled"

    def test_the_time(self, doors: Doors) -> None:
        told = doors.ask(action="time", timezone="America/New_York")
        assert (told["ok"], told["time"]) == (True, "2026-11-23T04:00:00-05:00")

    @pytest.mark.parametrize(
        ("parameters", "reason"),
        [
            ({}, "unknown_action"),
            ({"action": "fly"}, "unknown_action"),
            ({"action": "START_CALL"}, "unknown_action"),
            ({"action": "__class__"}, "unknown_action"),
            ({"action": 5}, "unknown_action"),
            ({"action": "schedule_call", "session_id": "s", "at": "next_opening"}, "not_available"),
            ({"action": "start_call"}, "missing_session"),
            ({"action": "start_call", "session_id": "null", "phone_number": CUSTOMER}, "missing_session"),
            ({"action": "start_call", "session_id": "s"}, "missing_number"),
            ({"action": "start_call", "session_id": "s", "phone_number": None}, "missing_number"),
            ({"action": "start_call", "session_id": "s", "phone_number": "null"}, "missing_number"),
            ({"action": "start_call", "session_id": "s", "phone_number": "x" * 900_000}, "invalid_number"),
            ({"action": "call_status", "session_id": "s"}, "no_handover"),
            ({"action": "call_status"}, "missing_session"),
            ({"action": "cancel_call", "session_id": "s"}, "no_handover"),
            ({"action": "time", "timezone": "Mars"}, "bad_parameter"),
            ({"action": ["start_call"]}, "bad_parameter"),
            ({"action": "start_call", "session_id": True, "phone_number": CUSTOMER}, "bad_parameter"),
            ({"action": "start_call", "session_id": "s", "phone_number": {"n": CUSTOMER}}, "bad_parameter"),
            ({"action": "start_call", "session_id": "s", "phone_number": CUSTOMER, "details": [1]}, "bad_parameter"),
            ({"action": "start_call", "session_id": "s", "phone_number": CUSTOMER, "consent": 5}, "bad_parameter"),
            ({"action": "start_call", "session_id": "s", "phone_number": CUSTOMER, "transcript": {}}, "bad_parameter"),
            ({"action": "call_status", "session_id": "s", "language": 5}, "no_handover"),
            ({"action": "call_status", "session_id": "s", "language": {"x": 1}}, "bad_parameter"),
        ],
    )
    def test_what_cannot_be_done_has_its_word_and_one_sentence(
        self, doors: Doors, parameters: dict[str, Any], reason: str
    ) -> None:
        told = doors.ask(**parameters)
        assert (told["ok"], told["reason"]) == (False, reason)
        assert told["status"] == "refused"
        assert told["message"]
        assert "error" not in told
        assert doors.rig.twilio.asked == []

    def test_a_megabyte_of_chat_is_cut_not_refused_and_the_answer_stays_small(self, doors: Doors) -> None:
        lines = [{"user": "x" * 2000}] * 400
        told = doors.start(transcript=lines, reason="y" * 90_000, name="z" * 9000)
        assert told["ok"] is True
        assert len(json.dumps(told)) < 4096

    def test_half_an_emoji_loses_no_request(self, doors: Doors) -> None:
        body = b'{"action": "start_call", "session_id": "s", "phone_number": "030 12345678", "reason": "hail \\ud83d"}'
        status, told = post(doors, body, KNOWN)
        assert (status, told["ok"]) == (200, True)

    def test_a_name_in_any_script_is_kept(self, doors: Doors) -> None:
        handover_id = doors.start(name="Zoë 李 🚗")["handover_id"]
        assert doors.rig.handover(handover_id).call_request.name == "Zoë 李 🚗"

    def test_the_secrets_are_in_no_answer(self, doors: Doors) -> None:
        said = json.dumps([doors.start(), doors.ask(action="call_status", session_id="session-1")])
        for secret in (SECRET, TOKEN, CUSTOMER):
            assert secret not in said
