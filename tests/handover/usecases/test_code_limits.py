"""Strangers get so many codes and no more; they cannot lock an agent out of a browser that is known; nothing shows."""

from __future__ import annotations

import re
from typing import Any

import pytest

from handover.core.access.sign_in_code import MOST_REQUESTS_AN_HOUR
from handover.services.storage import StorageError
from handover.usecases.code_limits import TooManyCodesError
from handover.usecases.sign_in import request_code, request_spoken_code
from tests.handover.rig import ANNA, OTHER, Rig, at_once
from tests.handover.signing import with_secret
from tests.handover.twilio_stub import refuses

NUMBERS = [f"+4930123457{n:02}" for n in range(20)]


@pytest.fixture
def rig(rig: Rig) -> Rig:
    """Twenty agents."""
    with_secret(rig)
    desk(rig)
    return rig


def desk(rig: Rig, **limits: int) -> None:
    agents = [{"id": f"agent{n}", "name": f"Agent {n}", "phone": number} for n, number in enumerate(NUMBERS)]
    rig.desk(agents=[{"id": "anna", "name": "Anna", "phone": ANNA}, *agents], limits=limits)


def ask(rig: Rig, number: str = ANNA, known: bool = False) -> str:
    """Returns the challenge, or `""` when the request is refused."""
    ctx = rig.ctx()
    try:
        return request_code(ctx, ctx.storage.desk(), number, "en", known)
    except TooManyCodesError:
        return ""


def call(rig: Rig, challenge: str) -> None:
    ctx = rig.ctx()
    request_spoken_code(ctx, ctx.storage.desk(), challenge, "en")


def sent(rig: Rig) -> int:
    return len(rig.twilio.texts) + len(rig.twilio.created)


def test_messages_and_calls_of_an_hour_are_limited_for_the_whole_desk(rig: Rig) -> None:
    for number in NUMBERS[:10]:
        for _ in range(3):
            call(rig, ask(rig, number))
    assert sent(rig) == 30
    assert "sign_in_codes_per_hour" in rig.log.warnings[-1]
    rig.clock.step(3600)
    ask(rig, NUMBERS[-1])
    assert sent(rig) == 31


def test_the_limit_is_the_operators(rig: Rig) -> None:
    desk(rig, sign_in_codes_per_hour=2)
    for number in NUMBERS[:4]:
        assert ask(rig, number), "it does not show that nothing was sent"
    assert sent(rig) == 2


def test_the_limit_holds_when_many_ask_at_the_same_moment(rig: Rig) -> None:
    desk(rig, sign_in_codes_per_hour=4)
    assert all(at_once([lambda number=number: ask(rig, number) for number in NUMBERS[:12]]))  # type: ignore[misc]
    assert sent(rig) == 4


def test_a_number_of_nobody_uses_up_no_message(rig: Rig) -> None:
    desk(rig, sign_in_codes_per_hour=1)
    for _ in range(5):
        ask(rig, OTHER)
    ask(rig)
    assert [number for number, _ in rig.twilio.texted] == [ANNA]


def test_when_strangers_used_up_a_number_its_known_browser_still_gets_a_code(rig: Rig) -> None:
    assert all(ask(rig) for _ in range(5))
    assert ask(rig) == ""
    assert ask(rig, known=True)
    assert len(rig.twilio.texts) == 6


def test_when_strangers_used_up_the_desk_a_known_browser_still_gets_message_and_call(rig: Rig) -> None:
    desk(rig, sign_in_codes_per_hour=1)
    ask(rig, NUMBERS[0])
    call(rig, ask(rig, known=True))
    assert [number for number, _ in rig.twilio.texted] == [NUMBERS[0], ANNA]
    assert rig.twilio.dialled == [ANNA]


def test_known_browsers_have_a_limit_too(rig: Rig) -> None:
    assert [bool(ask(rig, known=True)) for _ in range(7)] == [True] * 5 + [False] * 2


@pytest.mark.parametrize("known", [False, True])
def test_a_number_gets_ten_codes_a_day(rig: Rig, known: bool) -> None:
    got = 0
    for _ in range(23):
        got += sum(bool(ask(rig, known=known)) for _ in range(6))
        rig.clock.step(3600)
    assert got == 10, "with five tries each these are 50 guesses"
    rig.clock.step(3600)
    assert ask(rig, known=known)


