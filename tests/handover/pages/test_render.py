"""Templates are filled in with text; what a template needs and does not get is an error and not an empty place."""

from __future__ import annotations

from typing import Any

import pytest
from jinja2 import UndefinedError

from handover.core.access.viewer import Viewer
from handover.core.desk.config import Desk, read
from handover.pages import render

EVIL = "<img src=x onerror=alert(1)>'\"{{ 7*7 }}&"


def desk(name: str) -> Desk:
    agents = [{"id": "anna", "name": EVIL, "phone": "+493012345671"}]
    return read({"name": name, "agents": agents, "countries": ["DE"], "time_zone": "Europe/Berlin"})


def page(language: str = "en", **changes: Any) -> str:
    """Returns the page of a refusal, as a view renders it."""
    values = {
        **{"desk": desk("Example"), "viewer": None, "away": False, "stop": None, "token": "t", "nonce": "n"},
        **{"view": "now", "opened": "", "why": "no_view"},
    }
    return render("error.html", language, **{**values, **changes})


def test_names_are_escaped() -> None:
    asked_for = desk(EVIL)
    shown = page(desk=asked_for, viewer=Viewer(asked_for.agents[0], "seat"), view=EVIL, opened=EVIL, nonce=EVIL)
    assert "<img" not in shown
    assert "{{ 7*7 }}" in shown
    assert "alert(1)>" not in shown


def test_a_page_names_its_language() -> None:
    assert '<html lang="de">' in page("de")
    assert "Diese Seite gibt es nicht." in page("de")


def test_a_value_that_was_forgotten_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        render("error.html", "en", desk=desk("Example"), viewer=None)
