"""What every action shares: missing settings, defects, and a log line without private data."""

from __future__ import annotations

import gc
import json
from typing import Any

import jwt
import pytest

from handover import runtime
from handover.errors import HandoverError
from handover.runtime import Container
from handover.services.storage import AppStorage
from handover.services.telephony import TwilioClient
from handover.settings import Settings, SettingsError
from handover.usecases.context import AppContext
from sandbox.host import PlatformName
from tests.handover.deployment import Deployment, environ, read
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
def deployment(platform: PlatformName, rig: Rig) -> Deployment:
    return Deployment(rig, platform=platform)


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


class TestNotSetUp:
    @pytest.fixture
    def deployment(self, platform: PlatformName, rig: Rig) -> Deployment:
        return Deployment(rig, {"HASH_KEY": "short-and-secret", "TWILIO_NUMBER": ""}, platform=platform)

    def test_the_chat_gets_no_detail(self, deployment: Deployment, capsys: pytest.CaptureFixture[str]) -> None:
        response = deployment.send("webhook", "POST", "", KNOWN, b"{}")
        reply = read(response)
        assert (response.status, reply["ok"], reply["reason"]) == (500, False, "not_set_up")
        assert "HASH_KEY" not in response.body.decode()
        (line,) = lines(capsys)
        assert "HASH_KEY must be at least 32 bytes long" in line["warnings"][0]
        assert "TWILIO_NUMBER is missing" in line["warnings"][0]
        assert "short-and-secret" not in str(line)

    def test_a_platform_that_does_not_report_its_address_needs_public_url(
        self, rig: Rig, capsys: pytest.CaptureFixture[str]
    ) -> None:
        args = {**environ(rig.settings), "PUBLIC_URL": "", "__ow_method": "post", "__ow_query": "", "__ow_body": ""}
        assert Container({}, rig.app_for).serve("webhook", args)["statusCode"] == 500
        (line,) = lines(capsys)
        assert "PUBLIC_URL is missing" in line["warnings"][0]

    def test_a_setting_that_the_dashboard_alone_needs_stops_it_alone(
        self, platform: PlatformName, rig: Rig, capsys: pytest.CaptureFixture[str]
    ) -> None:
        deployment = Deployment(rig, platform=platform)
        response = deployment.send("dashboard", "GET", "view=signin")
        assert response.status == 500
        assert "This page is not set up or has a defect." in response.body.decode()
        assert "DASHBOARD_SECRET" not in response.body.decode()
        (line,) = lines(capsys)
        assert (line["outcome"], line["warnings"][0][:27]) == ("not_set_up", "DASHBOARD_SECRET is missing")
        assert deployment.start()["ok"] is True

    def test_the_dashboards_script_gets_json_and_a_form_is_shown_again(self, platform: PlatformName, rig: Rig) -> None:
        deployment = Deployment(rig, platform=platform)
        reply = read(deployment.send("dashboard", "GET", "view=now&format=json"))
        assert (reply["ok"], reply["reason"]) == (False, "broken")
        form = {"content-type": "application/x-www-form-urlencoded"}
        kept = deployment.send("dashboard", "POST", "view=handover", form, b"notes=Two+dents")
        assert "Two dents" in kept.body.decode()

    @pytest.mark.parametrize("step", ["sorry", "greet", "decide"])
    def test_twilio_gets_twiml_all_the_same(self, deployment: Deployment, step: str) -> None:
        response = deployment.send("twiml", "POST", f"step={step}")
        assert (response.status, response.headers["content-type"][:8]) == (200, "text/xml")
        assert b"Hangup" in response.body
        assert (b"Say" in response.body) == (step != "decide")

    @pytest.mark.parametrize("action", ["status", "transcript"])
    def test_the_other_actions_return_500(self, deployment: Deployment, action: str) -> None:
        response = deployment.send(action, "POST", "", KNOWN, b"{}")
        assert response.status == 500
        assert b"KEY" not in response.body


class Broken(HandClock):
    """A defect: reading the time raises, with a message that must not be logged."""

    def now(self) -> Any:
        raise RuntimeError(f"{CUSTOMER} of Ada {SECRET}")


