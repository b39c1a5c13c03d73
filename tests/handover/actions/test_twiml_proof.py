"""A desk chooses what proves that the right person picked up: any key, the digit in the chat, or nothing."""

from __future__ import annotations

from typing import Any

import pytest

from handover.core.call.proof import digit_for
from handover.services.storage.keys import handover_keys
from tests.handover.actions.test_twiml import attributes, greeting, kinds, spoken, verbs
from tests.handover.deployment import CALL, Deployment
from tests.handover.rig import ANNA, HASH_KEY, Rig

pytestmark = pytest.mark.parametrize("deployment", ["openwhisk"], indirect=True)


def start(deployment: Deployment, proof: Any, **more: Any) -> dict[str, Any]:
    deployment.rig.desk(proof=proof)
    return deployment.start(**more)


def press(deployment: Deployment, document: str, digits: str) -> str:
    """Presses keys after that document. Returns what Twilio gets next."""
    query = attributes(document, "Gather")["action"].partition("?")[2]
    return deployment.twilio("twiml", query, {"CallSid": CALL, "Digits": digits}).body.decode()


def wrong_for(handover_id: str) -> str:
    return str((int(digit_for(HASH_KEY, handover_id)) + 1) % 10)


def test_the_chat_shows_the_digit_and_the_phone_asks_for_it(deployment: Deployment) -> None:
    reply = start(deployment, "digit")
    digit = digit_for(HASH_KEY, reply["handover_id"])
    assert reply["digit"] == digit
    assert f"press {digit}" in reply["message"]
    document = greeting(deployment)
    assert verbs(document) == ["Gather", "Gather", "Redirect"]
    assert "the digit in your chat" in spoken(document)
    assert digit not in spoken(document)
    assert attributes(press(deployment, document, digit), "Number")["text"] == ANNA


def test_the_digit_stands_in_no_address_and_in_no_object(deployment: Deployment) -> None:
    reply = start(deployment, "digit")
    url = deployment.rig.twilio.created[0]["Url"][0]
    assert "p=digit" in url
    stored = deployment.rig.objects(handover_keys.events(reply["handover_id"]))
    assert all(fact["facts"].get("digit") is None for fact in stored.values())
    other = start(deployment, "digit", session="session-2", phone_number="+493012345690")
    rest = [
        address.replace(handover, "")
        for address, handover in (
            (url, reply["handover_id"]),
            (deployment.rig.twilio.created[1]["Url"][0], other["handover_id"]),
        )
    ]
    assert rest[0] == rest[1]


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_digit_may_be_pressed_three_times(deployment: Deployment, language: str) -> None:
    reply = start(deployment, "digit", language=language)
    handover_id = reply["handover_id"]
    document = greeting(deployment)
    heard = [spoken(document)]
    for _ in range(2):
        document = press(deployment, document, wrong_for(handover_id))
        assert verbs(document) == ["Gather", "Gather", "Redirect"]
        heard.append(spoken(document))
    assert len(set(heard)) == 3
    assert attributes(press(deployment, document, reply["digit"]), "Number")["text"] == ANNA


def test_after_three_wrong_digits_nobody_is_connected(deployment: Deployment) -> None:
    handover_id = start(deployment, "digit")["handover_id"]
    document = greeting(deployment)
    for _ in range(3):
        document = press(deployment, document, wrong_for(handover_id))
    assert verbs(document) == ["Say", "Hangup"]
    assert "hunt" not in kinds(deployment.rig, handover_id)
    deployment.report("customer", handover_id, CallStatus="completed", CallDuration="31")
    assert deployment.rig.handover(handover_id).state == "no_human"
    status = deployment.ask(action="call_status", session_id="session-1")
    assert "digit" not in status
    assert "digit was not pressed" in status["message"]


