"""The agents' lines of the story: how each phone rang and how the attempt ended."""

from __future__ import annotations

import pytest

from handover.core.call.events import Event, EventKind
from tests.handover.core.call.story import ended, event, requested
from tests.handover.core.story.telling import CALLED, report, sentences


@pytest.mark.parametrize(
    ("events", "legs", "line"),
    [
        ([], [("agent-ringing", 22)], "Anna's phone is ringing."),
        ([ended(30)], [("agent-ringing", 22)], "Anna's phone rang."),
        ([], [("agent-ringing", 22), ("agent-no-answer", 37)], "Anna's phone rang 15 s, nobody picked up."),
        ([], [("agent-no-answer", 37)], "Anna did not pick up."),
        ([event(EventKind.MISSED, 37, 1, status="no-answer")], [], "Anna did not pick up."),
        ([], [("agent-busy", 23)], "Anna's line was busy."),
        ([event(EventKind.MISSED, 37, 1, status="busy")], [("agent-ringing", 22)], "Anna's line was busy."),
        ([], [("agent-failed", 23)], "Anna's phone could not be reached."),
        ([event(EventKind.MISSED, 37, 1, status="odd")], [], "Anna's phone could not be reached."),
        ([], [("agent-ringing", 22), ("agent-canceled", 25)], "Anna's phone rang 3 s, then the call was over."),
        ([], [("agent-canceled", 25)], "Anna was being rung when the call was over."),
        ([], [("agent-in-progress", 25)], "Anna's phone was picked up."),
        (
            [event(EventKind.MISSED, 40, 1, status="completed")],
            [("agent-in-progress", 25), ("agent-completed", 39)],
            "No key was pressed on Anna's phone; a mailbox may have picked up.",
        ),
        (
            [event(EventKind.PASSED, 30, 1), event(EventKind.MISSED, 31, 1)],
            [],
            "Anna pressed 2 and passed the call on.",
        ),
        (
            [event(EventKind.ACCEPTED, 30, 1), event(EventKind.MISSED, 31, 1)],
            [],
            "The customer had hung up before Anna was connected.",
        ),
        ([event(EventKind.ACCEPTED, 30, 1)], [("agent-completed", 50)], "Anna's call was over."),
        (
            [event(EventKind.BRIDGED, 90, 1)],
            [],
            "Anna and the customer had talked, though no key press of Anna's is on record.",
        ),
        (
            [event(EventKind.BRIDGED, 90, 1, seconds="50")],
            [],
            "Anna and the customer had talked for 50 s, though no key press of Anna's is on record.",
        ),
        (
            [event(EventKind.ACCEPTED, 30, 1), event(EventKind.BRIDGED, 90, 1, seconds="")],
            [],
            "Anna and the customer had talked.",
        ),
    ],
)
def test_how_an_agents_phone_rang_and_how_the_attempt_ended(
    events: list[Event], legs: list[tuple[str, float]], line: str
) -> None:
    assert sentences([*CALLED, *events], [report(fact, second, 1) for fact, second in legs]).count(line) == 1


def test_agents_have_a_number_when_their_order_is_not_on_record() -> None:
    lines = sentences([requested(), event(EventKind.ACCEPTED, 30, 2)], [report("link", 25, 2)])
    assert lines[1:] == [
        "Agent 2 was sent a text message with a link to this page.",
        "Agent 2 pressed 1 and took the call.",
    ]
