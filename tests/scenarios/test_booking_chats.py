"""Whole chats with the shipped skill about a call at another time, from the first sentence to the phone that rings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest

from handover.core.call.state import State
from sandbox.twilio import Answers, Busy, HangUp, Press
from sandbox.watson import Conversation
from sandbox.world import DESK, Parts, World
from tests.fakes.worlds import in_memory
from tests.sandbox.watson.small_skills import texts

NUMBER = "+49 30 12345678"
#: Monday, 7:30 in Berlin. The desk opens at nine.
EARLY = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)
HOURS = {"monday": ["09:00-17:00"]}


@contextmanager
def closed_desk(language: str) -> Iterator[World]:
    """A desk that is closed yet. The customer answers, and the first agent takes the call."""
    parts = in_memory(Parts(language=language, desk={**DESK, "language": language, "hours": HOURS}))
    parts.start = EARLY
    with World(parts=parts) as world:
        world.customer.plan = Answers(after=2, then=(Press("1", when_asked=True), HangUp(after=30, when_bridged=True)))
        world.agents[0].plan = Answers(after=2, then=(Press("1", when_asked=True),))
        yield world


def say(chat: Conversation, *lines: str) -> list[str]:
    """Returns what the assistant answers to the last line."""
    for line in lines:
        answer = texts(chat.choose(line) if line in chat.choices() else chat.say(line))
    return answer


def rung(world: World) -> int:
    """Returns how often customers were called."""
    return len([call for call in world.network.calls if call.direction == "outbound-api"])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "lines", "words"),
    [
        ("en", ("call me", "this morning at ten", NUMBER, "Mira", "yes"), "today at 10:00"),
        ("de", ("Rufen Sie mich an", "heute Vormittag um zehn", NUMBER, "Mira", "ja"), "heute um 10:00 Uhr"),
        ("en", ("call me", "as soon as possible", NUMBER, "skip", "Yes, call me then"), "today at 9:00"),
    ],
)
def test_a_closed_desk_calls_at_the_time_that_was_agreed(language: str, lines: tuple[str, ...], words: str) -> None:
    with closed_desk(language) as world:
        chat = world.chat()
        answer = say(chat, *lines)
        assert words in answer[0]
        booked = world.handover(chat.session_id)
        assert booked.state is State.SCHEDULED
        assert booked.booking is not None
        at = booked.booking.at
        assert words.split()[-2 if language == "de" else -1] in booked.call_request.consent["question"]
        world.agenda.advance((at - world.agenda.now()).total_seconds() - 30)
        assert rung(world) == 0
        world.agenda.advance(300)
        assert rung(world) == 1
        assert world.handover(chat.session_id).state is State.COMPLETED
        assert list(chat.problems) == []


@pytest.mark.slow
def test_what_was_not_agreed_is_not_called() -> None:
    with closed_desk("en") as world:
        chat = world.chat()
        say(chat, "call me", "at ten", NUMBER, "Mira", "maybe later", "No call")
        world.agenda.advance(4 * 3600)
        assert rung(world) == 0
        assert world.handovers(chat.session_id) == []


def test_a_retry_is_told_and_can_be_cancelled() -> None:
    with World(parts=in_memory()) as world:
        world.customer.plan = Busy()
        chat = world.chat()
        say(chat, "call me", NUMBER, "skip", "yes")
        world.agenda.advance(30)
        assert "once more" in say(chat, "where is my call?")[0]
        assert list(chat.choices())[:2] == ["Change the time", "Cancel the call"]
        say(chat, "Cancel the call")
        world.agenda.advance(600)
        assert rung(world) == 1
        assert world.handovers(chat.session_id)[-1].state is State.CANCELED
