"""A sweep reconciles what is due, within its limits, and leaves a heartbeat. A second one too soon does nothing."""

from __future__ import annotations

import pytest

from handover.core.call.events import EventKind
from handover.services.storage import StorageError, keys
from handover.services.storage.keys import handover_keys
from handover.usecases.start_call import start_call
from handover.usecases.sweep import sweep
from tests.fakes.bucket import MemoryBucket
from tests.handover.rig import Rig, call_request


def place(rig: Rig, n: int) -> str:
    return start_call(rig.ctx(), call_request(f"session-{n}", f"+4930123456{n:02d}")).handover_id


def test_a_sweep_reconciles_overdue_handovers_only(rig: Rig) -> None:
    overdue = place(rig, 10)
    rig.twilio.calls[rig.handover(overdue).sid].update(status="busy")
    rig.clock.step(170)
    fresh = place(rig, 11)
    rig.clock.step(11)
    done = sweep(rig.ctx(seconds=45))
    assert (done["status"], done["live"], done["looked"], done["ended"]) == ("done", 2, 2, 1)
    assert rig.handover(overdue).state == "busy"
    assert list(rig.objects(keys.LIVE)) == [keys.LIVE + fresh]


def test_a_marker_that_outlived_its_handover_is_removed(rig: Rig) -> None:
    handover_id = place(rig, 10)
    rig.storage.handovers.add(handover_id, EventKind.ENDED, rig.clock.now(), {"status": "busy"})
    rig.storage.handovers.mark_live("20261101-nobody-1", rig.clock.now())
    assert sweep(rig.ctx(seconds=45))["ended"] == 1, "a start may be about to write the permit beside its marker"
    rig.clock.step(31)
    assert sweep(rig.ctx(seconds=45))["ended"] == 1
    assert not rig.objects(keys.LIVE)


def test_the_heartbeat_has_the_time_and_the_counts(rig: Rig) -> None:
    done = sweep(rig.ctx(seconds=45))
    assert rig.objects(keys.HEARTBEAT)[keys.HEARTBEAT] == {
        "at": rig.clock.now().isoformat(),
        "live": 0,
        "looked": 0,
        "ended": 0,
        "failed": 0,
        "cursor": "",
        "listed": rig.clock.now().isoformat(),
        "summed": f"{rig.clock.now():%Y-%m-%d}",
    }
    assert done["ok"] is True
    assert "cursor" not in done, "any caller gets the counts"


def test_a_second_sweep_within_thirty_seconds_does_nothing(rig: Rig) -> None:
    sweep(rig.ctx(seconds=45))
    rig.clock.step(29)
    assert sweep(rig.ctx(seconds=45))["status"] == "too_soon"
    rig.clock.step(1)
    assert sweep(rig.ctx(seconds=45))["status"] == "done"


def test_a_heartbeat_from_the_future_does_not_stop_a_sweep(rig: Rig) -> None:
    sweep(rig.ctx(seconds=45))
    rig.clock.step(-3600)
    assert sweep(rig.ctx(seconds=45))["status"] == "done"


def test_a_sweep_that_takes_long_does_not_make_the_timers_next_one_too_soon(rig: Rig) -> None:
    assert isinstance(rig.server, MemoryBucket)
    rig.server.watch = lambda method, key: rig.clock.step(40) if (method, key) == ("PUT", keys.HEARTBEAT) else None
    sweep(rig.ctx(seconds=45))
    rig.clock.step(20)
    assert sweep(rig.ctx(seconds=45))["status"] == "done"


def test_after_the_clock_was_set_back_whole_days_are_listed_as_before(rig: Rig) -> None:
    sweep(rig.ctx(seconds=45))
    rig.clock.step(-24 * 3600)
    sweep(rig.ctx(seconds=45))
    assert rig.objects(keys.HEARTBEAT)[keys.HEARTBEAT]["listed"] == rig.clock.now().isoformat()


def test_with_little_time_left_a_sweep_begins_with_the_oldest_and_stops(rig: Rig) -> None:
    for n in (10, 11):
        place(rig, n)
    assert sweep(rig.ctx(seconds=4.9))["looked"] == 0


def test_a_sweep_covers_at_most_two_hundred_handovers(rig: Rig) -> None:
    for n in range(203):
        rig.server.put(rig.bucket, f"{keys.LIVE}20261101-nobody-{n:03d}", b"{}")
    unreadable = rig.client().failing(lambda _, key: key.startswith("v1/day/"))
    done = sweep(rig.ctx(rig.app(lambda: unreadable), 45))
    assert (done["live"], done["looked"], done["failed"]) == (203, 200, 200)


def test_a_handover_that_cannot_be_read_does_not_stop_the_others(rig: Rig) -> None:
    broken, over = sorted([place(rig, 10), place(rig, 11)])
    rig.server.put(rig.bucket, handover_keys.event(broken, EventKind.REQUESTED), b"not json")
    rig.storage.handovers.add(over, EventKind.ENDED, rig.clock.now(), {"status": "busy"})
    done = sweep(rig.ctx(seconds=45))
    assert (done["looked"], done["ended"], done["failed"]) == (2, 1, 1)
    assert broken in rig.log.warnings[0]


def test_a_good_desk_is_copied(rig: Rig) -> None:
    sweep(rig.ctx(seconds=45))
    assert keys.DESK_LAST_GOOD in rig.objects()


def test_a_desk_that_cannot_be_copied_does_not_stop_the_heartbeat(rig: Rig) -> None:
    client = rig.client().failing(lambda _, key: key == keys.DESK_LAST_GOOD)
    assert sweep(rig.ctx(rig.app(lambda: client), 45))["status"] == "done"
    assert keys.HEARTBEAT in rig.objects()


def test_without_storage_a_sweep_fails(rig: Rig) -> None:
    client = rig.client().failing()
    with pytest.raises(StorageError):
        sweep(rig.ctx(rig.app(lambda: client), 45))
