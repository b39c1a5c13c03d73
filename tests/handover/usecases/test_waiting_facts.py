"""What the chat says about a wait: the place in line, and an estimate from today's own figures, or that it is not known."""

from __future__ import annotations

import pytest

from handover.core.call.events import EventKind
from handover.core.reply import Reply
from handover.services.storage import keys
from handover.usecases.call_availability import call_availability
from handover.usecases.call_status import call_status
from handover.usecases.start_call import start_call
from tests.fakes.bucket import DOWN
from tests.handover.rig import DESK, Rig, call_request

HUNT = {"agents": [dict(DESK["agents"][0], language="en")], "first": 0, "patience": 90}


def hunts(rig: Rig, n: int, first: int = 0) -> str:
    """Returns the handover of a customer who has pressed a key; `first` is the agent's place, or 0 for the line."""
    number = f"+49 30 1234{n:04}"
    started = start_call(rig.ctx(), call_request(f"session-{n}", number, language="en"))
    assert started.ok, started
    handovers, now = rig.storage.handovers, rig.clock.now()
    handovers.add(started.handover_id, EventKind.ANSWERED, now)
    handovers.add(started.handover_id, EventKind.HUNT, now, {**HUNT, "first": first})
    if not first:
        handovers.add(started.handover_id, EventKind.WAITING, now, {}, 2)
    return started.handover_id


def waited(rig: Rig, n: int, seconds: float) -> None:
    """A call of today whose customer waited so long, and that is over."""
    handover_id = hunts(rig, n, first=1)
    rig.clock.step(seconds)
    rig.storage.handovers.add(handover_id, EventKind.ACCEPTED, rig.clock.now(), {"agent": "anna"}, 1)
    rig.storage.handovers.add(handover_id, EventKind.ENDED, rig.clock.now(), {"status": "completed"})
    rig.storage.handovers.unmark_live(handover_id)


def status(rig: Rig, n: int) -> Reply:
    return call_status(rig.ctx(), f"session-{n}", "en")


@pytest.fixture
def busy_day(rig: Rig) -> Rig:
    """Five customers waited 10, 20, 30, 40 and 50 seconds today."""
    for n, seconds in enumerate((30, 10, 50, 20, 40), start=100):
        waited(rig, n, seconds)
    return rig


def test_the_place_in_line_is_by_the_key_press(rig: Rig) -> None:
    for n in (1, 2, 3):
        hunts(rig, n)
        rig.clock.step(1)
    assert [status(rig, n).extra["position"] for n in (1, 2, 3)] == [1, 2, 3]
    assert "You are next in line." in status(rig, 1).message
    assert "number 3 in line" in status(rig, 3).message


def test_below_five_waits_the_estimate_is_not_known(rig: Rig) -> None:
    for n, seconds in enumerate((30, 10, 50, 20), start=100):
        waited(rig, n, seconds)
    hunts(rig, 1)
    reply = status(rig, 1)
    assert "estimate_seconds" not in reply.extra
    assert "I don't know yet" in reply.message


def test_eight_in_ten_of_todays_customers_waited_no_longer(busy_day: Rig) -> None:
    hunts(busy_day, 1)
    reply = status(busy_day, 1)
    assert (reply.status, reply.extra["estimate_seconds"]) == ("waiting", 40)
    assert "within 40 seconds" in reply.message


def test_yesterdays_waits_say_nothing(busy_day: Rig) -> None:
    busy_day.clock.step(24 * 3600)
    hunts(busy_day, 1)
    assert "estimate_seconds" not in status(busy_day, 1).extra


def test_a_long_wait_is_said_in_minutes(rig: Rig) -> None:
    for n in range(5):
        waited(rig, 100 + n, 100)
    hunts(rig, 1)
    assert "within 2 minutes" in status(rig, 1).message


def test_while_a_phone_rings_the_customer_is_in_line_too(rig: Rig) -> None:
    hunts(rig, 1, first=1)
    reply = status(rig, 1)
    assert (reply.status, reply.extra["position"]) == ("hunting", 1)


def test_a_status_of_no_wait_has_neither(busy_day: Rig) -> None:
    assert start_call(busy_day.ctx(), call_request("session-1")).ok
    reply = status(busy_day, 1)
    assert not {"position", "estimate_seconds"} & reply.extra.keys()


def test_what_cannot_be_read_is_left_out_and_the_status_stays(busy_day: Rig) -> None:
    hunts(busy_day, 1)
    client = busy_day.client().failing(lambda method, key: key.startswith((keys.LIVE, "v1/row/")), DOWN)
    app = busy_day.app(lambda: client)
    reply = call_status(busy_day.ctx(app), "session-1", "en")
    assert (reply.ok, reply.status) == (True, "waiting")
    assert not {"position", "estimate_seconds"} & reply.extra.keys()


def test_availability_says_the_estimate_when_nobody_is_free(busy_day: Rig) -> None:
    free = call_availability(busy_day.ctx(), "", "en")
    assert (free.extra["agents_free"], "estimate_seconds" in free.extra) == (True, False)
    for n, agent in enumerate(DESK["agents"], start=1):
        handover_id = hunts(busy_day, n, first=1)
        facts = {"agents": [dict(agent, language="en")], "first": 1}
        busy_day.storage.bucket.put(
            f"v1/day/{handover_id[:8]}/{handover_id}/hunt", {"at": busy_day.clock.now().isoformat(), "facts": facts}
        )
        busy_day.storage.handovers.add(handover_id, EventKind.ACCEPTED, busy_day.clock.now(), {}, 1)
    taken = call_availability(busy_day.ctx(busy_day.app()), "", "en")
    assert (taken.extra["agents_free"], taken.extra["estimate_seconds"]) == (False, 40)
    assert "within 40 seconds" in taken.message
