"""The header of every page: the views that the viewer may open, their availability, and who is signed in."""

from __future__ import annotations

import re

import pytest

from tests.handover.actions.dashboard.one_handover import linked, started, talked
from tests.handover.browser import Browser

VIEWS = re.compile(r'<a href="\?view=(\w+)"( aria-current="page")?>')


@pytest.mark.parametrize(("agent", "views"), [("anna", "now todo day lookback desk"), ("ben", "now todo day lookback")])
def test_the_menu_has_every_view_that_the_agent_may_open(browser: Browser, agent: str, views: str) -> None:
    browser.sign_in(agent).get("day")
    found = VIEWS.findall(browser.text.partition("</nav>")[0])
    assert [name for name, _ in found] == views.split()
    assert [name for name, current in found if current] == ["day"]


def test_a_viewer_with_a_link_sees_the_desks_name_and_no_menu(browser: Browser) -> None:
    handover_id = started(browser.deployment)
    talked(browser.deployment, handover_id)
    linked(browser, handover_id, 2).get("handover", h=handover_id)
    assert browser.shown.status == 200
    header = browser.text.partition("<header")[2].partition("</header>")[0]
    assert "Example Insurance" in header
    assert "<a " not in header
    assert "<form" not in header


def test_the_switch_shows_the_availability_and_returns_to_its_page(browser: Browser) -> None:
    handover_id = started(browser.deployment)
    browser.sign_in("anna").get("handover", h=handover_id)
    assert "On duty: Available" in browser.words
    (action,) = re.findall(r'action="\?view=duty([^"]*)"', browser.text)
    assert action == f"&amp;back=handover&amp;h={handover_id}"
    browser.post("duty", {"do": "away"}, back="handover", h=handover_id)
    assert "On duty: Away" in browser.words
    assert 'aria-checked="false" name="do" value="available"' in browser.text


@pytest.mark.parametrize("agent", ["anna", "ben"])
def test_every_agent_sees_that_the_desk_is_paused_and_leads_get_a_link_to_resume(browser: Browser, agent: str) -> None:
    browser.sign_in("anna").get("desk")
    assert "The desk is paused." not in browser.words
    browser.post("desk", {"do": "pause"})
    browser.sign_in(agent).get("day")
    assert "The desk is paused. No new calls are placed. The chat goes on." in browser.words
    assert ("See the desk's status" in browser.words) == (agent == "anna")


def test_every_page_says_why_no_call_is_placed(browser: Browser) -> None:
    browser.sign_in("ben")
    for agent in ("anna", "ben"):
        browser.deployment.rig.storage.availability.set_away(agent, True, agent, browser.deployment.rig.clock.now())
    for view in ("now", "day", "lookback"):
        browser.get(view)
        assert "Nobody is available. No new calls are placed." in browser.words
        assert browser.deployment.ask(action="availability")["message"] in browser.words


def test_a_browser_that_is_not_signed_in_does_not_see_the_desks_status(browser: Browser) -> None:
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
