"""When no agent took the call, the customer is asked what they want, at most twice, and only for what the desk allows."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from handover.core.call.events import EventKind
from handover.services.storage import keys
from handover.services.storage.keys import recording_keys
from tests.fakes.bucket import DOWN
from tests.handover.actions.test_twiml import attributes, spoken, verbs
from tests.handover.deployment import Deployment
from tests.handover.nobody_left import action_of_record, hung_up, not_taken, voicemail_desk
from tests.handover.rig import CUSTOMER, Rig

pytestmark = pytest.mark.parametrize("deployment", ["openwhisk"], indirect=True)


def asked(deployment: Deployment, handover_id: str) -> str:
    """Follows the redirect of the last attempt. Returns the TwiML."""
    redirect = deployment.step("dialed", handover_id, 2, DialCallStatus="busy", DialBridged="false")
    query = attributes(redirect, "Redirect")["text"].partition("?")[2]
    return deployment.twilio("twiml", query, {"CallSid": "CA1"}).body.decode()


def actions(document: str) -> list[str]:
    return [gather.get("action", "").partition("?")[2] for gather in ElementTree.fromstring(document).iter("Gather")]


def test_both_are_offered_twice_and_then_comes_a_goodbye(deployment: Deployment) -> None:
    voicemail_desk(deployment)
    handover_id = not_taken(deployment)
    document = asked(deployment, handover_id)
    assert verbs(document) == ["Say", "Gather", "Gather", "Say", "Hangup"]
    assert actions(document) == [f"step=choose&h={handover_id}&a=1", f"step=choose&h={handover_id}&a=2"]
    assert "press 1" in spoken(document)
    assert "press 2" in spoken(document)


@pytest.mark.parametrize(
    ("desk", "said", "not_said"),
    [
        ({"voicemail": {"enabled": True}, "call_back": {"enabled": False}}, "press 1", "press 2"),
        ({"voicemail": {"enabled": False}}, "press 2", "press 1"),
    ],
)
def test_only_what_the_desk_allows_is_offered(
    deployment: Deployment, desk: dict[str, object], said: str, not_said: str
) -> None:
    voicemail_desk(deployment, **desk)
    document = asked(deployment, not_taken(deployment))
    assert said in spoken(document)
    assert not_said not in spoken(document)


def test_a_desk_that_allows_neither_apologises_as_before(deployment: Deployment) -> None:
    voicemail_desk(deployment, voicemail={"enabled": False}, call_back={"enabled": False})
    document = asked(deployment, not_taken(deployment))
    assert verbs(document) == ["Say", "Hangup"]


def test_an_address_of_an_earlier_version_gets_the_apology(deployment: Deployment) -> None:
    voicemail_desk(deployment)
    assert verbs(deployment.step("unanswered", not_taken(deployment))) == ["Say", "Hangup"]


def test_a_change_of_the_desk_during_the_call_takes_no_offer_back(deployment: Deployment) -> None:
    voicemail_desk(deployment)
    handover_id = not_taken(deployment)
    voicemail_desk(deployment, voicemail={"enabled": False})
    assert "press 1" in spoken(asked(deployment, handover_id))
    assert verbs(deployment.step("choose", handover_id, 1, Digits="1")) == ["Redirect"]


def test_another_key_is_asked_about_once_more(deployment: Deployment) -> None:
    voicemail_desk(deployment)
    handover_id = not_taken(deployment)
    again = deployment.step("choose", handover_id, 1, Digits="7")
    assert actions(again) == [f"step=choose&h={handover_id}&a=2"]
    assert actions(deployment.step("choose", handover_id, 2, Digits="7")) == []
    assert actions(deployment.step("choose", handover_id, 99, Digits="7")) == []


def test_a_key_for_what_is_not_offered_does_nothing(deployment: Deployment, rig: Rig) -> None:
    voicemail_desk(deployment, voicemail={"enabled": False}, call_back={"enabled": False})
    handover_id = not_taken(deployment)
    before = rig.objects()
    for key in "12":
        assert verbs(deployment.step("choose", handover_id, 1, Digits=key)) == ["Say", "Hangup"]
    assert verbs(deployment.step("message", handover_id)) == ["Say", "Hangup"]
    assert rig.objects() == before


def test_consent_is_spoken_before_the_tone(deployment: Deployment) -> None:
    voicemail_desk(deployment, voicemail={"enabled": True, "seconds": 60}, retention={"chat_days": 14})
    handover_id = not_taken(deployment)
    redirect = attributes(deployment.step("choose", handover_id, 1, Digits="1"), "Redirect")["text"]
    assert redirect.endswith(f"step=message&h={handover_id}")
    document = deployment.step("message", handover_id)
    assert verbs(document) == ["Say", "Record", "Say", "Hangup"]
    for words in ("after the tone", "recorded", "1 minute", "kept for 14 days", "hang up"):
        assert words in spoken(document)
    record = attributes(document, "Record")
    assert (record["maxLength"], record["playBeep"], record["method"]) == ("60", "true", "POST")
    assert record["action"].endswith(f"step=recorded&h={handover_id}")
    assert f"kind=recording&h={handover_id}#" in record["recordingStatusCallback"]
    assert len(document.encode()) < 4096


def test_everything_is_in_the_customers_language(deployment: Deployment) -> None:
    voicemail_desk(deployment)
    handover_id = not_taken(deployment, language="de")
    assert "drücken Sie die 1" in asked(deployment, handover_id)
    assert actions(asked(deployment, handover_id))[0].endswith("&l=de")
    assert "nach dem Ton" in spoken(deployment.step("message", handover_id))
    assert "Vielen Dank" in spoken(action_of_record(deployment, handover_id))


def test_that_a_recording_is_due_is_stored_before_anything_is_recorded(deployment: Deployment, rig: Rig) -> None:
    voicemail_desk(deployment)
    handover_id = not_taken(deployment)
    deployment.step("message", handover_id)
    assert list(rig.objects(keys.RECORDINGS_DUE)) == [recording_keys.recording_due(handover_id)]
    before = rig.objects()
    rig.clock.step(3)
    deployment.step("message", handover_id)
    assert rig.objects() == before, "Twilio repeats"


def test_nothing_is_recorded_when_that_cannot_be_stored(deployment: Deployment, rig: Rig) -> None:
    voicemail_desk(deployment)
    handover_id = not_taken(deployment)
    rig.client().faults.add(DOWN, lambda method, key: key.startswith(keys.RECORDINGS_DUE), times=None)
    assert verbs(deployment.step("message", handover_id)) == ["Say", "Hangup"]


@pytest.mark.parametrize("step", ["choose", "message"])
def test_nobody_is_asked_after_hanging_up_or_a_cancellation(deployment: Deployment, step: str) -> None:
    voicemail_desk(deployment)
    ended, canceled = not_taken(deployment), not_taken(deployment, session="session-2", phone_number="+493012345699")
    hung_up(deployment, ended)
    deployment.ask(action="cancel_call", session_id="session-2")
    for handover_id in (ended, canceled):
        assert verbs(deployment.step(step, handover_id, 1, Digits="1")) == ["Hangup"]


def test_a_late_key_press_of_who_has_hung_up_is_no_request_that_nobody_took(deployment: Deployment, rig: Rig) -> None:
    voicemail_desk(deployment)
    handover_id = str(deployment.start()["handover_id"])
    hung_up(deployment, handover_id)
    for agent in rig.storage.desk().agents:
        rig.storage.availability.set_away(agent.id, True, agent.id, rig.clock.now())
    assert verbs(deployment.step("connect", handover_id)) == ["Hangup"]
    assert not rig.storage.handovers.events_of(handover_id, EventKind.NO_AGENT, EventKind.WAITING)


def test_who_said_something_is_thanked(deployment: Deployment) -> None:
    voicemail_desk(deployment)
    handover_id = not_taken(deployment)
    deployment.step("message", handover_id)
    assert "Thank you" in spoken(action_of_record(deployment, handover_id))
    hung_up(deployment, handover_id)
    assert deployment.rig.handover(handover_id).state == "voicemail"


@pytest.mark.parametrize("seconds", ["0", "1"])
def test_silence_is_no_message(deployment: Deployment, seconds: str) -> None:
    voicemail_desk(deployment)
    handover_id = not_taken(deployment)
    deployment.step("message", handover_id)
    assert "did not hear" in spoken(action_of_record(deployment, handover_id, RecordingDuration=seconds))
    hung_up(deployment, handover_id)
    assert deployment.rig.handover(handover_id).state == "no_agent"


def test_hanging_up_before_the_tone_is_no_message(deployment: Deployment) -> None:
    voicemail_desk(deployment)
    handover_id = not_taken(deployment)
    deployment.step("message", handover_id)
    hung_up(deployment, handover_id)
    assert deployment.rig.handover(handover_id).state == "no_agent"


def test_the_chat_does_not_say_that_somebody_is_looked_for_when_nobody_is_left(deployment: Deployment) -> None:
    voicemail_desk(deployment)
    handover_id = not_taken(deployment)
    deployment.step("message", handover_id)
    status = deployment.ask(action="call_status", session_id="session-1")
    assert (status["status"], status["live"]) == ("hunting", True)
    assert status["message"] == (
        "None of our colleagues could take your call. You hear on the phone what you can do instead."
    )


def test_a_number_that_is_not_to_be_called_is_promised_no_call_back(deployment: Deployment, rig: Rig) -> None:
    voicemail_desk(deployment)
    handover_id = not_taken(deployment)
    rig.storage.do_not_call.add(CUSTOMER, rig.clock.now(), "session-2", [])
    document = deployment.step("choose", handover_id, 1, Digits="2")
    assert "could not book that call" in spoken(document)
    assert not rig.objects(keys.DUE)
