"""Stories for tests: a desk, its wording, and the lines as seconds and sentences."""

from __future__ import annotations

from collections.abc import Sequence

from handover.core.call.events import Event, EventKind, LegReport
from handover.core.call.state import fold
from handover.core.desk import config as desks
from handover.core.story.story import story
from handover.core.story.wording import Wording
from tests.handover.core.call.story import HID, at, event, hunt, requested

DESK = desks.read(
    {
        "agents": [{"id": "anna", "name": "Anna", "phone": "+493012345671"}],
        "countries": ["DE"],
        "time_zone": "Europe/Berlin",
        "dispositions": [{"id": "solved", "label": "Solved at once"}],
    }
)
CALLED = (
    requested(),
    event(EventKind.PLACED, 1, sid="CA1"),
    event(EventKind.RINGING, 3, sid="CA1"),
    event(EventKind.ANSWERED, 10, sid="CA1"),
    hunt(20),
)


def wording(language: str = "en") -> Wording:
    return Wording(language, DESK, lambda seconds: f"{seconds:.0f} s")


def report(fact: str, second: float, attempt: int = 0, **facts: str) -> LegReport:
    return LegReport(fact, at(second), attempt, facts)


def story_of(
    events: Sequence[Event], legs: Sequence[LegReport] = (), language: str = "en", now: float = 4000
) -> list[tuple[float, str]]:
    """Returns the story as seconds and sentences."""
    handover = fold(HID, events, at(now))
    assert handover
    lines = story(handover, events, legs, wording(language))
    return [((line.at - at(0)).total_seconds(), line.sentence) for line in lines]


def sentences(events: Sequence[Event], legs: Sequence[LegReport] = ()) -> list[str]:
    return [sentence for _, sentence in story_of(events, legs)]
