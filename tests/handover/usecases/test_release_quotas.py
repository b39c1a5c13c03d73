"""What a start could not give back is given back later, once, and nothing of another handover is."""

from __future__ import annotations

import itertools
from functools import partial

import pytest

from handover.services.storage import keys
from handover.usecases.release_quotas import release_quotas_of
from handover.usecases.start_call import start_call
from sandbox.bucket.faults import When
from tests.fakes.bucket import CUT_BEFORE
from tests.handover.rig import CUSTOMER, OTHER, Rig, at_once, call_request
from tests.handover.twilio_stub import refuses

#: The requests of a plain start in a container that has proven its bucket.
REQUESTS = 11


class KilledError(BaseException):
    """The process dies: nothing after it runs."""


def used(rig: Rig) -> tuple[int, int]:
    """Returns how many calls of the day, and how many to the customer, are in use."""
    quotas, day = rig.storage.quotas, rig.clock.now().date()
    return quotas.count_calls_on(day), len(quotas.calls_to(CUSTOMER).taken().held)


def not_given_back(rig: Rig) -> str:
    """A start that Twilio refuses, and whose quotas cannot be given back. Returns its id."""
    rig.twilio.mishaps.append(refuses(400, 21211))
    client = rig.client().failing(lambda _, key: key.endswith(".released"))
    return start_call(rig.ctx(rig.app(lambda: client)), call_request()).handover_id


def test_what_was_left_is_given_back_once(rig: Rig) -> None:
    start_call(rig.ctx(), call_request("session-2", OTHER))
    rig.desk(limits={"calls_per_country_per_hour": 9})
    handover_id = not_given_back(rig)
    assert used(rig) == (2, 1)
    for _ in range(2):
        release_quotas_of(rig.ctx(), rig.handover(handover_id))
        assert used(rig) == (1, 0)
    assert rig.storage.quotas.calls_to_country("DE", rig.clock.now()).taken().held == []
    assert len([key for key in rig.objects() if key.endswith(".released")]) == 3
    assert start_call(rig.ctx(), call_request()).ok


def test_giving_back_at_the_same_time_is_giving_back_once(rig: Rig) -> None:
    rig.desk(limits={"calls_per_day": 2})
    handover = rig.handover(not_given_back(rig))
    at_once([partial(release_quotas_of, rig.ctx(), handover)] * 8)
    numbers = [f"+4930123451{n:02d}" for n in range(8)]
    app = rig.app()
    at_once([partial(start_call, rig.ctx(app), call_request(number, number)) for number in numbers])
    assert len(rig.twilio.dialled) == 2


def test_when_there_is_nothing_it_costs_two_listings(rig: Rig) -> None:
    rig.twilio.mishaps.append(refuses(400, 21211))
    handover = rig.handover(start_call(rig.ctx(), call_request()).handover_id)
    client = rig.client().separate()
    app = rig.app(lambda: client)
    rig.ctx(app).storage.desk()
    client.take()
    release_quotas_of(rig.ctx(app), handover)
    assert [request.split("/")[1] for request in client.requests] == ["number", "total"]


def test_a_start_over_the_desks_midnight_is_found(rig: Rig) -> None:
    rig.clock.step(14 * 3600 - 5)  # 23:59:55 in Berlin
    handover_id = not_given_back(rig)
    rig.clock.step(7200)
    release_quotas_of(rig.ctx(), rig.handover(handover_id))
    assert [key for key in rig.objects("v1/total/") if key.endswith(".released")]


def test_without_a_desk_the_days_around_are_looked_at(rig: Rig) -> None:
    handover = rig.handover(not_given_back(rig))
    rig.client().delete_object(Bucket=rig.bucket, Key=keys.DESK)
    release_quotas_of(rig.ctx(rig.app()), handover)
    assert used(rig) == (0, 0)


def test_a_request_that_was_refused_before_its_number_was_read_has_nothing(rig: Rig) -> None:
    reply = start_call(rig.ctx(), call_request(number="nonsense"))
    client = rig.client().separate()
    release_quotas_of(rig.ctx(rig.app(lambda: client)), rig.handover(reply.handover_id))
    assert client.requests == []


def killing(k: int) -> When:
    numbers = itertools.count(1)

    def when(*_: str) -> bool:
        if next(numbers) == k:
            raise KilledError
        return False

    return when


@pytest.mark.parametrize("k", range(1, REQUESTS + 1))
def test_after_a_kill_at_any_request_nothing_is_dialled_twice_and_quotas_come_back(rig: Rig, k: int) -> None:
    client = rig.client().failing(killing(k), CUT_BEFORE)
    with pytest.raises(KilledError):
        start_call(rig.ctx(rig.app(lambda: client)), call_request())
    start_call(rig.ctx(), call_request())
    assert len(rig.twilio.dialled) <= 1
    if rig.twilio.dialled:
        assert used(rig) == (1, 1)
        return
    first = rig.storage.sessions.handover_id("session-1", rig.clock.now(), 1)
    for seconds in (20, 121):
        rig.clock.step(seconds)
        start_call(rig.ctx(), call_request())
    assert rig.twilio.dialled == [CUSTOMER]
    assert rig.handover(first).state == "failed"
    release_quotas_of(rig.ctx(), rig.handover(first))
    assert used(rig) == (1, 1)
