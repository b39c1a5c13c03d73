"""The agents' browsers on the demo's page, in a real Chromium: the third person."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from .on_the_page import browser_of, phone, press, until_anna_rings

pytestmark = pytest.mark.browser


def sign_in(page: Page, agent: str = "Anna") -> None:
    """Have it done by the page."""
    page.get_by_role("button", name=f"{agent}'s browser").click()
    page.get_by_role("button", name=f"Sign {agent} in").click()
    expect(browser_of(page, agent).get_by_role("heading", level=1)).to_have_text("Now")


def test_an_agent_signs_in_by_hand_sees_the_call_come_and_wraps_it_up(page: Page) -> None:
    anna, desk = phone(page, "Anna"), browser_of(page, "Anna")
    expect(page.get_by_text("Type Anna's number: +49 30 12345671")).to_be_visible()
    desk.get_by_label("Your phone number").fill("+49 30 12345671")
    desk.get_by_role("button", name="Send me a code").click()
    expect(page.get_by_text("Type the 6 digits that come to Anna's phone.")).to_be_visible()
    desk.get_by_label("Code").fill(anna.locator(".code").inner_text())
    desk.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("Type the 6 digits")).to_be_hidden()
    expect(desk.get_by_role("link", name="Ada")).to_be_hidden()

    until_anna_rings(page)
    expect(desk.get_by_role("link", name="Ada")).to_be_visible()  # nobody has touched the browser
    anna.get_by_role("button", name="Answer").click()
    expect(anna.get_by_role("log", name="What is heard")).to_contain_text("Press 1 to take the call")
    press(anna, "1")
    expect(desk.locator(".tag")).to_have_text("Talking")
    expect(anna.get_by_role("status")).to_have_text("Connected with the customer")
    anna.get_by_role("button", name="Hang up").click()
    desk.get_by_role("link", name="Ada").click()

    desk.locator("#disposition").select_option("solved")
    desk.locator("#notes").fill("An expert comes tomorrow.")
    desk.get_by_role("button", name="Save").click()
    expect(desk.locator("#wraps")).to_contain_text("An expert comes tomorrow.")
    activity = page.get_by_label("What happens", exact=True)
    expect(activity).to_contain_text("An agent wrapped it up")
    expect(activity.locator("li", has_text="dashboard")).to_have_count(3)  # the number, the code, the wrap-up; no looks


def test_a_tap_on_the_link_opens_it_in_that_agents_browser(page: Page) -> None:
    until_anna_rings(page)
    tabs = page.get_by_role("navigation", name="People")
    page.set_viewport_size({"width": 360, "height": 740})
    tabs.get_by_role("button", name="Anna").click()
    phone(page, "Anna").get_by_role("link").click()
    expect(tabs.get_by_role("button", name="Desk")).to_have_attribute("aria-current", "true")
    desk = browser_of(page, "Anna")
    expect(desk.get_by_text("Ada")).to_have_count(0)  # not before the button is pressed
    desk.get_by_role("button", name="Show me who is calling").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Ada")


def test_each_agent_has_a_browser_of_their_own_and_it_can_stand_in_a_tab_of_its_own(page: Page) -> None:
    sign_in(page)
    page.get_by_role("button", name="Ben's browser").click()
    expect(browser_of(page, "Ben").get_by_role("heading", level=1)).to_have_text("Sign in")
    page.get_by_role("button", name="Anna's browser").click()
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Open in a new tab").click()
    expect(opened.value.get_by_role("heading", level=1)).to_have_text("Now")
    opened.value.close()


def test_a_played_demo_signs_in_by_itself(page: Page) -> None:
    page.get_by_role("button", name="Play it for me").click()
    expect(browser_of(page, "Anna").get_by_role("heading", level=1)).to_have_text("Now")


def test_a_hand_that_is_sent_back_rests(page: Page) -> None:
    """The number is known, but codes were asked for too often: the user reads why, and nothing is sent again."""
    desk = browser_of(page, "Anna")
    for _ in range(5):
        desk.get_by_label("Your phone number").fill("+49 30 12345671")
        desk.get_by_role("button", name="Send me a code").click()
        desk.get_by_role("link", name="Ask for a new code").click()
    page.get_by_role("button", name="Sign Anna in").click()
    expect(desk.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("What happens", exact=True).locator("li", has_text="dashboard")).to_have_count(6)
