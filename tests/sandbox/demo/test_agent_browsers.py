"""The agents' browsers on the demo's page, in a real Chromium."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from .demo_page import DemoPage

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def see_now(screen: DemoPage, agent: str = "Anna") -> None:
    """Wait until the page has signed that agent in: the code arrives, and the page types it."""
    heading = screen.browser_of(agent).get_by_role("heading", level=1)
    expect(heading).to_have_text(re.compile("Enter your code|Now"))  # a quick page is further already
    screen.wait()
    expect(heading).to_have_text("Now")


def sign_in(screen: DemoPage) -> None:
    screen.page.get_by_role("button", name="Anna's browser").click()
    screen.page.get_by_role("button", name="Sign Anna in").click()
    see_now(screen)


def test_an_agent_signs_in_by_hand_sees_the_call_and_wraps_it_up(screen: DemoPage) -> None:
    page, anna, desk = screen.page, screen.anna, screen.browser_of("Anna")
    expect(page.get_by_text("Type Anna's number: +49 30 12345671")).to_be_visible()
    desk.get_by_label("Your phone number").fill("+49 30 12345671")
    desk.get_by_role("button", name="Send me a code").click()
    expect(page.get_by_text("Type the 6 digits that come to Anna's phone.")).to_be_visible()
    screen.wait()
    desk.get_by_label("Code").fill(anna.locator(".code").inner_text())
    desk.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("Type the 6 digits")).to_be_hidden()
    expect(desk.get_by_role("link", name="Ada")).to_be_hidden()

    screen.ring_anna()
    expect(desk.get_by_role("link", name="Ada")).to_be_visible()  # by itself
    screen.click(anna, "Answer")
    expect(anna.get_by_role("log", name="What is heard")).to_contain_text("Press 1 to take the call")
    screen.click(anna, "1")
    expect(desk.locator(".tag")).to_have_text("Talking")
    expect(anna.get_by_role("status")).to_have_text("Connected with the customer")
    desk.get_by_role("link", name="Ada").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Ada")
    screen.click(anna, "Hang up")

    desk.locator("#disposition").select_option("solved")
    desk.locator("#notes").fill("An expert comes tomorrow.")
    desk.get_by_role("button", name="Save").click()
    expect(desk.locator("#wraps")).to_contain_text("An expert comes tomorrow.")
    expect(screen.activity).to_contain_text("An agent saved the wrap-up")
    # The number, the code and the wrap-up are shown; requests that only read are not.
    expect(screen.activity.locator("li", has_text="dashboard")).to_have_count(3)


def test_a_tap_on_the_link_opens_it_in_that_agents_browser(screen: DemoPage) -> None:
    page = screen.page
    screen.ring_anna()
    screen.wait(5)
    tabs = page.get_by_role("navigation", name="People")
    page.set_viewport_size({"width": 360, "height": 740})
    tabs.get_by_role("button", name="Anna").click()
    screen.anna.get_by_role("link").click()
    expect(tabs.get_by_role("button", name="Desk")).to_have_attribute("aria-current", "true")
    desk = screen.browser_of("Anna")
    show = desk.get_by_role("button", name="Show me who is calling")
    expect(show).to_be_visible()
    expect(desk.get_by_text("Ada")).to_have_count(0)
    show.click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Ada")


def test_each_agent_has_a_browser_and_it_opens_in_a_tab_of_its_own(screen: DemoPage) -> None:
    page = screen.page
    sign_in(screen)
    page.get_by_role("button", name="Ben's browser").click()
    expect(screen.browser_of("Ben").get_by_role("heading", level=1)).to_have_text("Sign in")
    page.get_by_role("button", name="Anna's browser").click()
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Open in a new tab").click()
    expect(opened.value.get_by_role("heading", level=1)).to_have_text("Now")


def test_a_played_demo_signs_in_by_itself(screen: DemoPage) -> None:
    play = screen.page.get_by_role("button", name="Play it for me")
    expect(screen.browser_of("Anna").get_by_role("heading", level=1)).to_have_text("Sign in")
    screen.do(play.click)
    expect(play).to_have_attribute("aria-pressed", "true")
    screen.wait()  # the page takes each step when something changes
    see_now(screen)


def test_signing_in_stops_when_the_dashboard_refuses(screen: DemoPage) -> None:
    """Codes were requested too often: the page shows why, and no further code is requested."""
    desk = screen.browser_of("Anna")
    for _ in range(5):
        desk.get_by_label("Your phone number").fill("+49 30 12345671")
        desk.get_by_role("button", name="Send me a code").click()
        desk.get_by_role("link", name="Request a new code").click()
    screen.page.get_by_role("button", name="Sign Anna in").click()
    expect(desk.get_by_role("alert")).to_be_visible()
    expect(screen.activity.locator("li", has_text="dashboard")).to_have_count(6)
