"""A code is spoken once, on the agent's phone, after a key press. Every other call hangs up."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from handover.core.access.sign_in_code import CodeError
from handover.usecases.sign_in import request_spoken_code, spoken_code
from tests.handover.rig import ANNA, BEN, DESK, OTHER, Rig, at_once
from tests.handover.signing import ask, right, with_secret
from tests.handover.twilio_stub import CUT_AFTER, Mishap, refuses


@pytest.fixture
def rig(rig: Rig) -> Rig:
    return with_secret(rig)


def call(rig: Rig, challenge: str) -> None:
    ctx = rig.ctx()
    request_spoken_code(ctx, ctx.storage.desk(), challenge, "en")


def said(rig: Rig, challenge: str, called: str = ANNA, key: str | None = None, language: str = "en") -> str:
    return spoken_code(rig.ctx(), challenge, language, called, key)


def verbs(document: str) -> list[str]:
    return [verb.tag for verb in ElementTree.fromstring(document)]


def test_each_code_is_called_out_once(rig: Rig) -> None:
    challenge = ask(rig)
    call(rig, challenge)
    call(rig, challenge)
    (form,) = rig.twilio.created
    assert form["To"] == [ANNA]
    call(rig, ask(rig))
    assert rig.twilio.dialled == [ANNA, ANNA]


def test_of_many_requests_for_a_call_at_once_one_rings(rig: Rig) -> None:
    with_secret(rig)
    challenge = ask(rig)
    at_once([lambda: call(rig, challenge)] * 10)
    assert rig.twilio.dialled == [ANNA]


def test_a_number_that_was_called_instead_of_texted_is_not_called_again(rig: Rig) -> None:
    rig.twilio.text_mishaps.append(refuses(400, 21635))
    call(rig, ask(rig))
    assert rig.twilio.dialled == [ANNA]


def test_a_number_of_nobody_is_never_called_but_costs_the_same_requests(rig: Rig) -> None:
    taken = [(len(rig.twilio.requests), len(rig.objects("v1/code/")))]
    for number in (ANNA, OTHER):
        challenge = ask(rig, number)
        for _ in range(3):
            call(rig, challenge)
        taken.append((len(rig.twilio.requests), len(rig.objects("v1/code/"))))
    assert taken == [(0, 0), (3, 3), (6, 6)], "a second request for the same code does nothing"
    assert rig.twilio.dialled == [ANNA]


def test_an_agent_who_left_the_desk_is_not_called(rig: Rig) -> None:
    challenge = ask(rig)
    rig.desk(agents=DESK["agents"][1:])
    call(rig, challenge)
    assert rig.twilio.dialled == []
    assert verbs(said(rig, challenge)) == ["Hangup"]


def test_the_number_in_desk_json_now_is_called(rig: Rig) -> None:
    challenge = ask(rig)
    rig.desk(agents=[{**DESK["agents"][0], "phone": OTHER}])
    call(rig, challenge)
    assert rig.twilio.dialled == [OTHER]
    assert verbs(said(rig, challenge, ANNA)) == ["Hangup"]


@pytest.mark.parametrize("mishap", [refuses(400, 21214), refuses(500, 20500), CUT_AFTER], ids=["400", "500", "cut"])
def test_a_call_that_fails_is_a_warning_for_the_operator(rig: Rig, mishap: Mishap) -> None:
    challenge = ask(rig)
    rig.twilio.mishaps.append(mishap)
    call(rig, challenge)
    assert len(rig.log.warnings) == 1
    assert ANNA[1:] not in rig.log.warnings[0]


def test_an_expired_code_is_not_called_out(rig: Rig) -> None:
    challenge = ask(rig)
    rig.clock.step(600)
    with pytest.raises(CodeError):
        call(rig, challenge)
    with pytest.raises(CodeError):
        call(rig, "a" * 26)
    assert rig.twilio.dialled == []


def test_before_a_key_press_the_call_names_the_desk_and_no_digit(rig: Rig) -> None:
    challenge = ask(rig)
    offer = said(rig, challenge)
    code = right(challenge)
    assert verbs(offer) == ["Gather", "Hangup"]
    assert "Example Insurance" in offer
    assert ", ".join(code) not in offer
    gather = ElementTree.fromstring(offer)[0]
    assert gather.attrib["action"] == f"https://handover.example.org/twiml?step=code&h={challenge}&a=1&l=en"


def test_after_a_key_press_the_digits_are_spoken_twice_one_by_one(rig: Rig) -> None:
    challenge = ask(rig)
    document = said(rig, challenge, key="#")
    assert verbs(document) == ["Say", "Hangup"]
    assert document.count(", ".join(right(challenge))) == 2


def test_the_code_is_spoken_in_the_pages_language_else_the_agents(rig: Rig) -> None:
    challenge = ask(rig)
    assert "Anmeldecode" in said(rig, challenge, key="1", language="de")
    assert "sign-in code" in said(rig, challenge, key="1", language="xx")


@pytest.mark.parametrize("key", [None, "1"])
def test_a_used_or_expired_code_is_not_spoken(rig: Rig, key: str | None) -> None:
    used, old = ask(rig), ask(rig)
    rig.storage.sign_in_codes.claim(used, "used", rig.clock.now())
    over = said(rig, used, key=key)
    assert verbs(over) == ["Say", "Hangup"]
    assert ", ".join(right(used)) not in over
    rig.clock.step(600)
    assert said(rig, old, key=key) == over


@pytest.mark.parametrize("key", [None, "1", ""])
@pytest.mark.parametrize("challenge", ["", "a" * 26, "../x", "nobody"])
def test_a_call_without_a_valid_challenge_hangs_up(rig: Rig, challenge: str, key: str | None) -> None:
    known = {"nobody": ask(rig, OTHER)}.get(challenge, challenge)
    assert verbs(said(rig, known, key=key)) == ["Hangup"]


def test_a_call_to_another_phone_or_without_a_digit_hangs_up(rig: Rig) -> None:
    challenge = ask(rig)
    assert verbs(said(rig, challenge, BEN, key="1")) == ["Hangup"]
    assert verbs(said(rig, challenge, "", key="1")) == ["Hangup"]
    assert verbs(said(rig, challenge, ANNA, key="")) == ["Hangup"]
