"""The action `webhook` always returns JSON, checks the secret first, and gives each refusal a reason."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from handover.core.i18n import catalogue
from tests.handover.deployment import Deployment, read
from tests.handover.rig import CUSTOMER, PREVIOUS_SECRET, SECRET, TOKEN, Rig


def basic(password: str, user: str = "watson") -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


START = {"action": "start_call", "session_id": "session-1", "phone_number": "030 12345678"}


def post(deployment: Deployment, body: Any, headers: dict[str, str], query: str = "") -> tuple[int, dict[str, Any]]:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    response = deployment.send("webhook", "POST", query, {"content-type": "text/plain", **headers}, raw)
    return response.status, read(response)


KNOWN = {"authorization": f"Bearer {SECRET}"}


class TestAuthentication:
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
    def test_every_form_of_the_secret_is_accepted(self, deployment: Deployment, headers: dict[str, str]) -> None:
        assert post(deployment, {"action": "time", "timezone": "UTC"}, headers)[0] == 200

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
    def test_every_other_token_is_refused(self, deployment: Deployment, headers: dict[str, str]) -> None:
        status, reply = post(deployment, START, headers)
        assert (status, reply["ok"], reply["reason"]) == (401, False, "unauthorized")
        assert deployment.rig.twilio.requests == []

    def test_nothing_is_read_for_an_unknown_caller(self, rig: Rig, deployment: Deployment) -> None:
        client = rig.client().separate()
        strict = Deployment(rig, make_context=lambda settings: rig.app_for(settings, lambda: client))
        assert post(strict, b"{ this is not json", {"Authorization": "Bearer wrong"})[0] == 401
        assert len(client.requests) == 0

    def test_a_rotated_secret_that_is_unset_opens_nothing(self, rig: Rig, deployment: Deployment) -> None:
        alone = Deployment(rig, {"WEBHOOK_SECRET_PREVIOUS": ""})
        assert post(alone, START, {"X-Handover-Secret": PREVIOUS_SECRET})[0] == 401
        assert post(alone, START, {"X-Handover-Secret": ""})[0] == 401

    @pytest.mark.parametrize("where", ["query", "body"])
    def test_a_caller_who_brings_settings_changes_nothing(self, deployment: Deployment, where: str) -> None:
        mine = {"WEBHOOK_SECRET": "m" * 40, "TWILIO_AUTH_TOKEN": "mine", "TWILIO_API_BASE": "https://evil.test"}
        query = "&".join(f"{name}={value}" for name, value in mine.items()) if where == "query" else ""
        body = json.dumps({**START, **(mine if where == "body" else {})}).encode()
        kind = {"content-type": "application/json"}
        stranger = deployment.send("webhook", "POST", query, {**kind, "authorization": f"Bearer {'m' * 40}"}, body)
        assert stranger.status == 401
        known = deployment.send("webhook", "POST", query, {**kind, **KNOWN}, body)
        assert read(known)["ok"] is True
        assert deployment.rig.twilio.dialled == [CUSTOMER]


class TestMalformedRequests:
    @pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
    def test_another_method(self, deployment: Deployment, method: str) -> None:
        response = deployment.send("webhook", method, headers=KNOWN)
        assert (response.status, response.headers["allow"]) == (405, "POST")
        assert read(response)["ok"] is False

    @pytest.mark.parametrize(
        "body",
        [
            *(b"", b"   ", b"not json", b"[]", b"5", b"null", b'"text"', b"{", b"\xff\xfe{", b"NaN", b'{"a": 1e999}'),
            *(b"[" * 50_000, b'{"a":' * 50_000),
        ],
    )
    def test_a_body_that_is_not_a_json_object(self, deployment: Deployment, body: bytes) -> None:
        status, reply = post(deployment, body, KNOWN)
        assert (status, reply["ok"], reply["reason"]) == (400, False, "bad_request")
        assert reply["message"].startswith("The ")


class TestCommands:
    def test_a_start_is_a_call(self, deployment: Deployment) -> None:
        reply = deployment.start(
            name="Ada", details='{"plate": "B-AB 123"}', consent={"question": "Call?", "answer": "yes"}
        )
        assert (reply["ok"], reply["status"]) == (True, "dialing")
        handover = deployment.rig.handover(reply["handover_id"])
        assert handover.call_request.details == {"plate": "B-AB 123"}
        assert deployment.rig.twilio.dialled == [CUSTOMER]

    def test_the_whole_conversation(self, deployment: Deployment) -> None:
        handover_id = deployment.start()["handover_id"]
        assert deployment.start()["already"] is True
        assert deployment.start(phone_number="030 12345679")["reason"] == "already_calling"
        assert deployment.ask(action="call_status", session_id="session-1")["status"] == "dialing"
        canceled = deployment.ask(action="cancel_call", session_id="session-1", language="de")
        assert (canceled["status"], canceled["handover_id"]) == ("canceled", handover_id)
        assert deployment.ask(action="call_status", session_id="session-1")["status"] == "canceled"

    def test_after_a_withdrawal_no_chat_calls_the_number(self, deployment: Deployment) -> None:
        handover_id = deployment.start()["handover_id"]
        withdrawn = deployment.ask(action="withdraw", session_id="session-1", language="de")
        assert (withdrawn["ok"], withdrawn["status"], withdrawn["handover_id"]) == (True, "withdrawn", handover_id)
        refused = deployment.start(session_id="session-2")
        assert (refused["ok"], refused["reason"]) == (False, "do_not_call")
        consent = {"question": "Shall we call you after all?", "answer": "yes", "withdrawal": refused["withdrawal"]}
        assert deployment.start(session_id="session-2", consent=consent)["status"] == "dialing"

    def test_the_availability(self, deployment: Deployment) -> None:
        reply = deployment.ask(action="availability")
        assert (reply["ok"], reply["status"], reply["can_call"], reply["booking"]) == (True, "ok", True, True)
        deployment.rig.storage.availability.set_paused(True, "anna", deployment.rig.clock.now())
        reply = deployment.ask(action="availability", language="de")
        assert (reply["ok"], reply["can_call"], reply["reason"]) == (True, False, "desk_paused")
        assert reply["message"] == deployment.start(language="de")["message"]

    def test_a_call_is_booked_moved_and_cancelled(self, deployment: Deployment) -> None:
        offered = deployment.ask(action="slots", phone_number=CUSTOMER)
        assert (offered["ok"], offered["status"]) == (True, "ok")
        at, later = offered["slots"][0]["at"], offered["slots"][1]["at"]
        booking: dict[str, Any] = {"session_id": "session-1", "phone_number": CUSTOMER}
        booked = deployment.ask(action="schedule_call", at=at, **booking)
        assert (booked["ok"], booked["status"], booked["at"]) == (True, "scheduled", at)
        again = deployment.ask(action="schedule_call", at=at, **booking)
        assert (again["ok"], again["already"], again["handover_id"]) == (True, True, booked["handover_id"])
        moved = deployment.ask(action="reschedule_call", session_id="session-1", at=later)
        assert (moved["ok"], moved["status"], moved["at"]) == (True, "scheduled", later)
        status = deployment.ask(action="call_status", session_id="session-1")
        assert (status["status"], status["live"], status["at"]) == ("scheduled", True, later)
        canceled = deployment.ask(action="cancel_call", session_id="session-1")
        assert (canceled["ok"], canceled["status"]) == (True, "canceled")
        assert deployment.rig.twilio.dialled == []

    def test_while_a_call_is_live_its_status_says_so(self, deployment: Deployment) -> None:
        deployment.start()
        assert deployment.ask(action="call_status", session_id="session-1")["live"] is True
        deployment.ask(action="cancel_call", session_id="session-1")
        assert deployment.ask(action="call_status", session_id="session-1")["live"] is False

    @pytest.mark.parametrize(
        ("parameters", "reason"),
        [
            ({"action": "fly"}, "unknown_action"),
            ({"action": ["start_call"]}, "bad_parameter"),
            ({"action": "start_call", "phone_number": {"n": 1}}, "bad_parameter"),
            ({"action": "call_status", "language": {"x": 1}}, "bad_parameter"),
            ({"action": "time", "timezone": "Mars"}, "bad_parameter"),
        ],
    )
    def test_a_request_that_no_command_takes_is_refused_in_the_desks_language(
        self, deployment: Deployment, parameters: dict[str, Any], reason: str
    ) -> None:
        deployment.rig.desk(language="de")
        reply = Deployment(deployment.rig).ask(**parameters)
        assert (reply["reason"], reply["ok"]) == (reason, False)
        assert reply["message"].startswith(catalogue("de").text(f"refusal.{reason}", what=""))

    @pytest.mark.parametrize(
        ("language", "words"), [("", "de"), ("en", "en"), ("fr", "de")], ids=["none", "known", "unknown"]
    )
    def test_it_is_refused_in_the_chats_language_if_that_is_known(
        self, deployment: Deployment, language: str, words: str
    ) -> None:
        deployment.start(language="de")
        reply = deployment.ask(action="fly", session_id="session-1", language=language)
        assert reply["message"] == catalogue(words).text("refusal.unknown_action")
        reply = deployment.ask(action="start_call", session_id="session-1", phone_number=[1], language=language)
        assert reply["message"].startswith(catalogue(words).text("refusal.bad_parameter", what=""))

    def test_without_storage_it_is_refused_all_the_same(self, rig: Rig) -> None:
        client = rig.client().failing()
        down = Deployment(rig, make_context=lambda settings: rig.app_for(settings, lambda: client))
        reply = down.ask(action="fly", session_id="session-1")
        assert (reply["reason"], reply["message"]) == ("unknown_action", catalogue("en").text("refusal.unknown_action"))
        reply = down.ask(action="availability", session_id="session-1")
        assert (reply["ok"], reply["reason"], reply["can_call"]) == (False, "storage_unavailable", False)

    def test_the_time(self, deployment: Deployment) -> None:
        reply = deployment.ask(action="time", timezone="America/New_York")
        assert (reply["ok"], reply["time"]) == (True, "2026-11-23T04:00:00-05:00")

    @pytest.mark.parametrize(
        ("parameters", "reason"),
        [
            ({}, "unknown_action"),
            ({"action": "fly"}, "unknown_action"),
            ({"action": "START_CALL"}, "unknown_action"),
            ({"action": "__class__"}, "unknown_action"),
            ({"action": 5}, "unknown_action"),
            ({"action": "schedule_call", "session_id": "s", "at": "next_opening"}, "missing_number"),
            ({"action": "schedule_call", "phone_number": CUSTOMER, "at": "next_opening"}, "missing_session"),
            ({"action": "schedule_call", "session_id": "s", "phone_number": CUSTOMER}, "bad_parameter"),
            ({"action": "schedule_call", "session_id": "s", "phone_number": CUSTOMER, "at": ["x"]}, "bad_parameter"),
            ({"action": "reschedule_call", "session_id": "s", "at": "next_opening"}, "no_handover"),
            ({"action": "reschedule_call", "at": "next_opening"}, "missing_session"),
            ({"action": "reschedule_call", "session_id": "s", "at": {"x": 1}}, "bad_parameter"),
            ({"action": "slots", "phone_number": "110"}, "number_type_not_allowed"),
            ({"action": "slots", "phone_number": [CUSTOMER]}, "bad_parameter"),
            ({"action": "start_call"}, "missing_session"),
            ({"action": "start_call", "session_id": "null", "phone_number": CUSTOMER}, "missing_session"),
            ({"action": "start_call", "session_id": "s"}, "missing_number"),
            ({"action": "start_call", "session_id": "s", "phone_number": None}, "missing_number"),
            ({"action": "start_call", "session_id": "s", "phone_number": "null"}, "missing_number"),
            ({"action": "start_call", "session_id": "s", "phone_number": "x" * 900_000}, "invalid_number"),
            ({"action": "call_status", "session_id": "s"}, "no_handover"),
            ({"action": "call_status"}, "missing_session"),
            ({"action": "cancel_call", "session_id": "s"}, "no_handover"),
            ({"action": "rate_call", "rating": 5}, "missing_session"),
            ({"action": "rate_call", "session_id": "s", "rating": 5}, "no_handover"),
            ({"action": "rate_call", "session_id": "s"}, "bad_parameter"),
            ({"action": "rate_call", "session_id": "s", "rating": "splendid"}, "bad_parameter"),
            ({"action": "rate_call", "session_id": "s", "rating": 5, "comment": {"x": 1}}, "bad_parameter"),
            ({"action": "withdraw", "phone_number": CUSTOMER}, "missing_session"),
            ({"action": "withdraw", "session_id": "s"}, "missing_number"),
            ({"action": "withdraw", "session_id": "s", "phone_number": "110"}, "number_type_not_allowed"),
            (
                {"action": "withdraw", "session_id": "s", "phone_number": "030 23125123 / 0152 28179386"},
                "ambiguous_number",
            ),
            ({"action": "check_number"}, "missing_number"),
            ({"action": "check_number", "phone_number": "about policy 2024123456"}, "invalid_number"),
            ({"action": "check_number", "phone_number": "110"}, "number_type_not_allowed"),
            ({"action": "check_number", "phone_number": "+33 1 42 68 53 00"}, "country_not_allowed"),
            ({"action": "check_number", "phone_number": "030 23125123 or 0152 28179386"}, "ambiguous_number"),
            ({"action": "check_number", "phone_number": "030 23125123 ext 12"}, "extension_not_supported"),
            ({"action": "check_number", "phone_number": [CUSTOMER]}, "bad_parameter"),
            ({"action": "withdraw", "session_id": "s", "phone_number": [CUSTOMER]}, "bad_parameter"),
            ({"action": "time", "timezone": "Mars"}, "bad_parameter"),
            ({"action": ["start_call"]}, "bad_parameter"),
            ({"action": "start_call", "session_id": True, "phone_number": CUSTOMER}, "bad_parameter"),
            ({"action": "start_call", "session_id": "s", "phone_number": {"n": CUSTOMER}}, "bad_parameter"),
            ({"action": "start_call", "session_id": "s", "phone_number": CUSTOMER, "details": [1]}, "bad_parameter"),
            ({"action": "start_call", "session_id": "s", "phone_number": CUSTOMER, "consent": 5}, "bad_parameter"),
            ({"action": "start_call", "session_id": "s", "phone_number": CUSTOMER, "transcript": {}}, "bad_parameter"),
            ({"action": "call_status", "session_id": "s", "language": 5}, "no_handover"),
            ({"action": "call_status", "session_id": "s", "language": {"x": 1}}, "bad_parameter"),
            ({"action": "availability", "session_id": ["s"]}, "bad_parameter"),
        ],
    )
    def test_a_refusal_has_a_reason_and_one_sentence(
        self, deployment: Deployment, parameters: dict[str, Any], reason: str
    ) -> None:
        reply = deployment.ask(**parameters)
        assert (reply["ok"], reply["reason"]) == (False, reason)
        assert reply["status"] == "refused"
        assert reply["message"]
        assert "error" not in reply
        assert deployment.rig.twilio.requests == []

    def test_a_megabyte_of_chat_is_cut_and_the_reply_stays_small(self, deployment: Deployment) -> None:
        lines = [{"user": "x" * 2000}] * 400
        reply = deployment.start(transcript=lines, reason="y" * 90_000, name="z" * 9000)
        assert reply["ok"] is True
        assert len(json.dumps(reply)) < 4096

    def test_half_an_emoji_does_not_fail_the_request(self, deployment: Deployment) -> None:
        body = b'{"action": "start_call", "session_id": "s", "phone_number": "030 12345678", "reason": "hail \\ud83d"}'
        status, reply = post(deployment, body, KNOWN)
        assert (status, reply["ok"]) == (200, True)

    def test_a_name_in_any_script_is_stored(self, deployment: Deployment) -> None:
        handover_id = deployment.start(name="Zoë 李 🚗")["handover_id"]
        assert deployment.rig.handover(handover_id).call_request.name == "Zoë 李 🚗"

    def test_no_response_has_a_secret(self, deployment: Deployment) -> None:
        reply = json.dumps([deployment.start(), deployment.ask(action="call_status", session_id="session-1")])
        for secret in (SECRET, TOKEN, CUSTOMER):
            assert secret not in reply


class TestCheckNumber:
    def test_it_needs_no_session_and_gives_number_and_country(self, deployment: Deployment) -> None:
        reply = deployment.ask(action="check_number", phone_number="my number is (415) 555-0132", language="en-GB")
        assert reply == {
            "ok": True,
            "status": "ok",
            "message": "That is +1 415-555-0132 (United States).",
            "number": "+1 415-555-0132",
            "country": "US",
            "country_name": "United States",
        }
        assert deployment.rig.twilio.requests == []

    @pytest.mark.parametrize("number", [4915228179386, 4915228179386.0, "4915228179386.0", "49 152 28179386"])
    def test_a_number_may_come_as_json_number(self, deployment: Deployment, number: Any) -> None:
        assert deployment.ask(action="check_number", phone_number=number)["number"] == "+49 1522 8179386"

    def test_a_sentence_that_was_cut_is_not_read_as_if_it_were_whole(self, deployment: Deployment) -> None:
        typed = "please call " + "me " * 50 + "on 030 23125123, sorry, on 0152 28179386"
        assert len(typed) > 200
        assert deployment.ask(action="check_number", phone_number=typed)["reason"] == "invalid_number"
        assert deployment.ask(action="check_number", phone_number=typed[-200:])["number"] == "+49 1522 8179386"

    def test_three_options_stay_below_the_size_that_a_dialog_takes(self, deployment: Deployment) -> None:
        typed = "030 23125123 / 030 23125124 / 030 23125125 / 030 23125126"
        reply = deployment.ask(action="check_number", phone_number=typed, language="de")
        assert len(reply["options"]) == 3
        assert len(json.dumps(reply)) < 1000
