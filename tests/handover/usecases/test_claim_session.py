"""A chat has at most one live handover: under repeated requests, across midnight, and after a crash."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handover.core.call.events import EventKind
from handover.services.storage import StorageError
from handover.services.storage.keys import handover_keys
from handover.usecases.claim_session import Claimed, PermitError, claim_session, latest
from handover.usecases.start_call import start_call
from tests.fakes.bucket import CUT_AFTER
from tests.handover.rig import CUSTOMER, OTHER, HandClock, Rig, call_request
from tests.rounds import Counter

FACTS = {"wish": call_request().as_record(), "phone": CUSTOMER, "language": "en", "time_limit": 3600, "desk": "d"}


def claim(rig: Rig, clock: HandClock | None = None) -> Claimed:
    return claim_session(rig.ctx(rig.app(clock=clock)), "session-1", FACTS)


def end(rig: Rig, handover_id: str) -> None:
    rig.storage.handovers.add(handover_id, EventKind.ENDED, rig.clock.now(), {"status": "busy"})


def test_the_first_claim_is_a_permit_named_by_day_session_and_number(rig: Rig) -> None:
    claimed = claim(rig)
    assert claimed.existing is None
    assert claimed.handover_id == rig.storage.sessions.handover_id("session-1", rig.clock.now(), 1)


def test_the_second_claim_returns_the_live_handover(rig: Rig) -> None:
    first, second = claim(rig), claim(rig)
    assert second.handover_id == first.handover_id
    assert second.existing is not None
    assert second.existing.state == "requested"


def test_after_an_ended_handover_the_next_number_is_claimed(rig: Rig) -> None:
    first = claim(rig)
    end(rig, first.handover_id)
    second = claim(rig)
    assert second.existing is None
    assert second.handover_id == first.handover_id.removesuffix("1") + "2"


def test_a_second_handover_that_is_live_is_found_although_the_first_has_ended(rig: Rig) -> None:
    end(rig, claim(rig).handover_id)
    live = claim(rig)
    again = claim(rig)
    assert again.handover_id == live.handover_id
    assert again.existing is not None


def test_a_permit_that_another_day_overruled_is_void_and_no_handover(rig: Rig) -> None:
    yesterday = HandClock(rig.clock.now() - timedelta(days=1))
    first = claim(rig, yesterday)
    overruled = rig.storage.sessions.handover_id("session-1", rig.clock.now(), 1)
    assert claim(rig).handover_id == first.handover_id
    assert rig.storage.handovers.load(overruled, rig.clock.now()) is None
    assert rig.objects(handover_keys.event(overruled, EventKind.VOID))


def test_a_pointer_without_a_permit_is_taken_over_by_the_next_request(rig: Rig) -> None:
    sessions, yesterday = rig.storage.sessions, rig.clock.now() - timedelta(hours=20)
    handover_id = sessions.handover_id("session-1", yesterday, 1)
    sessions.claiming_pointer("session-1", 1, handover_id, yesterday)()
    claimed = claim(rig)
    assert claimed.existing is None
    assert claimed.handover_id == handover_id


def test_a_permit_without_a_call_is_reconciled_before_it_is_returned(rig: Rig) -> None:
    first = claim(rig)
    rig.clock.step(3600)
    assert claim(rig).handover_id == first.handover_id, (
        "one lookup without a call proves nothing: Twilio's list lags behind"
    )
    rig.clock.step(121)
    assert claim(rig).handover_id != first.handover_id
    assert rig.handover(first.handover_id).state == "failed"


def test_a_chat_without_handovers_has_no_latest(rig: Rig) -> None:
    assert latest(rig.ctx(), "session-1") is None


def test_the_latest_is_found_in_two_rounds(rig: Rig, counter: Counter) -> None:
    claimed = claim(rig)
    rig.storage.handovers.add(claimed.handover_id, EventKind.PLACED, rig.clock.now(), {"sid": "CA1"})
    ctx = rig.ctx(counter.app(rig.app()))
    with counter.counting() as count:
        found = latest(ctx, "session-1")
    assert found is not None
    assert (found.id, found.sid) == (claimed.handover_id, "CA1")
    assert (count.rounds, count.storage) == (2, 2 + 3)


def test_the_latest_of_yesterday_is_found(rig: Rig) -> None:
    claimed = claim(rig)
    rig.clock.step(16 * 3600)
    found = latest(rig.ctx(), "session-1")
    assert found is not None
    assert found.id == claimed.handover_id


def test_the_latest_is_what_the_pointer_names_and_not_a_permit_of_today(rig: Rig) -> None:
    sessions, handovers, now = rig.storage.sessions, rig.storage.handovers, rig.clock.now()
    named = sessions.handover_id("session-1", now - timedelta(days=1), 1)
    overruled = sessions.handover_id("session-1", now, 1)
    sessions.claiming_pointer("session-1", 1, named, now)()
    for handover_id in (named, overruled):
        handovers.claim(handover_id, EventKind.REQUESTED, now, FACTS)
    found = latest(rig.ctx(), "session-1")
    assert found is not None
    assert found.id == named


def test_the_latest_of_twelve_is_the_twelfth(rig: Rig) -> None:
    sessions, now = rig.storage.sessions, rig.clock.now()
    for n in range(1, 13):
        sessions.claiming_pointer("session-1", n, sessions.handover_id("session-1", now, n), now)()
    rig.storage.handovers.claim(sessions.handover_id("session-1", now, 12), EventKind.REQUESTED, now, FACTS)
    found = latest(rig.ctx(), "session-1")
    assert found is not None
    assert found.id.endswith("-12")


def test_another_chat_claims_its_own_handover(rig: Rig) -> None:
    first = start_call(rig.ctx(), call_request())
    second = start_call(rig.ctx(), call_request("session-2", OTHER))
    assert first.handover_id != second.handover_id
    assert rig.twilio.dialled == [CUSTOMER, OTHER]


def test_a_first_event_that_cannot_be_read_is_no_permit(rig: Rig) -> None:
    first = claim(rig)
    rig.server.put(rig.bucket, handover_keys.event(first.handover_id, EventKind.REQUESTED), b"not json")
    with pytest.raises(StorageError, match="not JSON"):
        claim(rig)


def test_a_pointer_whose_request_stopped_before_its_permit_is_used_by_the_next_one(rig: Rig) -> None:
    first = claim(rig)
    end(rig, first.handover_id)
    sessions, now = rig.storage.sessions, rig.clock.now() + timedelta(days=1)
    named = sessions.handover_id("session-1", now, 2)
    sessions.claiming_pointer("session-1", 2, named, now)()
    claimed = claim(rig)
    assert (claimed.handover_id, claimed.existing) == (named, None)
    assert claimed.before is not None
    assert claimed.before.id == first.handover_id, "the chat's limits count it"


@pytest.mark.parametrize("part", ["session", "requested"])
def test_a_claim_that_is_unclear_names_the_handover(rig: Rig, part: str) -> None:
    client = rig.client().failing(lambda method, key: part in key, CUT_AFTER)
    with pytest.raises(PermitError) as raised:
        claim_session(rig.ctx(rig.app(lambda: client)), "session-1", FACTS)
    assert raised.value.mine is (part == "session")
    assert raised.value.handover_id.endswith("-1")
