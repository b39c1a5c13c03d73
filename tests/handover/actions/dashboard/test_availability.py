"""Agents set themselves away or available; leads can set others."""

from __future__ import annotations

import pytest

from handover.services.signed_tokens import sign, verify
from handover.services.storage import keys
from tests.handover.browser import Browser


def token(browser: Browser) -> str:
    """Returns the token of the form at the top of every page of this browser."""
    settings = browser.deployment.rig.settings
    cookie = verify(settings, "visitor", browser.cookie.partition("=")[2])
    return sign(settings, "form", cookie["s"])


def switch(browser: Browser, do: str, agent: str = "", **query: str) -> None:
    form = {"token": token(browser), "do": do, **({"agent": agent} if agent else {})}
    browser.post("duty", form, follow=False, **query)


def away(browser: Browser) -> set[str]:
    storage = browser.deployment.rig.storage
    return set(storage.availability.away(storage.availability.read(), storage.desk()))


@pytest.mark.parametrize("again", [1, 2])
def test_an_agent_goes_away_and_comes_back(browser: Browser, again: int) -> None:
    browser.sign_in("ben")
    for _ in range(again):
        switch(browser, "away")
        assert browser.shown.status == 303
    assert away(browser) == {"ben"}
    for _ in range(again):
        switch(browser, "available")
    assert away(browser) == set()


def test_a_lead_sets_others_away_and_is_recorded_as_the_one_who_did(browser: Browser) -> None:
    browser.sign_in("anna")
    switch(browser, "away", agent="ben")
    assert away(browser) == {"ben"}
    (noted,) = browser.deployment.rig.objects(keys.SWITCHES).values()
    assert noted["by"] == "anna"


def test_agents_cannot_set_others_away(browser: Browser) -> None:
    browser.sign_in("ben")
    switch(browser, "away", agent="anna")
    assert browser.shown.status == 403
    assert away(browser) == set()


def test_an_agent_who_left_the_desk_is_not_set_away(browser: Browser) -> None:
    browser.sign_in("anna")
    switch(browser, "away", agent="carla")
    assert browser.shown.status == 409
    assert "Nothing was changed." in browser.words
    assert browser.deployment.rig.objects(keys.SWITCHES) == {}


@pytest.mark.parametrize("do", ["", "pause", "AWAY", "<b>"])
def test_an_unknown_command_changes_nothing(browser: Browser, do: str) -> None:
    browser.sign_in("ben")
    switch(browser, do)
    assert browser.shown.status == 400
    assert "The form could not be read." in browser.words
    assert away(browser) == set()


@pytest.mark.parametrize(
    ("query", "led_to"),
    [
        ({}, "?view=now"),
        ({"back": "day"}, "?view=day"),
        ({"back": "desk"}, "?view=desk"),
        ({"back": "handover", "h": "20261123-abc-1"}, "?view=handover&h=20261123-abc-1"),
        ({"back": "handover", "h": "//evil.test"}, "?view=now"),
        ({"back": "https://evil.test"}, "?view=now"),
        ({"back": "duty"}, "?view=now"),
    ],
)
def test_it_redirects_to_the_view_it_was_sent_from_and_nowhere_else(
    browser: Browser, query: dict[str, str], led_to: str
) -> None:
    browser.sign_in("ben")
    switch(browser, "away", **query)
    assert browser.shown.headers["location"] == led_to


def test_a_get_request_changes_nothing(browser: Browser) -> None:
    browser.sign_in("ben").get("duty", follow=False, do="away")
    assert browser.shown.status == 405
    assert away(browser) == set()


def test_a_form_without_this_browsers_token_changes_nothing(browser: Browser) -> None:
    browser.sign_in("ben").post("duty", {"token": "forged", "do": "away"})
    assert browser.shown.status == 403
    assert away(browser) == set()
