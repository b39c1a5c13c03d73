"""A code is sent to agents only, with a limit, and never without its record. For other numbers it looks the same."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from handover.services.storage import StorageError
from handover.usecases.code_limits import TooManyCodesError
from handover.usecases.sign_in import request_code
from sandbox.twilio.segments import segments
from tests.handover.rig import ANNA, BEN, OTHER, Rig, at_once
from tests.handover.signing import ask, right, with_secret
from tests.handover.twilio_stub import CUT_AFTER, Mishap, refuses


@pytest.fixture
def signing_rig(rig: Rig) -> Rig:
    """A rig with the secret that codes are made of."""
    return with_secret(rig)


def test_an_agent_gets_the_code_by_text_message(signing_rig: Rig) -> None:
    challenge = ask(signing_rig)
    ((number, words),) = signing_rig.twilio.texted
    code = right(challenge)
    assert number == ANNA
    assert words.startswith(f"{code} ")
    assert "Example Insurance" in words
    assert signing_rig.twilio.texts[0]["ValidityPeriod"] == ["600"]
    assert signing_rig.twilio.dialled == []


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize(
    "name", ["", "Übersee-Versicherung für Häfen, Schiffe & Ladung aller Art AG", "“Quoted” – desk…"]
)
def test_the_message_is_one_part_and_begins_with_the_code(signing_rig: Rig, language: str, name: str) -> None:
    signing_rig.desk(**({"name": name[:60]} if name else {"name": "x"}))
    ask(signing_rig, language=language)
    ((_, words),) = signing_rig.twilio.texted
    assert segments(words) == 1
    assert re.match(r"[0-9]{6} ", words)


def test_a_number_of_nobody_gets_no_code_but_costs_the_same_requests(signing_rig: Rig) -> None:
    ask(signing_rig, ANNA)
    stored = set(signing_rig.objects("v1/"))
    of_an_agent, asked = len(stored), len(signing_rig.twilio.requests)
    ask(signing_rig, OTHER)
    assert len(set(signing_rig.objects("v1/")) - stored) == of_an_agent - 1, "all but the proof, which was there"
    assert len(signing_rig.twilio.requests) == 2 * asked
    assert [number for number, _ in signing_rig.twilio.texted] == [ANNA]
    assert OTHER[1:] not in str([request.target for request in signing_rig.twilio.requests]), "Twilio does not get it"


def test_storage_has_no_code_and_no_readable_number(signing_rig: Rig) -> None:
    challenge = ask(signing_rig)
    stored = str(signing_rig.objects("v1/"))
    assert challenge in stored
    assert right(challenge) not in stored
    assert ANNA[1:] not in stored


@pytest.mark.parametrize("number", [ANNA, OTHER])
def test_a_number_gets_five_codes_an_hour(signing_rig: Rig, number: str) -> None:
    first = signing_rig.clock.now()
    for _ in range(5):
        ask(signing_rig, number)
        signing_rig.clock.step(60)
    with pytest.raises(TooManyCodesError) as refused:
        ask(signing_rig, number)
    assert refused.value.again == first + timedelta(hours=1)
    ask(signing_rig, BEN)
    signing_rig.clock.step(3600 - 5 * 60)
    ask(signing_rig, number)


def test_of_many_requests_at_once_five_get_a_code(rig: Rig) -> None:
    with_secret(rig)

    def one() -> str:
        try:
            return ask(rig)
        except TooManyCodesError:
            return ""

    assert len([challenge for challenge in at_once([one] * 12) if challenge]) == 5
    assert len(rig.twilio.texted) == 5


def test_a_number_that_takes_no_messages_is_called(signing_rig: Rig) -> None:
    signing_rig.twilio.text_mishaps.append(refuses(400, 21614))
    challenge = ask(signing_rig, language="de")
    (form,) = signing_rig.twilio.created
    assert form["To"] == [ANNA]
    assert form["Url"] == [f"https://handover.example.org/twiml?step=code&h={challenge}&l=de"]
    assert signing_rig.log.warnings != []


@pytest.mark.parametrize("mishap", [refuses(500, 20500), CUT_AFTER], ids=["500", "cut"])
def test_a_message_that_may_have_been_sent_is_not_followed_by_a_call(signing_rig: Rig, mishap: Mishap) -> None:
    signing_rig.twilio.text_mishaps.append(mishap)
    ask(signing_rig)
    assert signing_rig.twilio.dialled == []
    assert "sign-in code" in signing_rig.log.warnings[0]


def test_a_code_that_can_be_neither_texted_nor_spoken_is_a_warning_for_the_operator(signing_rig: Rig) -> None:
    signing_rig.twilio.text_mishaps.append(refuses(401, 20003))
    signing_rig.twilio.mishaps.append(refuses(401, 20003))
    ask(signing_rig)
    assert len(signing_rig.log.warnings) == 2
    assert all("TWILIO_AUTH_TOKEN" in warning for warning in signing_rig.log.warnings)
    assert ANNA[1:] not in str(signing_rig.log.warnings)


def test_a_failed_request_without_effect_shows_in_the_log_only(signing_rig: Rig) -> None:
    signing_rig.twilio.look_mishaps.append(refuses(500, 20500))
    ask(signing_rig, OTHER)
    assert len(signing_rig.log.warnings) == 1


@pytest.mark.parametrize("part", ["v1/ask/", "v1/code/"])
@pytest.mark.parametrize("number", [ANNA, OTHER])
def test_without_its_record_no_code_is_sent(signing_rig: Rig, part: str, number: str) -> None:
    client = signing_rig.client().failing(lambda _, key: key.startswith(part))
    ctx = signing_rig.ctx(signing_rig.app(lambda: client))
    with pytest.raises(StorageError):
        request_code(ctx, ctx.storage.desk(), number, "en")
    assert signing_rig.twilio.requests == []


def test_without_conditional_writes_no_code_is_sent(unproven_rig: Rig) -> None:
    rig = with_secret(unproven_rig)
    client = rig.client().failing(lambda _, key: key.startswith("v1/proof/"))
    ctx = rig.ctx(rig.app(lambda: client))
    with pytest.raises(StorageError):
        request_code(ctx, ctx.storage.desk(), ANNA, "en")
    assert rig.twilio.requests == []