def test_beyond_the_hours_requests_nothing_is_stored_and_twilio_gets_nothing(rig: Rig) -> None:
    quotas = rig.storage.code_quotas
    while quotas.claim_request(rig.clock.now(), MOST_REQUESTS_AN_HOUR):
        pass
    before, client = rig.objects("v1/"), rig.client().separate()
    for number in (ANNA, OTHER):
        ctx = rig.ctx(rig.app(lambda: client))
        with pytest.raises(TooManyCodesError) as refused:
            request_code(ctx, ctx.storage.desk(), number, "en")
        assert refused.value.again.isoformat() == "2026-11-23T10:00:00+00:00"
    assert rig.objects("v1/") == before
    assert rig.twilio.requests == []
    assert ask(rig, known=True)


def test_a_repeated_request_for_a_call_costs_no_request_to_twilio(rig: Rig) -> None:
    for number in (ANNA, OTHER):
        challenge = ask(rig, number)
        call(rig, challenge)
        before, stored = len(rig.twilio.requests), len(rig.objects("v1/"))
        for _ in range(5):
            call(rig, challenge)
        assert (len(rig.twilio.requests), len(rig.objects("v1/"))) == (before, stored)


def requests_of(rig: Rig, number: str, known: bool, landline: bool) -> list[str]:
    """Returns the requests to storage and Twilio, in order and by kind, of a code, a call, and a call once more."""
    client = rig.client().separate()
    seen: list[str] = []

    app = rig.app(lambda: client)
    if landline:
        rig.twilio.text_mishaps.append(refuses(400, 21635))

    def run(work: Any) -> Any:
        at, phone = len(client.requests), len(rig.twilio.requests)
        result = work()
        seen.extend(re.sub(r"/[a-z2-7]{24,26}/|/[0-9]+$", "/*/", request) for request in client.requests[at:])
        seen.append(f"{len(rig.twilio.requests) - phone} to Twilio")
        return result

    ctx = rig.ctx(app)
    the_desk = ctx.storage.desk()
    challenge = run(lambda: request_code(ctx, the_desk, number, "en", known))
    for _ in range(2):
        run(lambda: request_spoken_code(ctx, the_desk, challenge, "en"))
    return seen


@pytest.mark.parametrize("known", [False, True])
def test_an_agent_a_landline_and_a_number_of_nobody_cost_the_same_requests(rig: Rig, known: bool) -> None:
    agent = requests_of(rig, ANNA, known, landline=False)
    assert agent == requests_of(rig, NUMBERS[0], known, landline=True)
    assert agent == requests_of(rig, OTHER, known, landline=False)
    assert [line for line in agent if "Twilio" in line] == ["2 to Twilio", "1 to Twilio", "0 to Twilio"]


def test_it_is_the_same_when_the_hours_codes_are_used_up(rig: Rig) -> None:
    before = requests_of(rig, NUMBERS[0], False, landline=False)
    desk(rig, sign_in_codes_per_hour=1)
    assert requests_of(rig, ANNA, False, landline=False) == before == requests_of(rig, OTHER, False, landline=False)


@pytest.mark.parametrize("part", ["v1/ask/total/", "v1/ask/sent/", "v1/ask/known/"])
def test_without_its_claim_nothing_is_sent(rig: Rig, part: str) -> None:
    client = rig.client().failing(lambda method, key: method == "PUT" and key.startswith(part))
    for number in (ANNA, OTHER):
        ctx = rig.ctx(rig.app(lambda: client))
        with pytest.raises(StorageError):
            request_code(ctx, ctx.storage.desk(), number, "en", part == "v1/ask/known/")
    assert rig.twilio.requests == []


@pytest.mark.parametrize("number", [ANNA, OTHER])
def test_a_landline_whose_call_cannot_be_recorded_is_not_called(rig: Rig, number: str) -> None:
    rig.twilio.text_mishaps.append(refuses(400, 21635))
    client = rig.client().failing(lambda _, key: key.endswith("/delivery"))
    ctx = rig.ctx(rig.app(lambda: client))
    assert request_code(ctx, ctx.storage.desk(), number, "en")
    assert rig.twilio.dialled == []
    assert len(rig.twilio.requests) == 2


def test_codes_that_were_requested_before_an_update_are_good(rig: Rig) -> None:
    challenge = "a" * 26
    rig.server.put(rig.bucket, f"v1/code/{challenge}/asked", b'{"at":"2026-11-23T09:00:00+00:00","agent":"anna"}')
    call(rig, challenge)
    assert rig.twilio.dialled == [ANNA]
