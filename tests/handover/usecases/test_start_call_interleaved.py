"""Requests that meet a start at any of its requests to storage: there is never a call too many, and none rings on that was
canceled or withdrawn.

Each seed is one interleaving. A few run in the quick suite.
"""

from __future__ import annotations

from typing import Any

import pytest

from handover.core.call.events import EventKind
from handover.services.storage import keys
from handover.usecases.cancel_call import cancel_call
from handover.usecases.start_call import start_call
from handover.usecases.sweep import sweep
from handover.usecases.withdraw import withdraw
from tests.handover.rig import CUSTOMER, OTHER, Rig, call_request
from tests.handover.usecases.turns import Turns, Work

CONSENT = {"question": "Shall we call you?", "answer": "yes"}
THIRD = "+493012345677"
SEEDS = [*range(5), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(5, 14))]

interleaved = pytest.mark.parametrize("seed", SEEDS)


def starting(session: str = "session-1", number: str = CUSTOMER, **more: Any) -> Work:
    return lambda ctx: start_call(ctx, call_request(session, number, **more))


def cancelling(session: str = "session-1") -> Work:
    return lambda ctx: cancel_call(ctx, session, "")


def withdrawing(session: str = "session-2") -> Work:
    return lambda ctx: withdraw(ctx, session, CUSTOMER, "")


def used(rig: Rig) -> tuple[int, int]:
    """Returns how many of the day's calls, and of the calls to the customer, are in use."""
    quotas = rig.storage.quotas
    return quotas.count_calls_on(rig.clock.now().date()), len(quotas.calls_to(CUSTOMER).taken().held)


def end(rig: Rig, handover_id: str) -> None:
    rig.storage.handovers.add(handover_id, EventKind.ENDED, rig.clock.now(), {"status": "busy"})


@interleaved
@pytest.mark.parametrize("copies", [2, 3])
def test_identical_starts_place_one_call_and_use_one_quota(rig: Rig, seed: int, copies: int) -> None:
    replies = Turns(rig, seed).run(*[starting()] * copies)
    assert rig.twilio.dialled == [CUSTOMER]
    assert {reply.handover_id for reply in replies} == {replies[0].handover_id}
    assert sum("already" not in reply.extra for reply in replies) == 1
    assert used(rig) == (1, 1)
    assert list(rig.objects(keys.LIVE)) == [keys.LIVE + replies[0].handover_id]
    assert not [key for key in rig.objects() if key.endswith(".released")]


@interleaved
def test_identical_starts_of_a_chats_next_call_place_one(rig: Rig, seed: int) -> None:
    first = start_call(rig.ctx(), call_request())
    end(rig, first.handover_id)
    replies = Turns(rig, seed).run(starting(), starting())
    assert rig.twilio.dialled == [CUSTOMER, CUSTOMER]
    assert {reply.handover_id[-2:] for reply in replies} == {"-2"}
    assert used(rig) == (2, 2)


@interleaved
def test_two_numbers_of_one_chat_become_one_call(rig: Rig, seed: int) -> None:
    replies = Turns(rig, seed).run(starting(), starting(number=OTHER))
    assert len(rig.twilio.dialled) == 1
    assert sorted(reply.reason for reply in replies) == ["", "already_calling"]
    rig.clock.step(7200)
    left = OTHER if rig.twilio.dialled == [CUSTOMER] else CUSTOMER
    assert start_call(rig.ctx(), call_request("session-2", left)).ok, "nothing holds the number that was not called"


@interleaved
@pytest.mark.parametrize("chats", [2, 3])
def test_of_chats_with_one_number_one_calls_it(rig: Rig, seed: int, chats: int) -> None:
    replies = Turns(rig, seed).run(*[starting(f"session-{n}") for n in range(chats)])
    assert rig.twilio.dialled == [CUSTOMER]
    assert sorted(reply.reason for reply in replies) == ["", *["already_calling"] * (chats - 1)]
    assert used(rig) == (1, 1)


@interleaved
@pytest.mark.parametrize(("most", "chats"), [(1, 2), (2, 3)])
def test_the_last_call_of_the_day_is_placed_once(rig: Rig, seed: int, most: int, chats: int) -> None:
    rig.desk(limits={"calls_per_day": most})
    numbers = [CUSTOMER, OTHER, THIRD][:chats]
    replies = Turns(rig, seed).run(*[starting(number, number) for number in numbers])
    assert len(rig.twilio.dialled) == most
    assert sorted(reply.reason for reply in replies) == [""] * most + ["limit_reached"] * (chats - most)
    assert used(rig)[0] == most


