"""The texts of the pages: values are filled in as they are and never read as a pattern."""

from __future__ import annotations

import pytest

from handover.pages import page_texts


def test_a_text_is_in_the_requested_language() -> None:
    assert (page_texts("en").text("app.away"), page_texts("de").text("app.away")) == ("Away", "Abwesend")


@pytest.mark.parametrize("name", ["{name}", "{0.__class__}", "%s", "{", "<b>"])
def test_a_value_is_filled_in_as_text(name: str) -> None:
    assert page_texts("en").text("app.signed_in", name=name) == f"Signed in as {name}"


def test_it_knows_which_keys_exist() -> None:
    assert page_texts("de").has("nav.now")
    assert not any(page_texts("de").has(key) for key in ("nav.nothing", "nothing.now", "nav", "", "."))


def test_a_missing_key_is_an_error() -> None:
    with pytest.raises(KeyError):
        page_texts("en").text("nav.nothing")
