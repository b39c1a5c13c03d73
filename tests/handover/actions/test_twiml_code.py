"""The step `code` of the voice door: an agent who signs in is called, and nobody else hears a digit."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit
from xml.etree import ElementTree

import pytest

from tests.handover.doors import CALL, Doors
from tests.handover.rig import ANNA, OUR_NUMBER, Rig
from tests.handover.signing import ask, right, with_secret


@pytest.fixture
def doors(request: pytest.FixtureRequest, rig: Rig) -> Doors:
    return Doors("openwhisk", with_secret(rig))


def verbs(document: str) -> list[str]:
    return [verb.tag for verb in ElementTree.fromstring(document)]


def heard(doors: Doors, address: str, **form: str) -> str:
    """What Twilio gets for that address on a call to Anna."""
    known = {"CallSid": CALL, "From": OUR_NUMBER, "To": ANNA, **form}
    response = doors.twilio("twiml", urlsplit(address).query, known)
    assert response.status == 200
    return response.body.decode()


def address(doors: Doors, challenge: str, **more: str) -> str:
    return f"{doors.host.url('twiml')}?{urlencode({'step': 'code', 'h': challenge, 'l': 'en', **more})}"


def test_a_key_brings_the_code_and_silence_brings_nothing(doors: Doors) -> None:
    challenge = ask(doors.rig)
    offer = heard(doors, address(doors, challenge))
    assert verbs(offer) == ["Gather", "Hangup"]
    pressed = ElementTree.fromstring(offer)[0].attrib["action"]
    assert dict(parse_qsl(urlsplit(pressed).query)) == {"step": "code", "h": challenge, "a": "1", "l": "en"}
    told = heard(doors, pressed, Digits="7")
    assert ", ".join(right(challenge)) in told
    assert verbs(heard(doors, pressed)) == ["Hangup"]
    assert verbs(heard(doors, pressed, Digits="7", To="+493012345678")) == ["Hangup"]


def test_without_a_signature_nothing_is_said(doors: Doors) -> None:
    query = urlsplit(address(doors, ask(doors.rig), a="1")).query
    assert doors.twilio("twiml", query, {"To": ANNA, "Digits": "1"}, signature="forged").status == 403


@pytest.mark.parametrize("challenge", ["", "x", "a" * 26, "20261123-abc-1"])
def test_without_a_challenge_of_ours_the_leg_is_hung_up(doors: Doors, challenge: str) -> None:
    assert verbs(heard(doors, address(doors, challenge, a="1"), Digits="1")) == ["Hangup"]


def test_when_storage_is_down_the_leg_is_hung_up(doors: Doors) -> None:
    challenge = ask(doors.rig)
    broken = doors.rig.client().failing()
    failing = Doors("openwhisk", doors.rig, make_context=lambda settings: doors.rig.kit_for(settings, lambda: broken))
    assert verbs(heard(failing, address(failing, challenge, a="1"), Digits="1")) == ["Hangup"]


def test_no_challenge_and_no_code_is_in_the_log(doors: Doors, capsys: pytest.CaptureFixture[str]) -> None:
    challenge = ask(doors.rig)
    heard(doors, address(doors, challenge, a="1"), Digits="1")
    logged = capsys.readouterr().out
    assert '"step": "code"' in logged
    assert challenge not in logged
    assert right(challenge) not in logged