@pytest.mark.parametrize("attempt", [0, 2, 3, 9])
def test_the_permit_says_that_a_digit_is_asked_for_whatever_the_address_says(
    deployment: Deployment, attempt: int
) -> None:
    handover_id = start(deployment, "digit")["handover_id"]
    for digits in ("", "#", wrong_for(handover_id)):
        document = deployment.step("connect", handover_id, attempt, Digits=digits)
        assert "Dial" not in verbs(document)
    assert "hunt" not in kinds(deployment.rig, handover_id)


def test_a_repeated_right_digit_rings_the_same_agent(deployment: Deployment) -> None:
    reply = start(deployment, "digit")
    document = greeting(deployment)
    assert press(deployment, document, reply["digit"]) == press(deployment, document, reply["digit"])


def test_a_canceled_call_asks_for_no_digit_again(deployment: Deployment) -> None:
    handover_id = start(deployment, "digit")["handover_id"]
    document = greeting(deployment)
    deployment.ask(action="cancel_call", session_id="session-1")
    assert verbs(press(deployment, document, wrong_for(handover_id))) == ["Hangup"]


def test_the_digit_is_shown_as_long_as_it_is_of_use(deployment: Deployment) -> None:
    reply = start(deployment, "digit")
    digit, handover_id = reply["digit"], reply["handover_id"]
    for event in ({}, {"CallStatus": "ringing"}, {"CallStatus": "in-progress"}):
        if event:
            deployment.report("customer", handover_id, **event)
        shown = deployment.ask(action="call_status", session_id="session-1")
        assert shown["digit"] == digit
        assert digit in shown["message"]
    assert deployment.start()["digit"] == digit
    press(deployment, greeting(deployment), digit)
    assert "digit" not in deployment.ask(action="call_status", session_id="session-1")


def test_without_proof_the_greeting_connects_at_once(deployment: Deployment) -> None:
    reply = start(deployment, "none")
    assert "key" not in reply["message"]
    document = greeting(deployment)
    assert verbs(document) == ["Say", "Redirect"]
    query = attributes(document, "Redirect")["text"].partition("?")[2]
    connected = deployment.twilio("twiml", query, {"CallSid": CALL}).body.decode()
    assert attributes(connected, "Number")["text"] == ANNA


def test_any_key_is_the_default(deployment: Deployment) -> None:
    reply = deployment.start()
    assert "digit" not in reply
    assert "&p=" not in deployment.rig.twilio.created[0]["Url"][0]
    assert not {"proof", "caller"} & set(
        deployment.rig.objects(handover_keys.events(reply["handover_id"])).popitem()[1]["facts"]
    )


def test_abroad_means_outside_the_first_country(deployment: Deployment) -> None:
    rule = {"default": "any_key", "abroad": "digit"}
    assert "digit" not in start(deployment, rule)
    assert "digit" in start(deployment, rule, session="session-2", phone_number="+1 212 555 2368")


def connected_before(rig: Rig, deployment: Deployment) -> None:
    handover_id = deployment.start("session-0")["handover_id"]
    deployment.step("connect", handover_id, Digits="1")
    deployment.step("decide", handover_id, 1, Digits="1")
    deployment.step("dialed", handover_id, 1, DialBridged="true", DialCallStatus="completed")
    deployment.report("customer", handover_id, CallStatus="completed", CallDuration="90")
    rig.clock.step(3600)


def test_a_number_that_was_never_reached_needs_the_digit(deployment: Deployment) -> None:
    assert "digit" in start(deployment, {"unreached": "digit"})


def test_a_number_whose_calls_were_not_connected_needs_the_digit(deployment: Deployment) -> None:
    handover_id = deployment.start("session-0")["handover_id"]
    deployment.report("customer", handover_id, CallStatus="no-answer")
    deployment.rig.clock.step(3600)
    assert "digit" in start(deployment, {"unreached": "digit"})


def test_a_number_that_was_reached_before_the_rule_needs_a_key_only(deployment: Deployment) -> None:
    connected_before(deployment.rig, deployment)
    assert "digit" not in start(deployment, {"unreached": "digit"})
