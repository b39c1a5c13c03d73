"""What every door shares: settings that are missing, defects inside, one log line that anyone may read."""

from __future__ import annotations

import json
from typing import Any

import jwt
import pytest

from handover.errors import HandoverError
from handover.runtime import Container
from handover.services.storage import AppStorage
from handover.services.telephony import TwilioClient
from handover.settings import Settings
from handover.usecases.context import AppContext
from sandbox.host import PlatformName
from tests.handover.doors import Doors, read
from tests.handover.rig import (
    CUSTOMER,
    HASH_KEY,
    OTHER,
    PREVIOUS_SECRET,
    PREVIOUS_TOKEN,
    SECRET,
    SETTINGS,
    STORAGE_SECRET,
    TOKEN,
    HandClock,
    Rig,
)
from tests.handover.twilio_stub import CUT_BEFORE, refuses

KNOWN = {"content-type": "application/json", "authorization": f"Bearer {SECRET}"}


@pytest.fixture(params=["openwhisk", "code-engine"])
def platform(request: pytest.FixtureRequest) -> PlatformName:
    name: PlatformName = request.param
    return name


@pytest.fixture
def doors(platform: PlatformName, rig: Rig) -> Doors:
    return Doors(platform, rig)


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


class TestNotSetUp:
    @pytest.fixture
    def doors(self, platform: PlatformName, rig: Rig) -> Doors:
        return Doors(platform, rig, {"HASH_KEY": "short-and-secret", "TWILIO_NUMBER": ""})

    def test_the_chat_is_told_no_more_than_that(self, doors: Doors, capsys: pytest.CaptureFixture[str]) -> None:
        response = doors.send("webhook", "POST", "", KNOWN, b"{}")
        said = read(response)
        assert (response.status, said["ok"], said["reason"]) == (500, False, "not_set_up")
        assert "HASH_KEY" not in response.body.decode()
        (line,) = lines(capsys)
        assert "HASH_KEY must be at least 32 bytes long" in line["warnings"][0]
        assert "TWILIO_NUMBER is missing" in line["warnings"][0]
        assert "short-and-secret" not in str(line)

    def test_a_place_that_does_not_say_its_address_needs_public_url(
        self, rig: Rig, capsys: pytest.CaptureFixture[str]
    ) -> None:
        args = {**dict(rig.settings.values), "PUBLIC_URL": "", "__ow_method": "post", "__ow_query": "", "__ow_body": ""}
        assert Container({}, rig.kit_for).serve("webhook", args)["statusCode"] == 500
        (line,) = lines(capsys)
        assert "PUBLIC_URL is missing" in line["warnings"][0]

    def test_a_setting_that_the_dashboard_alone_needs_stops_it_alone(
        self, platform: PlatformName, rig: Rig, capsys: pytest.CaptureFixture[str]
    ) -> None:
        doors = Doors(platform, rig)
        response = doors.send("dashboard", "GET", "view=signin")
        assert response.status == 500
        assert "This page is not set up or has a defect." in response.body.decode()
        assert "DASHBOARD_SECRET" not in response.body.decode()
        (line,) = lines(capsys)
        assert (line["outcome"], line["warnings"][0][:27]) == ("not_set_up", "DASHBOARD_SECRET is missing")
        assert doors.start()["ok"] is True

    def test_a_script_of_the_dashboard_is_told_in_json_and_a_form_is_given_back(
        self, platform: PlatformName, rig: Rig
    ) -> None:
        doors = Doors(platform, rig)
        said = read(doors.send("dashboard", "GET", "view=now&format=json"))
        assert (said["ok"], said["reason"]) == (False, "broken")
        form = {"content-type": "application/x-www-form-urlencoded"}
        kept = doors.send("dashboard", "POST", "view=handover", form, b"notes=Two+dents")
        assert "Two dents" in kept.body.decode()

    @pytest.mark.parametrize("step", ["sorry", "greet", "decide"])
    def test_twilio_gets_twiml_all_the_same(self, doors: Doors, step: str) -> None:
        response = doors.send("twiml", "POST", f"step={step}")
        assert (response.status, response.headers["content-type"][:8]) == (200, "text/xml")
        assert b"Hangup" in response.body
        assert (b"Say" in response.body) == (step != "decide")

    @pytest.mark.parametrize("door", ["status", "transcript"])
    def test_the_others_are_asked_to_come_again(self, doors: Doors, door: str) -> None:
        response = doors.send(door, "POST", "", KNOWN, b"{}")
        assert response.status == 500
        assert b"KEY" not in response.body


