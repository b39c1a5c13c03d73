"""Who is in the room of a call, as its events say, in any order and twice."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from handover.core.call.events import Event, EventKind, Timeline
from handover.core.call.room import Room, attempt_and_visit, number_of, room_of, talked_for
from tests.handover.core.call.story import AGENTS, at, event

BEN = {"agents": [dict(AGENTS[1])], "by": AGENTS[0]["id"]}
MOVED = (event(EventKind.MOVING, 10, 1), event(EventKind.ENTERED, 11, 101))
ASKED = event(EventKind.ASKED, 30, 101, **BEN)
CALLED = (event(EventKind.COLLEAGUE, 33, 101, **BEN), event(EventKind.ENTERED, 33, 102))
JOINED = event(EventKind.JOINED, 45, 101, agent="ben", sid="CA3")
LEFT, OVER = event(EventKind.LEFT, 60, 1), event(EventKind.COLLEAGUE_OVER, 90, 101)


def room(*events: Event) -> Room:
    return room_of(Timeline(events), 1)


@pytest.mark.parametrize(
    ("events", "is_in", "comes"),
    [
        (MOVED[:1], False, True),
        (MOVED, True, False),
        ((*MOVED, ASKED), False, True),
        ((*MOVED, ASKED, *CALLED), True, True),
        ((*MOVED, ASKED, *CALLED, LEFT), False, True),
        ((*MOVED, ASKED, *CALLED, JOINED, LEFT), True, False),
        ((*MOVED, ASKED, *CALLED, JOINED, LEFT, OVER), False, False),
        ((*MOVED, LEFT), False, False),
        ((MOVED[0], LEFT), False, False),
    ],
)
def test_who_is_in_the_room_and_who_comes(events: tuple[Event, ...], is_in: bool, comes: bool) -> None:
    shuffled = [*events, *events]
    random.Random(1).shuffle(shuffled)
    found = room(*shuffled)
    assert (found.somebody_is_in, found.somebody_comes(at(62))) == (is_in, comes)


def test_a_colleague_of_whom_nothing_is_heard_does_not_come_for_ever() -> None:
    found = room(*MOVED, ASKED, *CALLED, LEFT)
    assert found.somebody_comes(at(100))
    assert not found.somebody_comes(at(33) + timedelta(seconds=90))


def test_an_agent_who_left_was_in_vain_if_the_colleague_had_not_come() -> None:
    assert room(*MOVED, ASKED, *CALLED, LEFT, OVER).in_vain
    assert not room(*MOVED, ASKED, *CALLED, JOINED, LEFT, OVER).in_vain
    assert not room(*MOVED, ASKED, *CALLED, event(EventKind.COLLEAGUE_OVER, 50, 101), LEFT).in_vain


def test_the_conversation_lasts_from_the_first_visit_to_the_last_leg() -> None:
    assert talked_for(room(*MOVED, ASKED, *CALLED, JOINED, LEFT, OVER), at(95)) == "79"
    assert talked_for(room(*MOVED, LEFT), at(62)) == "49"
    assert talked_for(room(MOVED[0], LEFT), at(62)) == ""


def test_a_number_holds_the_attempt_and_the_visit() -> None:
    assert attempt_and_visit(number_of(7, 3)) == (7, 3)
    assert attempt_and_visit(number_of(7, 5000)) == (7, 99)
