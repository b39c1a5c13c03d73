"""What stands above every page: the views one may open, whether calls may come, who is signed in."""

from __future__ import annotations

import re

import pytest

from tests.handover.actions.dashboard.one_handover import linked, started, talked
from tests.handover.browser import Browser

VIEWS = re.compile(r'<a href="\?view=(\w+)"( aria-current="page")?>')


@pytest.mark.parametrize(("agent", "views"), [("anna", "now day lookback desk"), ("ben", "now day lookback")])
def test_an_agent_is_led_to_every_view_that_is_for_them(browser: Browser, agent: str, views: str) -> None:
    browser.sign_in(agent).get("day")
    found = VIEWS.findall(browser.text.partition("</nav>")[0])
    assert [name for name, _ in found] == views.split()
    assert [name for name, current in found if current] == ["day"]


def test_who_came_by_a_link_sees_whose_desk_it_is_and_is_led_nowhere(browser: Browser) -> None:
    handover_id = started(browser.deployment)
    talked(browser.deployment, handover_id)
    linked(browser, handover_id, 2).get("handover", h=handover_id)
    assert browser.shown.status == 200
    header = browser.text.partition("<header")[2].partition("</header>")[0]
    assert "Example Insurance" in header
    assert "<a " not in header
    assert "<form" not in header


def test_the_switch_says_how_it_stands_and_leads_back_to_the_page_it_is_on(browser: Browser) -> None:
    handover_id = started(browser.deployment)
    browser.sign_in("anna").get("handover", h=handover_id)
    assert "On duty: Available" in browser.words
    (action,) = re.findall(r'action="\?view=duty([^"]*)"', browser.text)
    assert action == f"&amp;back=handover&amp;h={handover_id}"
    browser.post("duty", {"do": "away"}, back="handover", h=handover_id)
    assert "On duty: Away" in browser.words
    assert 'aria-checked="false" name="do" value="available"' in browser.text


@pytest.mark.parametrize("agent", ["anna", "ben"])
def test_everybody_is_told_that_the_desk_is_paused_and_leads_where_it_is_resumed(browser: Browser, agent: str) -> None:
    browser.sign_in("anna").get("desk")
    assert "The desk is paused: the chat offers no calls." not in browser.words
    browser.post("desk", {"do": "pause"})
    browser.sign_in(agent).get("day")
    assert "The desk is paused: the chat offers no calls." in browser.words
    assert ("See the desk's status" in browser.words) == (agent == "anna")


def test_a_stranger_is_not_told_how_the_desk_stands(browser: Browser) -> None:
    browser.sign_in("anna").get("desk")
    browser.post("desk", {"do": "pause"})
    stranger = Browser(browser.deployment)
    stranger.get("signin")
    assert "paused" not in stranger.words


@pytest.mark.parametrize("form", [{}, {"do": "everywhere"}])
def test_an_agent_signs_out_from_any_page(browser: Browser, form: dict[str, str]) -> None:
    browser.sign_in("ben").get("day")
    assert "Signed in as Ben" in browser.words
    browser.post("signout", form)
    browser.get("day", follow=False)
    assert browser.shown.status == 303