class Broken(HandClock):
    """A defect: the time cannot be told, in words that nobody may read."""

    def now(self) -> Any:
        raise RuntimeError(f"{CUSTOMER} of Ada {SECRET}")


class TestADefectInside:
    @pytest.fixture
    def doors(self, platform: PlatformName, rig: Rig) -> Doors:
        return Doors(platform, rig, make_context=lambda settings: rig.kit_for(settings, clock=Broken()))

    def test_the_chat_gets_json(self, doors: Doors, capsys: pytest.CaptureFixture[str]) -> None:
        body = b'{"action": "time", "timezone": "UTC"}'
        response = doors.send("webhook", "POST", "", KNOWN, body)
        assert response.status == 500
        assert read(response)["ok"] is False
        (line,) = lines(capsys)
        assert (line["outcome"], line["status"]) == ("defect", 500)
        assert line["error"].startswith("RuntimeError: test_runtime.py:")

    def test_nobody_reads_what_it_says(self, doors: Doors, capsys: pytest.CaptureFixture[str]) -> None:
        response = doors.send("webhook", "POST", "", KNOWN, b'{"action": "time", "timezone": "UTC"}')
        everything = response.body.decode() + capsys.readouterr().out
        for private in (CUSTOMER, "Ada", SECRET):
            assert private not in everything

    def test_the_scheduler_gets_json(self, doors: Doors) -> None:
        result = doors.host.trigger("scheduler").result
        assert isinstance(result, dict)
        assert result["statusCode"] == 500
        assert "error" not in result

    def test_a_kit_that_cannot_be_made_is_one_too(self, platform: PlatformName, rig: Rig) -> None:
        def no_kit(_: Settings) -> AppContext:
            raise HandoverError("no")

        response = Doors(platform, rig, make_context=no_kit).send("webhook", "POST", "", KNOWN, b"{}")
        assert (response.status, read(response)["ok"]) == (500, False)


class TestAContainer:
    def test_its_parts_are_made_once(self, rig: Rig) -> None:
        made = []

        def counted(settings: Settings) -> AppContext:
            made.append(settings)
            return rig.kit_for(settings)

        container = Container({**SETTINGS, "CE_FUNCTION": "handover-webhook"}, counted)
        args = {"__ce_method": "POST", "__ce_path": "/", "__ce_headers": {}}
        for _ in range(3):
            assert container.serve("webhook", args)["statusCode"] == 401
        assert len(made) == 1

    def test_settings_that_changed_make_new_ones(self, rig: Rig) -> None:
        environ = {**SETTINGS, "CE_FUNCTION": "handover-webhook"}
        container = Container(environ, rig.kit_for)
        headers = {"Authorization": "Bearer " + "n" * 40}
        args = {"__ce_method": "POST", "__ce_path": "/", "__ce_headers": headers, "__ce_body": "e30="}
        assert container.serve("webhook", args)["statusCode"] == 401
        environ["WEBHOOK_SECRET"] = "n" * 40
        assert container.serve("webhook", args)["statusCode"] == 200

    @pytest.mark.parametrize(
        "args", [None, [], "text", 5, {}, {"__ce_headers": 5}, {"__ow_headers": [], "__ow_body": 5}]
    )
    @pytest.mark.parametrize("door", ["webhook", "twiml", "status", "transcript", "scheduler"])
    def test_whatever_comes_in_something_comes_out(self, rig: Rig, door: str, args: Any) -> None:
        container = Container({}, rig.kit_for)
        result = container.serve(door, args)
        assert json.dumps(result)
        assert set(result) == {"statusCode", "headers", "body"}

    def test_the_real_parts_are_made_of_settings_alone(self, rig: Rig) -> None:
        from handover.runtime import make_context

        app = make_context(rig.settings)
        assert (app.settings, type(app.storage), type(app.twilio)) == (rig.settings, AppStorage, TwilioClient)


