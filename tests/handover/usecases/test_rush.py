"""Fifty chats at the same moment: all are called, the limits are exact, and storage gets few requests.

Nothing here depends on time: requests are counted, and the threads begin together.
"""

from __future__ import annotations

from functools import partial

import pytest

from handover.core.reply import Reply
from handover.services.storage import keys
from handover.usecases.start_call import start_call
from tests.fakes.bucket import MemoryClient
from tests.handover.rig import Rig, at_once, call_request

CHATS = 50
MOST_REQUESTS = 14


def rush(rig: Rig, chats: int = CHATS) -> tuple[list[Reply], MemoryClient]:
    """Start from so many chats and numbers at once in a fresh container. Returns the replies and its client."""
    client = rig.client().separate()
    app = rig.app(lambda: client)
    numbers = [f"+4930123451{n:02d}" for n in range(chats)]
    return at_once([partial(start_call, rig.ctx(app), call_request(number, number)) for number in numbers]), client


def used(rig: Rig) -> int:
    return rig.storage.quotas.count_calls_on(rig.clock.now().date())


@pytest.mark.parametrize("most", [50, 200])
def test_in_a_rush_every_chat_is_called_with_few_requests(unproven_rig: Rig, most: int) -> None:
    rig = unproven_rig
    rig.desk(limits={"calls_per_day": most})
    replies, client = rush(rig)
    assert [reply.status for reply in replies] == ["dialing"] * CHATS
    assert len(set(rig.twilio.dialled)) == len(rig.twilio.dialled) == CHATS
    assert used(rig) == CHATS
    assert len(client.requests) <= MOST_REQUESTS * CHATS


def test_after_a_rush_that_used_the_day_up_the_next_chat_is_refused(rig: Rig) -> None:
    rig.desk(limits={"calls_per_day": CHATS})
    rush(rig)
    reply = start_call(rig.ctx(), call_request("session-51", "+493012345199"))
    assert (reply.ok, reply.reason) == (False, "limit_reached")
    assert len(rig.twilio.dialled) == used(rig) == CHATS


@pytest.mark.parametrize("most", [1, 30])
def test_a_rush_for_too_few_calls_places_exactly_those(rig: Rig, most: int) -> None:
    rig.desk(limits={"calls_per_day": most})
    replies, _ = rush(rig)
    assert len(rig.twilio.dialled) == used(rig) == most
    assert sorted(reply.reason for reply in replies) == [""] * most + ["limit_reached"] * (CHATS - most)


def test_a_rush_with_numbers_that_were_given_back_is_exact_too(rig: Rig) -> None:
    rig.desk(limits={"calls_per_day": 30})
    quotas, now = rig.storage.quotas, rig.clock.now()
    of_day = quotas.calls_on(now.date())
    for n in (2, 3, 5, 8, 13):
        claim = of_day.claim(n, "earlier", now)
        assert claim is not None
        if n != 13:
            quotas.release(claim)
    rush(rig)
    assert (len(rig.twilio.dialled), used(rig)) == (29, 30)


def test_in_a_rush_one_request_reads_the_desk_and_one_checks_the_bucket(unproven_rig: Rig) -> None:
    _, client = rush(unproven_rig)
    assert client.requests.count(f"GET {keys.DESK}") == 1
    assert client.requests.count(f"PUT {keys.PROOF}") == 2


@pytest.mark.parametrize("limit", ["calls_per_country_per_hour", "calls_in_progress"])
def test_the_optional_limits_are_never_passed_in_a_rush(rig: Rig, limit: str) -> None:
    rig.desk(limits={limit: 20})
    replies, _ = rush(rig)
    called = len(rig.twilio.dialled)
    assert called == 20 if limit == "calls_per_country_per_hour" else called <= 20
    assert sorted(reply.reason for reply in replies) == [""] * called + ["limit_reached"] * (CHATS - called)
    assert used(rig) == called, "what was claimed in vain is given back"
