"""The order of a story's events, and what a watcher receives."""

from __future__ import annotations

from contextlib import redirect_stdout
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest

from handover.core.call.events import Event, EventKind
from sandbox.play.dashboard import link_in
from sandbox.play.printed import Printed
from sandbox.play.runner import Outcome, in_order
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


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_the_link_is_found_in_a_text_message(scheme: str) -> None:
    """In OpenWhisk's shape the sandbox has addresses without a certificate."""
    link = f"{scheme}://127.0.0.1:8080/dashboard?view=link&t=a.b"
    assert link_in(f"Acme is calling. Who it is: {link} Opens while it rings.") == link
    assert link_in("123456 is your sign-in code.") == ""


class Console(StringIO):
    """Notes each write."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[str] = []

    def write(self, text: str) -> int:
        self.written.append(text)
        return len(text)


def test_each_entry_is_one_write_so_that_threads_cannot_mix_their_lines() -> None:
    console = Console()
    with redirect_stdout(console):
        Printed().customer_says("word " * 40)
    (text,) = console.written
    assert (text.count("\n"), text.endswith("\n")) == (3, True)


def test_the_timeline_is_printed_in_words_and_not_as_raw_facts(capsys: pytest.CaptureFixture[str]) -> None:
    facts = {
        "sid": "CA1",
        "offer": {"message_seconds": 0, "call_back_minutes": 5},
        "order": ["anna", "ben"],
        "consent": True,
        "seconds": 4,
    }
    told = Event(EventKind.NO_AGENT, datetime(2026, 11, 23, 9, tzinfo=UTC), 0, facts)
    Printed().end(Outcome([], [told], []))
    out = capsys.readouterr().out
    assert "09:00:00  no_agent" in out
    assert "sid CA1, order anna and ben, consent yes, seconds 4" in out
    assert not set("{[") & set(out)
