"""What the events say about a hunt: who is attempt n, and whether a phone rings or the customer waits."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations
from typing import Any

from handover.core.call.events import Event, EventKind, Timeline
from handover.core.call.hunt import YIELDED, Hunt, hunt_of
from tests.handover.core.call.story import AGENTS, at, event, hunt

CARL = {"id": "carl", "name": "Carl", "phone": "+493012345673", "language": "en"}


def frozen(**facts: Any) -> Event:
    return event(EventKind.HUNT, 20, **{"agents": list(AGENTS), "first": 1, "patience": 90, **facts})


def missed(attempt: int, second: float, **facts: Any) -> Event:
    return event(EventKind.MISSED, second, attempt, status="no-answer", **facts)


def read(*events: Event) -> Hunt:
    found = hunt_of(Timeline(events))
    assert found is not None
    return found


def test_without_a_key_press_there_is_no_hunt() -> None:
    assert hunt_of(Timeline([event(EventKind.ANSWERED, 10)])) is None


def test_the_first_attempt_rings_from_the_key_press_on() -> None:
    found = read(frozen())
    assert (found.attempt, found.rings and found.rings.id, found.waiting) == (1, "anna", False)
    assert (found.began, found.patience, found.places) == (at(20), timedelta(seconds=90), 2)


def test_a_place_may_be_skipped() -> None:
    found = read(frozen(first=2))
    assert (found.attempt, found.rings and found.rings.id) == (2, "ben")


def test_the_end_of_an_attempt_names_the_next_one() -> None:
    found = read(frozen(), missed(1, 45, next=2))
    assert (found.attempt, found.rings and found.rings.id) == (2, "ben")


def test_an_older_hunt_goes_on_place_by_place() -> None:
    assert read(hunt()).attempt == 1
    assert read(hunt(), missed(1, 45)).attempt == 2
    last = read(hunt(), missed(1, 45), missed(2, 70))
    assert (last.attempt, last.ringing, last.waiting) == (2, False, False)
    assert last.patience == timedelta(0)


def test_an_older_hunt_without_agents_rings_nobody() -> None:
    assert read(hunt(agents=0)).rings is None


def test_who_waits_in_line_gets_an_agent_by_an_attempt_of_its_own() -> None:
    tried = (frozen(), missed(1, 45, next=2), missed(2, 70, next=0))
    waiting = read(*tried, event(EventKind.WAITING, 70, 3))
    assert (waiting.waiting, waiting.rings, waiting.next_number) == (True, None, 3)
    rung = read(*tried, event(EventKind.WAITING, 70, 3), event(EventKind.CHOSEN, 80, 3, agents=[CARL]))
    assert (rung.waiting, rung.attempt, rung.rings and rung.rings.id) == (False, 3, "carl")
    assert rung.places == 2


def test_an_attempt_that_was_given_up_leaves_the_agent_free() -> None:
    found = read(frozen(), event(EventKind.MISSED, 21, 1, status=YIELDED, next=0), event(EventKind.WAITING, 21, 3))
    assert (found.waiting, found.over_at) == (True, {})


def test_any_event_of_an_attempt_proves_that_it_began() -> None:
    assert read(frozen(), event(EventKind.PASSED, 60, 2)).attempt == 2
    assert read(frozen(), event(EventKind.PASSED, 60, 2)).passed == {"ben"}


def test_the_order_of_arrival_does_not_matter() -> None:
    events = [
        frozen(),
        missed(1, 45, next=0),
        event(EventKind.WAITING, 45, 3),
        event(EventKind.CHOSEN, 50, 3, agents=[CARL]),
    ]
    assert len({str(read(*some)) for some in permutations(events)}) == 1


def test_a_damaged_choice_keeps_its_place() -> None:
    found = read(frozen(), event(EventKind.CHOSEN, 50, 4, agents="?"))
    assert [agent.id for agent in found.order] == ["anna", "ben", "", ""]
    assert read(frozen(), event(EventKind.CHOSEN, 50, 10**9, agents=[CARL])).order[2:] == ()


def test_agents_rung_together_are_folded_in_any_order_of_events() -> None:
    frozen = event(EventKind.HUNT, 20, agents=[dict(agent) for agent in AGENTS], first=1, together=[1, 2])
    taken = Event(EventKind.ACCEPTED, at(30), 1, {"agent": "ben", "attempt": 2})
    bridged = event(EventKind.BRIDGED, 90, 2, together={"1": "cut_short"})
    begun = hunt_of(Timeline([frozen]))
    assert begun
    assert [agent.id for agent in begun.all_ringing.values()] == ["anna", "ben"]
    for events in ([frozen, taken, bridged], [bridged, taken, frozen, taken]):
        timeline = Timeline(events)
        over = hunt_of(timeline)
        assert over
        assert (timeline.accepted(), timeline.anomalies(), over.ringing, over.attempt) == (2, (), False, 1)


def test_the_end_of_a_dial_takes_back_the_acceptance_of_any_of_its_attempts() -> None:
    frozen = event(EventKind.HUNT, 20, agents=[dict(agent) for agent in AGENTS], first=1, together=[1, 2])
    taken = Event(EventKind.ACCEPTED, at(30), 1, {"agent": "ben", "attempt": 2})
    missed = event(EventKind.MISSED, 31, 1, status="completed", next=0, together={"1": "cut_short", "2": "completed"})
    timeline = Timeline([missed, taken, frozen])
    hunt = hunt_of(timeline)
    assert hunt
    assert (timeline.accepted(), set(hunt.over_at)) == (0, {"ben"})