class TestTheLog:
    """Everything that may go well or wrong is played; then the log is searched for what must not be in it."""

    PRIVATE = (
        *(CUSTOMER, CUSTOMER[1:], CUSTOMER[3:], "030 12345678", OTHER, "12345678"),
        *("Ada", "Lovelace", "hail damage", "B-AB 123", "session-of-ada", "log-of-ada"),
        *(SECRET, PREVIOUS_SECRET, TOKEN, PREVIOUS_TOKEN, HASH_KEY, STORAGE_SECRET),
    )

    def play(self, doors: Doors) -> None:
        rig, session = doors.rig, "session-of-ada"
        call_request = {"name": "Ada Lovelace", "reason": "hail damage", "details": {"plate": "B-AB 123"}}
        handover_id = doors.start(session, **call_request)["handover_id"]
        doors.start(session, phone_number=OTHER)
        doors.start("other-session-of-ada", phone_number="fax 030 12345678")
        doors.ask(action="call_status", session_id=session)
        doors.ask(action="start_call", session_id={"x": "session-of-ada"}, phone_number=CUSTOMER)
        doors.ask(action="Ada Lovelace", session_id=session)
        doors.step("greet", handover_id)
        doors.step("connect", handover_id)
        doors.step("whisper", handover_id, 1)
        doors.step("decide", handover_id, 1, Digits="1")
        doors.step("dialed", handover_id, 1, DialBridged="true")
        doors.step(CUSTOMER, CUSTOMER)
        doors.report("customer", handover_id, CallStatus="completed", To=CUSTOMER)
        doors.report("customer", "20261123-nobody-1", CallStatus=CUSTOMER)
        doors.send(
            "webhook",
            "POST",
            f"secret={SECRET}",
            {**KNOWN, "authorization": "Bearer wrong"},
            f'["{CUSTOMER}"]'.encode(),
        )
        token = jwt.encode({}, SECRET, "HS256")
        payload = {"log_id": "log-of-ada", "session_id": session, "request": {"input": {"text": "I am Ada"}}}
        event = {"event": {"name": "message_logged"}, "payload": payload}
        doors.send("transcript", "POST", "", {**KNOWN, "authorization": token}, json.dumps(event).encode())
        doors.host.trigger("scheduler")
        for mishap in (refuses(400, 21211), refuses(401, 20003), CUT_BEFORE):
            rig.twilio.mishaps.append(mishap)
            doors.start(f"session-of-ada-{mishap.reply.status}-{mishap.reply.cut}", phone_number=OTHER, **call_request)
        down = rig.client().failing()
        failing = Doors(doors.platform, rig, make_context=lambda settings: rig.kit_for(settings, lambda: down))
        failing.start(session, **call_request)
        failing.step("greet", handover_id)
        failing.report("customer", handover_id, CallStatus="completed")

    def test_each_request_is_one_line_of_json(self, doors: Doors, capsys: pytest.CaptureFixture[str]) -> None:
        self.play(doors)
        logged = lines(capsys)
        assert len(logged) == len(doors.host.activations) + 3
        for line in logged:
            assert {"door", "platform", "status", "ms"} <= set(line)
            assert line["platform"] == doors.platform
        assert {line["door"] for line in logged} == {"webhook", "twiml", "status", "transcript", "scheduler"}

    def test_nothing_private_is_in_it(self, doors: Doors, capsys: pytest.CaptureFixture[str]) -> None:
        self.play(doors)
        logged = capsys.readouterr().out + capsys.readouterr().err
        for private in self.PRIVATE:
            assert private not in logged, private

    def test_it_says_enough_to_follow_a_call(self, doors: Doors, capsys: pytest.CaptureFixture[str]) -> None:
        handover_id = doors.start()["handover_id"]
        doors.step("greet", handover_id)
        doors.report("customer", handover_id, CallStatus="ringing")
        started, greeted, ringing = lines(capsys)
        assert (started["step"], started["outcome"], started["number"]) == ("start_call", "dialing", "…78")
        assert started["session"] == handover_id.split("-")[1][:8]
        assert (greeted["step"], greeted["outcome"]) == ("greet", "said")
        assert (ringing["step"], ringing["outcome"]) == ("customer", "ringing")
        assert {line["handover"] for line in (started, greeted, ringing)} == {handover_id}
