"""Pages' words are filled in as they are; a value is never read as a pattern."""

from __future__ import annotations

import pytest

from handover.pages.words import words


def test_a_word_is_told_in_its_language() -> None:
    assert (words("en").text("app.away"), words("de").text("app.away")) == ("Away", "Abwesend")


@pytest.mark.parametrize("name", ["{name}", "{0.__class__}", "%s", "{", "<b>"])
def test_what_is_filled_in_is_text(name: str) -> None:
    assert words("en").text("app.signed_in", name=name) == f"Signed in as {name}"


def test_it_knows_what_it_can_say() -> None:
    assert words("de").has("nav.now")
    assert not any(words("de").has(key) for key in ("nav.nothing", "nothing.now", "nav", "", "."))


def test_what_it_cannot_say_is_an_error_and_not_an_empty_place() -> None:
    with pytest.raises(KeyError):
        words("en").text("nav.nothing")
