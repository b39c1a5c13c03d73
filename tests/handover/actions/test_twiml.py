"""The action `twiml` serves Twilio only, and always returns TwiML that is right for its leg."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import pytest
from twilio.request_validator import RequestValidator

from handover.core.call.callback_urls import CallbackUrls
from handover.core.call.events import EventKind
from handover.services.storage import keys
from handover.services.storage.keys import handover_keys
from handover.settings import Settings
from handover.usecases.context import AppContext
from sandbox.bucket.faults import When
from tests.handover.deployment import AGENT_CALL, CALL, Deployment
from tests.handover.rig import ANNA, BEN, CUSTOMER, OUR_NUMBER, PREVIOUS_TOKEN, TOKEN, HandClock, Rig


@pytest.fixture
def handover_id(deployment: Deployment) -> str:
    reply = deployment.start(name="Ada", reason="hail damage", details={"plate": "B-AB 123"})
    return str(reply["handover_id"])


def verbs(document: str) -> list[str]:
    return [verb.tag for verb in ElementTree.fromstring(document)]


def spoken(document: str) -> str:
    return " ".join(say.text or "" for say in ElementTree.fromstring(document).iter("Say"))


def greeting(deployment: Deployment) -> str:
    """Requests the address that Twilio got for the last call. Returns the TwiML."""
    query = deployment.rig.twilio.created[-1]["Url"][0].partition("?")[2]
    return deployment.twilio("twiml", query, {"CallSid": CALL}).body.decode()


def attributes(document: str, tag: str) -> dict[str, str]:
    found = next(ElementTree.fromstring(document).iter(tag))
    return {**found.attrib, "text": found.text or ""}


def kinds(rig: Rig, handover_id: str) -> list[str]:
    return [name.rpartition("/")[2] for name in rig.objects(handover_keys.events(handover_id))]


@pytest.mark.parametrize("deployment", ["openwhisk"], indirect=True)
class TestACall:
    """The steps of a call, as Twilio requests them."""

    def test_the_customer_is_greeted_and_must_press_a_key(self, deployment: Deployment, handover_id: str) -> None:
        document = greeting(deployment)
        assert verbs(document) == ["Gather", "Gather", "Redirect"]
        assert "Example Insurance" in spoken(document)
        assert (
            attributes(document, "Gather")["action"] == f"{deployment.host.url('twiml')}?step=connect&h={handover_id}"
        )
        assert attributes(document, "Redirect")["text"] == f"{deployment.host.url('twiml')}?step=no_key&h={handover_id}"

    def test_without_a_key_press_the_call_ends_and_that_is_recorded_at_its_end(
        self, deployment: Deployment, handover_id: str
    ) -> None:
        assert verbs(deployment.step("no_key", handover_id)) == ["Say", "Hangup"]
        deployment.report("customer", handover_id, CallStatus="in-progress")
        deployment.report("customer", handover_id, CallStatus="completed", CallDuration="31")
        assert "no_key" in kinds(deployment.rig, handover_id)
        assert deployment.rig.handover(handover_id).state == "no_human"

    def test_a_call_that_was_picked_up_and_canceled_rings_no_agent(
        self, deployment: Deployment, handover_id: str
    ) -> None:
        deployment.ask(action="cancel_call", session_id="session-1")
        assert verbs(greeting(deployment)) == ["Gather", "Gather", "Redirect"]
        assert verbs(deployment.step("connect", handover_id, Digits="1")) == ["Hangup"]
        assert "hunt" not in kinds(deployment.rig, handover_id)

    def test_a_key_rings_the_first_agent(self, deployment: Deployment, handover_id: str) -> None:
        document = deployment.step("connect", handover_id, Digits="5")
        assert verbs(document) == ["Say", "Dial"]
        dial, number = attributes(document, "Dial"), attributes(document, "Number")
        assert (dial["callerId"], dial["timeLimit"], dial["answerOnBridge"]) == (OUR_NUMBER, "3600", "true")
        assert dial["timeout"] == "15", "20 s of ringing: Twilio adds five"
        assert dial["action"] == f"{deployment.host.url('twiml')}?step=dialed&h={handover_id}&a=1"
        assert number["text"] == ANNA
        assert number["url"] == f"{deployment.host.url('twiml')}?step=whisper&h={handover_id}&a=1"
        assert number["statusCallback"].startswith(f"{deployment.host.url('status')}?kind=agent&h={handover_id}&a=1#")

    def test_the_order_of_agents_is_frozen_with_the_first_key(self, deployment: Deployment, handover_id: str) -> None:
        deployment.step("connect", handover_id)
        deployment.rig.desk(agents=[{"id": "new", "name": "New", "phone": "+493012345673"}])
        deployment.rig.clock.step(31)
        assert attributes(deployment.step("connect", handover_id), "Number")["text"] == ANNA
        assert attributes(deployment.step("dialed", handover_id, 1, DialBridged="false"), "Number")["text"] == BEN

    def test_an_agent_who_is_away_when_the_key_is_pressed_is_not_rung(
        self, deployment: Deployment, handover_id: str
    ) -> None:
        deployment.rig.storage.availability.set_away("anna", True, "anna", deployment.rig.clock.now())
        assert attributes(deployment.step("connect", handover_id), "Number")["text"] == BEN
        assert verbs(deployment.step("dialed", handover_id, 1, DialBridged="false")) == ["Redirect"], (
            "there is nobody else"
        )

    def test_with_all_agents_away_the_customer_hears_the_apology_at_once(
        self, deployment: Deployment, handover_id: str
    ) -> None:
        for agent_id in ("anna", "ben"):
            deployment.rig.storage.availability.set_away(agent_id, True, agent_id, deployment.rig.clock.now())
        document = deployment.step("connect", handover_id)
        assert verbs(document) == ["Redirect"]
        assert "step=unanswered" in attributes(document, "Redirect")["text"]
        assert "no_agent" in kinds(deployment.rig, handover_id)

    def test_the_whisper_has_the_reason_and_no_name(self, deployment: Deployment, handover_id: str) -> None:
        deployment.step("connect", handover_id)
        document = deployment.step("whisper", handover_id, 1)
        assert verbs(document)[-1] == "Hangup", "silence must not bridge: a mailbox may have picked up"
        assert "hail damage" in spoken(document)
        assert "Ada" not in document
        assert "B-AB" not in document

    def test_key_1_accepts_and_the_end_of_the_document_bridges(self, deployment: Deployment, handover_id: str) -> None:
        deployment.step("connect", handover_id)
        document = deployment.step("decide", handover_id, 1, Digits="1")
        assert verbs(document) == ["Gather"]
        assert "Ada" in spoken(document)
        handover = deployment.rig.handover(handover_id)
        assert (handover.state, handover.agent and handover.agent.id) == ("connected", "anna")

    @pytest.mark.parametrize("key", ["2", "9", "5", "#", ""])
    def test_no_other_key_bridges(self, deployment: Deployment, handover_id: str, key: str) -> None:
        deployment.step("connect", handover_id)
        assert verbs(deployment.step("decide", handover_id, 1, Digits=key))[-1] == "Hangup"
        assert deployment.rig.handover(handover_id).state == "hunting"

    def test_key_2_passes_to_the_next_agent(self, deployment: Deployment, handover_id: str) -> None:
        deployment.step("connect", handover_id)
        deployment.step("decide", handover_id, 1, Digits="2")
        document = deployment.step("dialed", handover_id, 1, DialCallStatus="completed", DialBridged="false")
        assert attributes(document, "Number")["text"] == BEN
        assert {"passed.1", "missed.1"} <= set(kinds(deployment.rig, handover_id))

    def test_after_the_last_agent_there_is_an_apology(self, deployment: Deployment, handover_id: str) -> None:
        deployment.step("connect", handover_id)
        deployment.rig.clock.step(91)
        document = deployment.step("dialed", handover_id, 2, DialCallStatus="no-answer", DialBridged="false")
        assert verbs(document) == ["Redirect"]
        assert "step=unanswered" in attributes(document, "Redirect")["text"]
        assert verbs(deployment.step("unanswered", handover_id)) == ["Say", "Hangup"]
        deployment.report("customer", handover_id, CallStatus="completed")
        assert deployment.rig.handover(handover_id).state == "no_agent"

    def test_a_bridged_call_hunts_no_further(self, deployment: Deployment, handover_id: str) -> None:
        deployment.step("connect", handover_id)
        deployment.step("decide", handover_id, 1, Digits="1")
        document = deployment.step(
            "dialed", handover_id, 1, DialCallStatus="completed", DialBridged="true", DialCallDuration="64"
        )
        assert verbs(document) == ["Say", "Hangup"]
        deployment.report("customer", handover_id, CallStatus="completed")
        assert deployment.rig.handover(handover_id).state == "completed"

    def test_an_acceptance_without_a_bridge_is_taken_back(self, deployment: Deployment, handover_id: str) -> None:
        deployment.step("connect", handover_id)
        deployment.step("decide", handover_id, 1, Digits="1")
        deployment.step("dialed", handover_id, 1, DialCallStatus="completed", DialBridged="false")
        assert deployment.rig.handover(handover_id).state == "hunting"

    @pytest.mark.parametrize(("accepted", "ends"), [(True, ["Say", "Hangup"]), (False, ["Say", "Dial"])])
    def test_without_dial_bridged_an_acceptance_decides(
        self, deployment: Deployment, handover_id: str, accepted: bool, ends: list[str]
    ) -> None:
        deployment.step("connect", handover_id)
        if accepted:
            deployment.step("decide", handover_id, 1, Digits="1")
        assert verbs(deployment.step("dialed", handover_id, 1, DialCallStatus="completed")) == ends

    @pytest.mark.parametrize("step", ["greet", "connect", "whisper", "decide", "dialed", "no_key"])
    def test_a_repeated_step_returns_and_records_the_same(
        self, deployment: Deployment, handover_id: str, step: str
    ) -> None:
        deployment.step("connect", handover_id)
        first = deployment.step(step, handover_id, 1, Digits="1", DialBridged="false")
        before = deployment.rig.objects()
        assert deployment.step(step, handover_id, 1, Digits="1", DialBridged="false") == first
        assert deployment.rig.objects() == before

    def test_the_call_of_a_german_chat_is_in_german(self, deployment: Deployment) -> None:
        deployment.start(language="de-DE")
        document = greeting(deployment)
        assert attributes(document, "Say")["language"] == "de-DE"
        farewell = attributes(document, "Redirect")["text"].partition("?")[2]
        document = deployment.twilio("twiml", farewell, {"CallSid": CALL}).body.decode()
        assert attributes(document, "Say")["language"] == "de-DE"

    def test_the_apology_of_a_german_call_is_in_german(self, deployment: Deployment) -> None:
        handover_id = deployment.start(language="de-DE")["handover_id"]
        deployment.step("connect", handover_id)
        document = deployment.step("dialed", handover_id, 2, DialCallStatus="no-answer", DialBridged="false")
        query = attributes(document, "Redirect")["text"].partition("?")[2]
        document = deployment.twilio("twiml", query, {"CallSid": CALL}).body.decode()
        assert attributes(document, "Say")["language"] == "de-DE"

    @pytest.mark.parametrize("step", ["connect", "whisper", "decide"])
    def test_every_step_of_a_cancelled_call_hangs_up(self, deployment: Deployment, handover_id: str, step: str) -> None:
        deployment.step("connect", handover_id)
        deployment.ask(action="cancel_call", session_id="session-1")
        document = deployment.step(step, handover_id, 1, Digits="1")
        assert verbs(document)[-1] == "Hangup"
        assert "Dial" not in verbs(document)
        assert not {"accepted.1"} & set(kinds(deployment.rig, handover_id))

    def test_an_agent_who_presses_after_the_customer_left_hears_so(
        self, deployment: Deployment, handover_id: str
    ) -> None:
        deployment.step("connect", handover_id)
        deployment.report("customer", handover_id, CallStatus="completed")
        assert verbs(deployment.step("decide", handover_id, 1, Digits="1"))[-1] == "Hangup"
        assert "accepted.1" not in kinds(deployment.rig, handover_id)

    def test_an_inbound_caller_hears_who_we_are(self, deployment: Deployment) -> None:
        query = CallbackUrls("", "").step("inbound", language="de", desk="Example Insurance")[1:]
        document = deployment.twilio("twiml", query, {"CallSid": CALL}).body.decode()
        assert verbs(document) == ["Gather", "Gather", "Say", "Hangup"]
        assert "Example Insurance" in spoken(document)
        assert attributes(document, "Say")["language"] == "de-DE"
        assert attributes(document, "Gather")["action"].partition("?")[2] == query.replace("inbound", "ring_back")

    def test_no_other_call_than_an_incoming_one_can_ring_back(self, deployment: Deployment, handover_id: str) -> None:
        form: dict[str, Any] = {"From": CUSTOMER, "To": OUR_NUMBER, "Direction": "outbound-api"}
        assert "something went wrong" in spoken(deployment.step("ring_back", **form))
        assert deployment.rig.handover(handover_id).state == "dialing"

    @pytest.mark.parametrize("step", ["greet", "inbound"])
    def test_without_the_words_in_its_address_a_step_speaks_of_the_service_desk(
        self, deployment: Deployment, handover_id: str, step: str
    ) -> None:
        assert "this is the service desk" in spoken(deployment.step(step, handover_id))

    def test_a_customer_who_hangs_up_while_the_last_agents_phone_rings_has_left(
        self, deployment: Deployment, handover_id: str
    ) -> None:
        deployment.step("connect", handover_id)
        deployment.step("dialed", handover_id, 1, DialCallStatus="no-answer", DialBridged="false")
        left = {"DialCallStatus": "canceled", "DialBridged": "false", "CallStatus": "completed"}
        deployment.step("dialed", handover_id, 2, **left)
        deployment.report("customer", handover_id, CallStatus="completed", CallDuration="40")
        assert deployment.rig.handover(handover_id).state == "abandoned"


class TestAuthentication:
    QUERY = "step=greet&h=20261123-abc-1"

    @pytest.mark.parametrize("signature", ["", "wrong", "L/OH5YylLD5NRKLltdqwSvS0BnU="])
    @pytest.mark.parametrize("step", ["greet", "decide", "sorry", "nonsense"])
    def test_a_request_that_twilio_did_not_sign_is_refused(
        self, deployment: Deployment, signature: str, step: str
    ) -> None:
        response = deployment.twilio("twiml", f"step={step}&h=20261123-abc-1", {"CallSid": CALL}, signature=signature)
        assert response.status == 403
        assert b"<Response>" not in response.body

    def test_nothing_is_read_for_an_unknown_caller(self, rig: Rig, deployment: Deployment) -> None:
        client = rig.client().separate()
        strict = Deployment(rig, make_context=lambda settings: rig.app_for(settings, lambda: client))
        for action in ("twiml", "status"):
            assert strict.twilio(action, f"{self.QUERY}&kind=customer", {"CallSid": CALL}, signature="x").status == 403
        assert len(client.requests) == 0

    def test_the_previous_token_signs_while_it_is_being_rotated(self, deployment: Deployment, handover_id: str) -> None:
        response = deployment.twilio("twiml", f"step=greet&h={handover_id}", {"CallSid": CALL}, PREVIOUS_TOKEN)
        assert response.status == 200

    @pytest.mark.parametrize("where", ["query", "form"])
    def test_a_token_in_the_request_is_not_used(self, deployment: Deployment, where: str) -> None:
        query = self.QUERY + ("&TWILIO_AUTH_TOKEN=mine" if where == "query" else "")
        form = {"CallSid": CALL, **({"TWILIO_AUTH_TOKEN": "mine"} if where == "form" else {})}
        assert deployment.twilio("twiml", query, form, token="mine").status == 403

    def test_a_signature_for_another_call_is_refused(self, deployment: Deployment, handover_id: str) -> None:
        seen = deployment.twilio("twiml", "step=sorry", {"CallSid": CALL})
        assert seen.status == 200
        signature = RequestValidator(TOKEN).compute_signature(
            f"{deployment.host.url('twiml')}?step=sorry", {"CallSid": CALL}
        )
        replayed = deployment.twilio(
            "twiml", f"step=decide&h={handover_id}&a=1", {"CallSid": CALL}, signature=signature
        )
        assert replayed.status == 403


@pytest.mark.parametrize("deployment", ["code-engine"], indirect=True)
class TestWhenSomethingBreaks:
    @pytest.mark.parametrize(
        ("step", "handover_id"),
        [
            ("connect", "20261123-nobody-1"),
            ("greet", ""),
            ("connect", ""),
            ("connect", "20261123-UPPER-1"),
            ("", "20261123-nobody-1"),
            ("fly", "20261123-nobody-1"),
        ],
    )
    def test_a_customers_leg_of_no_handover_hears_an_apology(
        self, deployment: Deployment, step: str, handover_id: str
    ) -> None:
        assert verbs(deployment.step(step, handover_id)) == ["Say", "Hangup"]

    @pytest.mark.parametrize("step", ["whisper", "decide"])
    @pytest.mark.parametrize("attempt", [0, 1, 7])
    def test_an_agents_leg_of_no_attempt_is_hung_up(
        self, deployment: Deployment, handover_id: str, step: str, attempt: int
    ) -> None:
        document = deployment.step(step, handover_id, attempt, Digits="1")
        assert verbs(document)[-1] == "Hangup"
        assert "bridge" not in document

    @pytest.mark.parametrize(
        ("step", "ends"),
        [("greet", ["Gather", "Gather", "Redirect"])]
        + [(step, ["Say", "Hangup"]) for step in ("no_key", "connect", "dialed", "unanswered")]
        + [(step, ["Hangup"]) for step in ("whisper", "decide")],
    )
    def test_without_storage_each_leg_gets_what_is_right_for_it(
        self, rig: Rig, deployment: Deployment, handover_id: str, step: str, ends: list[str]
    ) -> None:
        deployment.step("connect", handover_id)
        down = Deployment(rig, make_context=_app_without_storage(rig, lambda *_: True))
        assert verbs(down.step(step, handover_id, 1, Digits="1")) == ends

    def test_an_acceptance_that_cannot_be_recorded_does_not_bridge(
        self, rig: Rig, deployment: Deployment, handover_id: str
    ) -> None:
        deployment.step("connect", handover_id)
        down = Deployment(rig, make_context=_app_without_storage(rig, lambda _, key: "accepted" in key))
        assert verbs(down.step("decide", handover_id, 1, Digits="1")) == ["Hangup"]

    def test_without_the_availability_no_agent_is_skipped(
        self, rig: Rig, deployment: Deployment, handover_id: str
    ) -> None:
        rig.storage.availability.set_away("anna", True, "anna", rig.clock.now())
        down = Deployment(rig, make_context=_app_without_storage(rig, lambda _, key: key == keys.SWITCHES))
        assert attributes(down.step("connect", handover_id), "Number")["text"] == ANNA

    @pytest.mark.parametrize("kind", [EventKind.MISSED, EventKind.NO_AGENT, EventKind.BRIDGED])
    def test_another_fact_that_cannot_be_recorded_ends_no_call(
        self, rig: Rig, deployment: Deployment, handover_id: str, kind: EventKind
    ) -> None:
        deployment.step("connect", handover_id)
        down = Deployment(rig, make_context=_app_without_storage(rig, lambda _, key: str(kind) in key))
        document = {
            EventKind.MISSED: lambda: down.step("dialed", handover_id, 1, DialBridged="false"),
            EventKind.NO_AGENT: lambda: down.step("dialed", handover_id, 2, DialBridged="false"),
            EventKind.BRIDGED: lambda: down.step("dialed", handover_id, 1, DialBridged="true"),
        }[kind]()
        expected = {EventKind.MISSED: ["Say", "Dial"], EventKind.NO_AGENT: ["Redirect"]}
        assert verbs(document) == expected.get(kind, ["Say", "Hangup"])

    def test_without_a_desk_the_customer_hears_an_apology(
        self, rig: Rig, deployment: Deployment, handover_id: str
    ) -> None:
        rig.storage.bucket.delete(keys.DESK)
        rig.clock.step(31)
        assert verbs(deployment.step("connect", handover_id)) == ["Say", "Hangup"]

    @pytest.mark.parametrize(("step", "ends"), [("connect", ["Say", "Hangup"]), ("decide", ["Hangup"])])
    def test_a_defect_still_returns_twiml(
        self,
        rig: Rig,
        deployment: Deployment,
        handover_id: str,
        step: str,
        ends: list[str],
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        deployment.step("connect", handover_id)
        broken = Deployment(rig, make_context=lambda settings: rig.app_for(settings, clock=NoClock()))
        capsys.readouterr()
        assert verbs(broken.step(step, handover_id, 1, Digits="1")) == ends
        logged = capsys.readouterr().out
        assert '"outcome": "defect"' in logged
        assert CUSTOMER not in logged

    def test_an_inbound_caller_hears_a_greeting_without_storage_too(self, rig: Rig, deployment: Deployment) -> None:
        down = Deployment(rig, make_context=_app_without_storage(rig, lambda *_: True))
        assert verbs(down.step("inbound")) == ["Gather", "Gather", "Say", "Hangup"]
        form: dict[str, Any] = {"From": CUSTOMER, "To": OUR_NUMBER, "Direction": "inbound", "Digits": "1"}
        assert verbs(down.step("ring_back", **form)) == ["Say", "Hangup"], "an apology"

    def test_the_apology_is_in_the_language_of_its_url(self, deployment: Deployment) -> None:
        document = deployment.twilio("twiml", "step=sorry&h=20261123-abc-1&l=de", {"CallSid": AGENT_CALL}).body.decode()
        assert attributes(document, "Say")["language"] == "de-DE"


class NoClock(HandClock):
    """A defect: reading the time raises, with a message that must not be logged."""

    def now(self) -> object:  # type: ignore[override]  # the defect
        raise RuntimeError(f"{CUSTOMER} called")


def _app_without_storage(rig: Rig, fails: When) -> Callable[[Settings], AppContext]:
    client = rig.client().failing(fails)
    return lambda settings: rig.app_for(settings, lambda: client)