@interleaved
def test_calls_in_progress_are_never_too_many(rig: Rig, seed: int) -> None:
    rig.desk(limits={"calls_in_progress": 1})
    replies = Turns(rig, seed).run(starting("s1", CUSTOMER), starting("s2", OTHER))
    assert len(rig.twilio.dialled) <= 1
    assert used(rig)[0] == len(rig.twilio.dialled)
    assert {reply.reason for reply in replies} <= {"", "limit_reached"}


@interleaved
def test_a_canceled_call_does_not_ring_on(rig: Rig, seed: int) -> None:
    started, canceled = Turns(rig, seed).run(starting(), cancelling())
    if canceled.status == "canceled":
        assert rig.twilio.ended[:1] == list(rig.twilio.calls)
        assert rig.handover(started.handover_id).state == "canceled"
    else:
        assert (canceled.reason, started.status) == ("no_handover", "dialing")


@interleaved
def test_a_start_after_a_cancellation_and_the_one_before_place_no_two_that_ring(rig: Rig, seed: int) -> None:
    Turns(rig, seed).run(starting(), cancelling(), starting())
    ringing = set(rig.twilio.calls) - set(rig.twilio.ended)
    assert len(ringing) <= 1
    status = cancel_call(rig.ctx(), "session-1", "")
    assert status.status in ("canceled", "refused")
    assert set(rig.twilio.calls) == set(rig.twilio.ended)


@interleaved
@pytest.mark.parametrize("consent", [{}, CONSENT], ids=["no consent", "a consent"])
def test_a_withdrawn_number_does_not_ring_on(rig: Rig, seed: int, consent: dict[str, str]) -> None:
    started, withdrawn = Turns(rig, seed).run(starting(consent=consent), withdrawing())
    assert withdrawn.ok
    state = rig.handover(started.handover_id).state
    if state == "dialing" and consent:  # it began after the withdrawal, and asks for a call in other words
        assert not rig.storage.do_not_call.has(CUSTOMER)
        return
    assert state in ("refused", "canceled")
    assert set(rig.twilio.calls) == set(rig.twilio.ended)
    assert start_call(rig.ctx(), call_request(consent=consent)).reason == "do_not_call"


@interleaved
def test_two_withdrawals_and_a_start(rig: Rig, seed: int) -> None:
    started, *withdrawn = Turns(rig, seed).run(starting(), withdrawing("session-2"), withdrawing("session-3"))
    assert [reply.ok for reply in withdrawn] == [True, True]
    assert rig.handover(started.handover_id).state in ("refused", "canceled")
    assert set(rig.twilio.calls) == set(rig.twilio.ended)


@interleaved
def test_after_a_crash_anywhere_a_repetition_and_the_scheduler_bring_everything_in_order(rig: Rig, seed: int) -> None:
    Turns(rig, seed, kill=1 + seed % 11).run(starting())
    Turns(rig, seed).run(starting(), starting("session-2"))
    assert rig.twilio.dialled.count(CUSTOMER) <= 1
    _sweeps(rig)
    assert rig.twilio.dialled.count(CUSTOMER) <= 1
    placed = len(rig.twilio.dialled)
    assert used(rig)[0] == placed
    again = start_call(rig.ctx(), call_request("session-3"))
    assert again.reason == ("already_calling" if placed else ""), "nothing holds the number for ever"


@pytest.mark.parametrize("kill", range(1, 12))
def test_a_start_that_died_and_is_not_repeated_gives_back(rig: Rig, kill: int) -> None:
    Turns(rig, kill, kill=kill).run(starting())
    marked = bool(rig.objects(keys.LIVE)) or any(key.endswith("/requested") for key in rig.objects())
    _sweeps(rig)
    placed = len(rig.twilio.dialled)
    if marked:
        assert used(rig)[0] == placed
    assert start_call(rig.ctx(), call_request("session-2")).ok is not bool(placed)


def _sweeps(rig: Rig) -> None:
    for _ in range(6):
        rig.clock.step(61)
        sweep(rig.ctx(rig.app(), 45.0))
