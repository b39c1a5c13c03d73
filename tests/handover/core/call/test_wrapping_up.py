"""Who is left alone because of a call: everybody who talked with the customer, from the end of their own conversation on."""

from __future__ import annotations

from handover.core.call.events import Event, EventKind
from handover.core.call.state import Handover, fold
from handover.core.call.wrapping_up import left_alone, wrapping_up
from tests.handover.core.call.story import AGENTS, HID, at, ended, event, requested

BEN = {"agents": [dict(AGENTS[1])], "by": "anna"}
TALKS = (
    requested(),
    event(EventKind.HUNT, 5, agents=[dict(AGENTS[0])], sid="CA1", wrap_up=60, transfer=True),
    event(EventKind.ACCEPTED, 10, 1, agent="anna"),
    event(EventKind.MOVING, 12, 1),
    event(EventKind.ENTERED, 13, 101),
    event(EventKind.COLLEAGUE, 33, 101, **BEN),
    event(EventKind.JOINED, 45, 101, agent="ben", sid="CA3"),
)
ANNA_LEFT, BEN_OVER = event(EventKind.LEFT, 60, 1), event(EventKind.COLLEAGUE_OVER, 200, 101)
OVER = (event(EventKind.BRIDGED, 201, 1, seconds="188"), ended(202))


def handover(*events: Event, second: float) -> Handover:
    found = fold(HID, [*TALKS, *events], at(second))
    assert found
    return found


def left(*events: Event, second: float) -> set[str]:
    return set(wrapping_up(handover(*events, second=second), at(second)))


def test_a_colleague_who_talked_to_the_end_wraps_up() -> None:
    everything = (ANNA_LEFT, BEN_OVER, *OVER)
    assert left(*everything, second=230) == {"ben"}, "Anna's time is over"
    assert left(*everything, second=259) == {"ben"}
    assert left(*everything, second=260) == set()


def test_an_agent_who_left_a_call_that_goes_on_wraps_up_meanwhile() -> None:
    assert left(second=70) == set(), "both talk"
    assert left(ANNA_LEFT, second=70) == {"anna"}
    assert left(ANNA_LEFT, second=120) == set()


def test_both_wrap_up_who_talked_to_the_end() -> None:
    assert left(*OVER, second=203) == {"anna", "ben"}
    anna, ben, cleo = (
        event(EventKind.WRAPPED, 210, n, agent=name) for n, name in enumerate(("anna", "ben", "cleo"), 1)
    )
    assert left(*OVER, anna, second=211) == {"ben"}
    assert left(*OVER, anna, ben, second=211) == set()
    assert left(*OVER, cleo, second=211) == set(), "a lead wrote it for them"


def test_a_colleague_who_did_not_come_in_has_nothing_to_wrap_up() -> None:
    found = fold(HID, [*TALKS[:-1], event(EventKind.COLLEAGUE_OVER, 60, 101), *OVER], at(203))
    assert found
    assert wrapping_up(found, at(203)) == {"anna"}


def test_who_promised_to_call_back_is_left_alone_for_a_moment() -> None:
    at_time = at(700).isoformat()
    gave_up = event(EventKind.MISSED, 12, 1, status="call_back", agent="anna", at=at_time, next=0)
    found = fold(HID, [*TALKS[:2], gave_up, ended(20)], at(21))
    assert found
    assert left_alone(found, at(26)) == {"anna"}
    assert left_alone(found, at(27)) == set()
