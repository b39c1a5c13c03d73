"""How many requests a start makes, and in how many rounds: counted, not measured."""

from __future__ import annotations

import pytest

from handover.core.call.events import EventKind
from handover.services.storage import keys
from handover.usecases.cancel_call import cancel_call
from handover.usecases.context import AppContext
from handover.usecases.start_call import start_call
from tests.fakes.bucket import MemoryBucket
from tests.handover.rig import CUSTOMER, OTHER, Rig, call_request
from tests.rounds import Count, Counter

THIRD = "+493012345677"


class Counted:
    """A container whose starts are counted."""

    def __init__(self, rig: Rig) -> None:
        self.counter = Counter()
        assert isinstance(rig.server, MemoryBucket)
        self.counter.watch(rig.server)
        self.rig = rig
        self.app: AppContext = self.counter.app(rig.app())

    def start(self, session: str, number: str, status: str = "dialing") -> Count:
        with self.counter.counting() as count:
            reply = start_call(self.rig.ctx(self.app), call_request(session, number))
        assert (reply.status, count.strays) == (status, [])
        return count

    def end(self, session: str) -> None:
        """End the session's call."""
        pointer = self.rig.storage.sessions.latest_pointer(session)
        assert pointer
        facts = {"status": "busy"}
        self.rig.storage.handovers.add(pointer.handover_id, EventKind.ENDED, self.rig.clock.now(), facts)


@pytest.fixture
def counted(rig: Rig) -> Counted:
    return Counted(rig)


@pytest.fixture
def warm(counted: Counted) -> Counted:
    """A container that has placed a call."""
    counted.start("session-0", THIRD)
    return counted


def test_a_start_in_a_warm_container_makes_seven_requests_in_three_rounds(warm: Counted) -> None:
    count = warm.start("session-1", CUSTOMER)
    assert (count.rounds, count.storage, count.twilio) == (3, 7, 1)
    assert [sorted(sent.kind for sent in count.sent if sent.round == n) for n in (1, 2, 3)] == [
        ["GET v1/do-not-call", "PUT v1/day", "PUT v1/number", "PUT v1/session", "PUT v1/switch", "PUT v1/total"],
        ["POST twilio/Calls"],
        ["PUT v1/day"],
    ]


def test_a_start_in_a_fresh_container_takes_four_rounds(counted: Counted) -> None:
    count = counted.start("session-1", CUSTOMER)
    assert (count.rounds, count.storage, count.twilio) == (4, 11, 1)


def test_the_first_start_in_a_bucket_takes_four_rounds(unproven_rig: Rig) -> None:
    count = Counted(unproven_rig).start("session-1", CUSTOMER)
    assert (count.rounds, count.storage, count.twilio) == (4, 12, 1)


def test_a_start_a_few_seconds_later_looks_who_is_there_first(warm: Counted) -> None:
    """As long as no flag was on, it reads the pause and the flag of one agent: a listing costs five times as much."""
    warm.rig.clock.step(6)
    count = warm.start("session-1", CUSTOMER)
    assert (count.rounds, count.storage) == (4, 9)
    assert [sent.kind for sent in count.sent if sent.round == 1] == ["GET v1/switch", "GET v1/switch"]


@pytest.mark.parametrize(("away", "rounds"), [("", [4, 4]), ("ben", [4, 4]), ("anna", [5, 4])])
def test_it_lists_all_flags_once_that_one_is_on(warm: Counted, away: str, rounds: list[int]) -> None:
    if away:
        warm.rig.storage.availability.set_away(away, True, away, warm.rig.clock.now())
    for n, expected in enumerate(rounds, start=1):
        warm.rig.clock.step(6)
        assert warm.start(f"session-{n}", f"+49301234568{n}").rounds == expected


def test_it_sees_a_pause_and_that_everybody_left_and_who_came_back(warm: Counted) -> None:
    availability, now = warm.rig.storage.availability, warm.rig.clock.now()
    for agent in ("anna", "ben"):
        availability.set_away(agent, True, agent, now)
    assert _reason(warm, 1) == "no_agents"
    availability.set_away("ben", False, "ben", now)
    assert _reason(warm, 2) == ""
    availability.set_away("anna", False, "anna", now)
    assert _reason(warm, 3) == ""
    availability.set_paused(True, "anna", now)
    assert _reason(warm, 4) == "desk_paused"


def test_a_listing_takes_the_place_of_what_two_reads_said_before(warm: Counted) -> None:
    warm.rig.clock.step(6)
    warm.start("session-1", CUSTOMER)
    warm.rig.storage.availability.set_paused(True, "anna", warm.rig.clock.now())
    warm.rig.clock.step(1)
    assert warm.rig.ctx(warm.app).storage.availability.read().paused
    refused = start_call(warm.rig.ctx(warm.app), call_request("session-2", OTHER))
    assert refused.reason == "desk_paused"


def _reason(counted: Counted, n: int) -> str:
    """Returns why a start is refused six seconds later, or `""` if it is not."""
    counted.rig.clock.step(6)
    return start_call(counted.rig.ctx(counted.app), call_request(f"session-{n}", f"+49301234568{n}")).reason


def test_a_repeated_start_is_answered_after_two_rounds(warm: Counted) -> None:
    warm.start("session-1", CUSTOMER)
    count = warm.start("session-1", CUSTOMER)
    assert (count.rounds, count.storage, count.twilio) == (2, 3, 0)
    assert warm.rig.twilio.dialled == [THIRD, CUSTOMER]


def test_a_chats_second_start_to_another_number(warm: Counted) -> None:
    warm.start("session-1", CUSTOMER)
    warm.end("session-1")
    count = warm.start("session-1", OTHER)
    assert (count.rounds, count.storage, count.twilio) == (5, 11, 1)


def test_a_chats_second_start_to_the_same_number(warm: Counted) -> None:
    warm.start("session-1", CUSTOMER)
    warm.end("session-1")
    count = warm.start("session-1", CUSTOMER)
    assert (count.rounds, count.storage, count.twilio) == (7, 14, 1)


def test_a_chats_second_start_in_another_container_leaves_nothing_of_the_first(warm: Counted, rig: Rig) -> None:
    warm.start("session-1", CUSTOMER)
    cancel_call(rig.ctx(), "session-1", "")
    warm.end("session-1")
    rig.clock.step(60)
    other = Counted(rig)
    other.start("session-0", THIRD)
    count = other.start("session-1", OTHER)
    assert count.twilio == 1
    first, second = (rig.storage.sessions.handover_id("session-1", rig.clock.now(), n) for n in (1, 2))
    assert list(rig.objects(keys.LIVE)) == sorted(
        f"{keys.LIVE}{handover_id}"
        for handover_id in (rig.storage.sessions.handover_id("session-0", rig.clock.now(), 1), second)
    )
    held = rig.storage.quotas.calls_to(OTHER).in_use(9)
    assert [claim.owner for claim in held] == [second], f"and not {first}, which called another number"
    assert rig.storage.quotas.count_calls_on(rig.clock.now().date()) == 3
