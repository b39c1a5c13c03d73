"""The order of a story's events, and what a watcher receives."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from handover.core.call.events import Event, EventKind
from sandbox.play.printed import Printed
from sandbox.play.runner import in_order
from sandbox.world import World
from tests.fakes.worlds import in_memory


def event(kind: EventKind, second: float, attempt: int = 0) -> Event:
    return Event(kind, datetime(2026, 11, 23, 9, 0, tzinfo=UTC) + timedelta(seconds=second), attempt)


def test_events_of_one_second_stand_in_the_usual_order_of_a_call() -> None:
    """Twilio gives whole seconds: a leg's `answered` may look older than the `placed` that we noted ourselves."""
    placed, answered = event(EventKind.PLACED, 1.7), event(EventKind.ANSWERED, 1)
    usual = [
        event(EventKind.REQUESTED, 0),
        placed,
        answered,
        event(EventKind.PASSED, 3, 1),
        event(EventKind.PASSED, 3, 2),
    ]
    assert in_order(reversed(usual)) == usual


def test_what_watson_notes_is_printed_in_lines(capsys: pytest.CaptureFixture[str]) -> None:
    Printed().watson_notes(["Node 'a': its title may have letters only.", "<? 1 / 0 ?>: division by zero"])
    lines = [line.split(maxsplit=2) for line in capsys.readouterr().out.splitlines()]
    assert lines == [
        ["Watson's", "skill", "Node 'a': its title may have letters only."],
        ["Watson's", "skill", "<? 1 / 0 ?>: division by zero"],
    ]


def test_a_tone_is_printed_in_words_and_not_as_its_address(capsys: pytest.CaptureFixture[str]) -> None:
    printed = Printed()
    with World(parts=in_memory()) as world:
        printed.watch(world)
        world.customer.hear("audio", "https://acme.example/twiml?step=tone")
    assert "♪ music or a tone" in capsys.readouterr().out
