"""Each message to a customer says what happened, and nothing about them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from handover.core.call.events import Event, EventKind
from handover.core.call.text_messages import Text, TextKind
from handover.core.i18n import available, catalogue

AT = datetime(2026, 9, 30, 17, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Acme: Your call is booked: Wednesday, 30 September, at 17:05. To move or cancel it"),
        ("de", "Acme: Ihr Anruf ist vorgemerkt: am Mittwoch, dem 30. September, um 17:05 Uhr. Zum Verschieben"),
    ],
)
def test_a_booking_is_named_by_its_day_because_today_is_another_day_tomorrow(language: str, words: str) -> None:
    assert Text(TextKind.BOOKED, 1, AT).words("Acme", catalogue(language)).startswith(words)


@pytest.mark.parametrize("language", available())
@pytest.mark.parametrize("kind", TextKind)
def test_every_kind_has_words_in_every_language(kind: TextKind, language: str) -> None:
    text = Text(kind, 1, AT).words("Acme", catalogue(language))
    assert text.startswith("Acme: ")
    assert text.endswith(".")
    assert "{" not in text


def test_a_move_by_the_desk_says_what_if_that_fails_too() -> None:
    moved = Text(TextKind.MOVED, 2, AT, by_us=True).words("Acme", catalogue("en"))
    assert "Sorry" in moved
    assert "If that fails too" in moved


def test_a_message_is_known_by_its_kind_and_the_step_that_it_is_about() -> None:
    text = Text(TextKind.MOVED, 2, AT)
    claimed = Event(EventKind.TEXTED, AT, 1, text.facts())
    assert text.is_among([claimed])
    assert not Text(TextKind.MOVED, 3, AT).is_among([claimed])
    assert not Text(TextKind.DROPPED, 2).is_among([claimed])
