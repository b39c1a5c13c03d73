"""The scheduler finds handovers whose live marker was lost by the names of their events, at a cost that does not grow."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from handover.core.call.events import EventKind
from handover.services.storage import keys
from handover.services.storage.keys import handover_keys
from handover.usecases.claim_session import claim_session
from handover.usecases.start_call import start_call
from handover.usecases.sweep import sweep
from tests.fakes.bucket import MemoryClient
from tests.handover.rig import HandClock, Rig, call_request
from tests.handover.twilio_stub import CUT_BEFORE

TODAY, YESTERDAY = "20261123", "20261122"


def lose_marker(rig: Rig, n: int = 10) -> str:
    """A call was placed, its answer was lost, and so was its live marker."""
    rig.twilio.mishaps.append(CUT_BEFORE)
    handover_id = start_call(rig.ctx(), call_request(f"session-{n}", f"+4930123456{n:02d}")).handover_id
    rig.storage.handovers.unmark_live(handover_id)
    return handover_id


def swept(rig: Rig, client: MemoryClient | None = None, seconds: float = 45) -> dict[str, Any]:
    rig.clock.step(150)
    return sweep(rig.ctx(rig.app(lambda: client) if client else None, seconds))


def store_past(
    rig: Rig, day: str, handovers: int, kinds: tuple[str, ...] = ("ended", "receipts_done", "requested")
) -> None:
    """That many handovers of a day that are over, with their consent receipts written."""
    for n in range(handovers):
        for kind in kinds:
            rig.server.put(rig.bucket, f"v1/day/{day}/{day}-0past{n:05d}-1/{kind}", b"{}")


def cursor(rig: Rig) -> str:
    return str(rig.objects(keys.HEARTBEAT)[keys.HEARTBEAT]["cursor"])


def test_a_handover_without_a_marker_is_found_and_ends(rig: Rig) -> None:
    handover_id = lose_marker(rig)
    assert (swept(rig)["looked"], list(rig.objects(keys.LIVE))) == (1, [keys.LIVE + handover_id])
    assert rig.handover(handover_id).state == "unconfirmed"
    assert swept(rig)["ended"] == 1
    assert rig.handover(handover_id).state == "failed"
    assert not rig.objects(keys.LIVE)


def test_one_of_yesterday_is_found_too(rig: Rig) -> None:
    handover_id = lose_marker(rig)
    rig.clock.step(20 * 3600)
    swept(rig)
    assert swept(rig)["ended"] == 1
    assert rig.handover(handover_id).state == "failed"


def test_a_container_that_died_after_the_permit_leaves_no_handover_for_ever(rig: Rig) -> None:
    facts = {"phone": "+493012345610", "language": "en", "wish": {}, "time_limit": 3600}
    handover_id = claim_session(rig.ctx(), "session-1", facts).handover_id
    for _ in range(2):
        swept(rig)
    assert rig.handover(handover_id).state == "failed"


def test_a_permit_of_this_moment_is_left_alone(rig: Rig) -> None:
    claim_session(rig.ctx(), "session-1", {"phone": "+493012345610"})
    rig.clock.step(15)
    assert sweep(rig.ctx(seconds=45))["ended"] == 0
    assert not rig.objects(keys.LIVE)
    assert rig.twilio.requests == []


class TestVoidPermits:
    @pytest.fixture
    def overruled(self, rig: Rig) -> str:
        """Yesterday's request won the pointer, today's the permit of another day; that it is void was not recorded."""
        yesterday = HandClock(rig.clock.now() - timedelta(days=1))
        claim_session(rig.ctx(rig.app(clock=yesterday)), "session-1", {"phone": "+493012345610"})
        claim_session(rig.ctx(), "session-1", {"phone": "+493012345610"})
        handover_id = rig.storage.sessions.handover_id("session-1", rig.clock.now(), 1)
        rig.storage.bucket.delete(handover_keys.event(handover_id, EventKind.VOID))
        assert rig.handover(handover_id).live
        return handover_id

    def test_it_is_made_void(self, rig: Rig, overruled: str) -> None:
        rig.clock.step(16)
        sweep(rig.ctx(seconds=45))
        assert rig.storage.handovers.load(overruled, rig.clock.now()) is None
        assert rig.objects(handover_keys.event(overruled, EventKind.VOID))

    @pytest.mark.parametrize("kind", [EventKind.PLACED, EventKind.UNCONFIRMED, EventKind.RINGING, EventKind.ANSWERED])
    def test_it_is_never_made_void_once_a_phone_was_involved(self, rig: Rig, overruled: str, kind: EventKind) -> None:
        rig.storage.handovers.add(overruled, kind, rig.clock.now(), {"sid": "CA1"})
        rig.clock.step(16)
        sweep(rig.ctx(seconds=45))
        assert not rig.objects(handover_keys.event(overruled, EventKind.VOID))

    def test_the_permit_that_the_pointer_names_is_not(self, rig: Rig) -> None:
        handover_id = claim_session(rig.ctx(), "session-1", {"phone": "+493012345610"}).handover_id
        rig.clock.step(16)
        sweep(rig.ctx(seconds=45))
        assert rig.handover(handover_id).live

    def test_a_permit_without_a_pointer_is_not(self, rig: Rig) -> None:
        handover_id = claim_session(rig.ctx(), "session-1", {"phone": "+493012345610"}).handover_id
        for name in rig.objects("v1/session/"):
            rig.storage.bucket.delete(name)
        rig.clock.step(16)
        sweep(rig.ctx(seconds=45))
        assert rig.handover(handover_id).live


def test_a_canceled_call_of_which_nobody_knows_the_end_is_ended(rig: Rig) -> None:
    handover_id = start_call(rig.ctx(), call_request()).handover_id
    rig.storage.handovers.add(handover_id, EventKind.CANCELED, rig.clock.now())
    rig.storage.handovers.unmark_live(handover_id)
    swept(rig)
    assert rig.twilio.ended == list(rig.twilio.calls)
    swept(rig)
    assert rig.handover(handover_id).ended
    assert not rig.objects(keys.LIVE)


def test_what_a_handover_without_a_call_claimed_is_given_back_later(rig: Rig) -> None:
    handover_id = start_call(rig.ctx(), call_request()).handover_id
    rig.storage.bucket.delete(handover_keys.event(handover_id, EventKind.PLACED))
    rig.storage.handovers.add(handover_id, EventKind.REFUSED, rig.clock.now(), {"reason": "telephone_unavailable"})
    down = rig.client().failing(lambda method, key: key.startswith("v1/number/") and method != "GET")
    assert swept(rig, down)["failed"] == 1
    assert rig.objects(keys.LIVE), "the next sweep tries again"
    swept(rig)
    assert rig.storage.quotas.calls_to(rig.handover(handover_id).phone).in_use(5) == []
    assert not rig.objects(keys.LIVE)


class TestCost:
    def test_history_is_listed_and_not_read(self, rig: Rig) -> None:
        swept(rig)  # it works through whole days, which it does every ten minutes
        store_past(rig, TODAY, 300)
        client = rig.client().separate()
        swept(rig, client)
        assert [request for request in client.take() if "v1/day/" in request] == [
            f"LIST v1/day/{YESTERDAY}/",
            f"LIST v1/day/{TODAY}/",
        ]

    @pytest.mark.slow
    def test_a_sweep_lists_at_most_two_pages_and_the_next_one_goes_on(self, rig: Rig) -> None:
        swept(rig)  # it works through whole days, which it does every ten minutes
        store_past(rig, TODAY, 4000)
        handover_id = lose_marker(rig)
        client, pages = rig.client().separate(), []
        for _ in range(16):
            swept(rig, client)
            days = [f"LIST v1/day/{day}/" for day in (TODAY, YESTERDAY)]
            pages.append(sum(request in days for request in client.take()))
        assert set(pages) == {2, 4}, "each day once more every ten minutes, and the handover is on a later page"
        assert rig.handover(handover_id).state == "failed"

    def test_a_walk_that_covers_both_days_begins_anew(self, rig: Rig) -> None:
        store_past(rig, TODAY, 300)
        swept(rig)
        assert cursor(rig) == ""

    def test_it_stops_where_the_time_ends(self, rig: Rig) -> None:
        store_past(rig, TODAY, 4000)
        swept(rig, seconds=4.9)
        assert cursor(rig).startswith(f"{TODAY} v1/day/{TODAY}/")

    @pytest.mark.parametrize(
        "broken",
        [
            lambda at: b"not json",
            lambda at: b"[]",
            lambda at: b"{}",
            lambda at: json.dumps({"at": 7}).encode(),
            lambda at: json.dumps({"at": at, "cursor": 7}).encode(),
            lambda at: json.dumps({"at": at, "cursor": "20200101 v1/day/20200101/x"}).encode(),
            lambda at: json.dumps({"at": at, "cursor": "nonsense"}).encode(),
            lambda at: json.dumps({"at": "2026-11-23T09:00:00"}).encode(),
        ],
    )
    def test_a_heartbeat_that_cannot_be_read_stops_nothing(self, rig: Rig, broken: Callable[[str], bytes]) -> None:
        rig.server.put(rig.bucket, keys.HEARTBEAT, broken((rig.clock.now() - timedelta(hours=1)).isoformat()))
        lose_marker(rig)
        assert swept(rig)["looked"] == 1


class TestBadHandovers:
    def test_one_does_not_stop_the_others(self, rig: Rig) -> None:
        for n in range(3):
            rig.server.put(rig.bucket, f"v1/day/{TODAY}/{TODAY}-bad-{n}/requested", b"not json")
        handover_id = lose_marker(rig)
        assert (swept(rig)["failed"], rig.handover(handover_id).state) == (3, "unconfirmed")
        assert (swept(rig)["failed"], rig.handover(handover_id).state) == (3, "failed")

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"at": None},
            {"at": "yesterday", "facts": {}},
            {"at": "0001-01-01T00:00:00+00:00", "facts": {}},
            {"at": "9999-12-31T23:59:59+00:00"},
            {"at": "2026-11-23T09:00:00+00:00", "facts": None},
            {"at": "2026-11-23T09:00:00", "facts": []},
            {
                "at": "2026-11-23T09:00:00+00:00",
                "facts": {"phone": 7, "time_limit": "long", "language": None, "wish": 7},
            },
            {"at": "2026-11-23T09:00:00+00:00", "facts": {"wish": {"name": None, "transcript": [1], "consent": "yes"}}},
        ],
    )
    def test_a_damaged_permit_is_no_defect(self, rig: Rig, body: dict[str, Any]) -> None:
        handover_id = f"{TODAY}-damaged-1"
        rig.server.put(rig.bucket, handover_keys.event(handover_id, EventKind.REQUESTED), json.dumps(body).encode())
        for _ in range(3):
            done = swept(rig)
        assert done["failed"] == 0

    def test_a_permit_without_a_readable_number_ends_when_the_longest_call_would_be_over(self, rig: Rig) -> None:
        handover_id = f"{TODAY}-damaged-1"
        body = {"at": rig.clock.now().isoformat(), "facts": {}}
        rig.server.put(rig.bucket, handover_keys.event(handover_id, EventKind.REQUESTED), json.dumps(body).encode())
        swept(rig)
        rig.clock.step(25 * 3600)
        swept(rig)
        assert rig.handover(handover_id).state == "failed"


def test_names_that_are_no_handovers_are_passed_over(rig: Rig) -> None:
    for name in ("x", "x/y/z", "20261123-a-1/", "20261123-a-1/requested.x", "20261123--/requested", "a/requested"):
        rig.server.put(rig.bucket, f"v1/day/{TODAY}/{name}", b"{}")
    assert swept(rig)["status"] == "done"
