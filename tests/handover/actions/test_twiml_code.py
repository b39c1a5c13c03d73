"""The step `code` of the action `twiml`: only the agent who signs in hears the code."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit
from xml.etree import ElementTree

import pytest

from tests.handover.deployment import CALL, Deployment
from tests.handover.rig import ANNA, OUR_NUMBER, Rig
from tests.handover.signing import ask, right, with_secret


@pytest.fixture
def deployment(request: pytest.FixtureRequest, rig: Rig) -> Deployment:
    return Deployment(with_secret(rig))


def verbs(document: str) -> list[str]:
    return [verb.tag for verb in ElementTree.fromstring(document)]


def heard(deployment: Deployment, address: str, **form: str) -> str:
    """Returns the document for that URL on a call to Anna."""
    known = {"CallSid": CALL, "From": OUR_NUMBER, "To": ANNA, **form}
    response = deployment.twilio("twiml", urlsplit(address).query, known)
    assert response.status == 200
    return response.body.decode()


def address(deployment: Deployment, challenge: str, **more: str) -> str:
    return f"{deployment.host.url('twiml')}?{urlencode({'step': 'code', 'h': challenge, 'l': 'en', **more})}"


def test_a_key_press_plays_the_code_and_silence_does_not(deployment: Deployment) -> None:
    challenge = ask(deployment.rig)
    offer = heard(deployment, address(deployment, challenge))
    assert verbs(offer) == ["Gather", "Hangup"]
    pressed = ElementTree.fromstring(offer)[0].attrib["action"]
    assert dict(parse_qsl(urlsplit(pressed).query)) == {"step": "code", "h": challenge, "a": "1", "l": "en"}
    document = heard(deployment, pressed, Digits="7")
    assert ", ".join(right(challenge)) in document
    assert verbs(heard(deployment, pressed)) == ["Hangup"]
    assert verbs(heard(deployment, pressed, Digits="7", To="+493012345678")) == ["Hangup"]


def test_without_a_signature_the_code_is_not_spoken(deployment: Deployment) -> None:
    query = urlsplit(address(deployment, ask(deployment.rig), a="1")).query
    assert deployment.twilio("twiml", query, {"To": ANNA, "Digits": "1"}, signature="forged").status == 403


@pytest.mark.parametrize("challenge", ["", "x", "a" * 26, "20261123-abc-1"])
def test_without_a_known_challenge_the_leg_is_hung_up(deployment: Deployment, challenge: str) -> None:
    assert verbs(heard(deployment, address(deployment, challenge, a="1"), Digits="1")) == ["Hangup"]


def test_when_storage_is_down_the_leg_is_hung_up(deployment: Deployment) -> None:
    challenge = ask(deployment.rig)
    broken = deployment.rig.client().failing()
    failing = Deployment(deployment.rig, make_context=lambda settings: deployment.rig.app_for(settings, lambda: broken))
    assert verbs(heard(failing, address(failing, challenge, a="1"), Digits="1")) == ["Hangup"]


def test_no_challenge_and_no_code_is_in_the_log(deployment: Deployment, capsys: pytest.CaptureFixture[str]) -> None:
    challenge = ask(deployment.rig)
    heard(deployment, address(deployment, challenge, a="1"), Digits="1")
    logged = capsys.readouterr().out
    assert '"step": "code"' in logged
    assert challenge not in logged
    assert right(challenge) not in logged