class TestADefectInside:
    @pytest.fixture
    def deployment(self, platform: PlatformName, rig: Rig) -> Deployment:
        return Deployment(rig, make_context=lambda settings: rig.app_for(settings, clock=Broken()), platform=platform)

    def test_the_chat_gets_json(self, deployment: Deployment, capsys: pytest.CaptureFixture[str]) -> None:
        body = b'{"action": "time", "timezone": "UTC"}'
        response = deployment.send("webhook", "POST", "", KNOWN, body)
        assert response.status == 500
        assert read(response)["ok"] is False
        (line,) = lines(capsys)
        assert (line["outcome"], line["status"]) == ("defect", 500)
        assert line["error"].startswith("RuntimeError: test_runtime.py:")

    def test_its_message_is_in_no_response_and_no_log(
        self, deployment: Deployment, capsys: pytest.CaptureFixture[str]
    ) -> None:
        response = deployment.send("webhook", "POST", "", KNOWN, b'{"action": "time", "timezone": "UTC"}')
        everything = response.body.decode() + capsys.readouterr().out
        for private in (CUSTOMER, "Ada", SECRET):
            assert private not in everything

    def test_the_scheduler_gets_json(self, deployment: Deployment) -> None:
        result = deployment.host.trigger("scheduler").result
        assert isinstance(result, dict)
        assert result["statusCode"] == 500
        assert "error" not in result

    def test_a_context_that_cannot_be_made_is_a_defect_too(self, platform: PlatformName, rig: Rig) -> None:
        def no_context(_: Settings) -> AppContext:
            raise HandoverError("no")

        response = Deployment(rig, make_context=no_context, platform=platform).send("webhook", "POST", "", KNOWN, b"{}")
        assert (response.status, read(response)["ok"]) == (500, False)


class TestAContainer:
    def test_its_parts_are_made_once(self, rig: Rig) -> None:
        made = []

        def counted(settings: Settings) -> AppContext:
            made.append(settings)
            return rig.app_for(settings)

        container = Container({**SETTINGS, "CE_FUNCTION": "handover-webhook"}, counted)
        args = {"__ce_method": "POST", "__ce_path": "/", "__ce_headers": {}}
        for _ in range(3):
            assert container.serve("webhook", args)["statusCode"] == 401
        assert len(made) == 1

    def test_settings_that_changed_make_new_ones(self, rig: Rig) -> None:
        container = Container({}, rig.app_for)
        headers = {"authorization": "Bearer " + "n" * 40, "content-type": "application/json"}
        args = {**SETTINGS, "__ow_method": "post", "__ow_query": "", "__ow_headers": headers, "__ow_body": "e30="}
        assert container.serve("webhook", args)["statusCode"] == 401
        assert container.serve("webhook", {**args, "WEBHOOK_SECRET": "n" * 40})["statusCode"] == 200

    def test_an_environment_that_was_not_complete_is_read_again(self, rig: Rig) -> None:
        environ = {"CE_FUNCTION": "handover-webhook"}
        container = Container(environ, rig.app_for)
        args = {"__ce_method": "POST", "__ce_path": "/", "__ce_headers": {}, "__ce_body": "e30="}
        assert container.serve("webhook", args)["statusCode"] == 500
        environ |= SETTINGS
        assert container.serve("webhook", args)["statusCode"] == 401

    @pytest.mark.parametrize(
        "args", [None, [], "text", 5, {}, {"__ce_headers": 5}, {"__ow_headers": [], "__ow_body": 5}]
    )
    @pytest.mark.parametrize("action", ["webhook", "twiml", "status", "transcript", "scheduler"])
    def test_any_arguments_get_a_result(self, rig: Rig, action: str, args: Any) -> None:
        container = Container({}, rig.app_for)
        result = container.serve(action, args)
        assert json.dumps(result)
        assert set(result) == {"statusCode", "headers", "body"}

    def test_the_real_parts_are_made_of_settings_alone(self, rig: Rig) -> None:
        from handover.runtime import make_context

        app = make_context(rig.settings)
        assert (app.settings, type(app.storage), type(app.twilio)) == (rig.settings, AppStorage, TwilioClient)


class TestTheLog:
    """All actions run, with success and with failures; then the log is searched for what must not be in it."""

    PRIVATE = (
        *(CUSTOMER, CUSTOMER[1:], CUSTOMER[3:], "030 12345678", OTHER, "12345678"),
        *("Ada", "Lovelace", "hail damage", "B-AB 123", "session-of-ada", "log-of-ada"),
        *(SECRET, PREVIOUS_SECRET, TOKEN, PREVIOUS_TOKEN, HASH_KEY, STORAGE_SECRET),
    )

    def play(self, deployment: Deployment) -> None:
        rig, session = deployment.rig, "session-of-ada"
        call_request = {"name": "Ada Lovelace", "reason": "hail damage", "details": {"plate": "B-AB 123"}}
        handover_id = deployment.start(session, **call_request)["handover_id"]
        deployment.start(session, phone_number=OTHER)
        deployment.start("other-session-of-ada", phone_number="fax 030 12345678")
        deployment.ask(action="call_status", session_id=session)
        deployment.ask(action="start_call", session_id={"x": "session-of-ada"}, phone_number=CUSTOMER)
        deployment.ask(action="Ada Lovelace", session_id=session)
        deployment.step("greet", handover_id)
        deployment.step("connect", handover_id)
        deployment.step("whisper", handover_id, 1)
        deployment.step("decide", handover_id, 1, Digits="1")
        deployment.step("dialed", handover_id, 1, DialBridged="true")
        deployment.step(CUSTOMER, CUSTOMER)
        deployment.report("customer", handover_id, CallStatus="completed", To=CUSTOMER)
        deployment.report("customer", "20261123-nobody-1", CallStatus=CUSTOMER)
        deployment.send(
            "webhook",
            "POST",
            f"secret={SECRET}",
            {**KNOWN, "authorization": "Bearer wrong"},
            f'["{CUSTOMER}"]'.encode(),
        )
        token = jwt.encode({}, SECRET, "HS256")
        payload = {"log_id": "log-of-ada", "session_id": session, "request": {"input": {"text": "I am Ada"}}}
        event = {"event": {"name": "message_logged"}, "payload": payload}
        deployment.send("transcript", "POST", "", {**KNOWN, "authorization": token}, json.dumps(event).encode())
        deployment.host.trigger("scheduler")
        for mishap in (refuses(400, 21211), refuses(401, 20003), CUT_BEFORE):
            rig.twilio.mishaps.append(mishap)
            deployment.start(
                f"session-of-ada-{mishap.reply.status}-{mishap.reply.cut}", phone_number=OTHER, **call_request
            )
        down = rig.client().failing()
        failing = Deployment(
            rig, make_context=lambda settings: rig.app_for(settings, lambda: down), platform=deployment.platform
        )
        failing.start(session, **call_request)
        failing.step("greet", handover_id)
        failing.report("customer", handover_id, CallStatus="completed")

    def test_each_request_is_one_line_of_json(self, deployment: Deployment, capsys: pytest.CaptureFixture[str]) -> None:
        self.play(deployment)
        logged = lines(capsys)
        assert len(logged) == len(deployment.host.activations) + 3
        for line in logged:
            assert {"action", "platform", "status", "ms"} <= set(line)
            assert line["platform"] == deployment.platform
        assert {line["action"] for line in logged} == {"webhook", "twiml", "status", "transcript", "scheduler"}

    def test_nothing_private_is_in_it(self, deployment: Deployment, capsys: pytest.CaptureFixture[str]) -> None:
        self.play(deployment)
        logged = capsys.readouterr().out + capsys.readouterr().err
        for private in self.PRIVATE:
            assert private not in logged, private

    def test_a_warning_with_a_number_is_masked(self, rig: Rig, capsys: pytest.CaptureFixture[str]) -> None:
        def no_context(settings: Settings) -> AppContext:
            raise SettingsError("No sender for +49 152 28179386.")

        Deployment(rig, make_context=no_context).send("webhook", "POST", "", KNOWN, b"{}")
        assert lines(capsys)[-1]["warnings"] == ["No sender for …86."]

    def test_it_has_enough_to_follow_a_call(self, deployment: Deployment, capsys: pytest.CaptureFixture[str]) -> None:
        handover_id = deployment.start()["handover_id"]
        deployment.step("greet", handover_id)
        deployment.report("customer", handover_id, CallStatus="ringing")
        started, greeted, ringing = lines(capsys)
        assert (started["step"], started["outcome"], started["number"]) == ("start_call", "dialing", "…78")
        assert started["session"] == handover_id.split("-")[1][:8]
        assert (greeted["step"], greeted["outcome"]) == ("greet", "said")
        assert (ringing["step"], ringing["outcome"]) == ("customer", "ringing")
        assert {line["handover"] for line in (started, greeted, ringing)} == {handover_id}


def test_the_collector_pauses_for_a_containers_first_request_only() -> None:
    seen: list[bool] = []

    def context(settings: Settings) -> AppContext:
        seen.append(gc.isenabled())
        raise HandoverError("not made")

    container = Container({**SETTINGS, "CE_FUNCTION": "handover-webhook"}, context)
    container.serve("webhook", {"__ce_method": "POST", "__ce_headers": {}, "__ce_path": "/"})
    assert seen == [False]
    assert gc.isenabled()


@pytest.mark.parametrize("action", ["webhook", "twiml", "status", "transcript", "dashboard", "scheduler"])
def test_each_callable_of_the_bundle_serves_its_action(action: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SETTINGS:  # this machine's environment may hold some
        monkeypatch.delenv(name, raising=False)
    result = getattr(runtime, action)({"__ow_method": "get", "__ow_path": "", "__ow_headers": {}})
    assert result["statusCode"] == (200 if action == "twiml" else 500)
