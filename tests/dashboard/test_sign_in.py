"""Signing in with a real browser, with the code that arrives on the agent's phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from sandbox.play.plans import CUSTOMER
from tests.dashboard.desk import VisitedDesk
from tests.dashboard.people import fits, sign_in
from tests.windows import PHONE

pytestmark = pytest.mark.browser


def test_an_agent_signs_in_and_out(desk: VisitedDesk) -> None:
    page = desk.visit()
    sign_in(desk, page)
    expect(page.get_by_role("heading", name="Now")).to_be_visible()
    expect(page.get_by_text("There are no live calls.")).to_be_visible()
    page.get_by_text("Anna", exact=True).click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    page.goto(desk.address)
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_wrong_code_says_how_many_tries_are_left(desk: VisitedDesk) -> None:
    page = desk.visit()
    page.get_by_label("Your phone number").fill("+49 30 12345671")
    page.get_by_role("button", name="Send me a code").click()
    desk.world.agenda.advance(10)
    right = desk.world.agents[0].messages[-1].body[:6]
    page.get_by_label("Code", exact=True).fill("000000" if right != "000000" else "111111")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("That is not the code. You have 4 more tries.")).to_be_visible()
    page.get_by_label("Code", exact=True).fill(f"{right[:3]} {right[3:]}")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Now")).to_be_visible()


@pytest.mark.slow
def test_a_german_phone_reads_german_and_needs_one_hand(desk: VisitedDesk) -> None:
    page = desk.visit(viewport=PHONE, locale="de-DE", touch=True)
    number = page.get_by_label("Ihre Telefonnummer")
    expect(number).to_have_attribute("autocomplete", "tel")
    number.fill("030 12345671")
    assert fits(page)
    page.get_by_role("button", name="Code senden").click()
    desk.world.agenda.advance(10)
    code = page.locator("#code")
    expect(code).to_have_attribute("autocomplete", "one-time-code")
    expect(code).to_have_attribute("inputmode", "numeric")
    code.fill(desk.world.agents[0].messages[-1].body[:6])
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Jetzt")).to_be_visible()
    assert fits(page)
    assert page.evaluate("document.documentElement.lang") == "de"


def test_the_link_in_the_message_shows_a_button_first_and_that_one_handover_then(desk: VisitedDesk) -> None:
    world = desk.world
    world.customer.plan = CUSTOMER
    desk.claim()
    assert world.agenda.run_until(lambda: bool(world.agents[0].messages), at_most=60)
    link = next(word for word in world.agents[0].messages[-1].body.split() if word.startswith("http"))
    page = desk.visit(viewport=PHONE)
    page.goto(link)
    expect(page.get_by_text("hail")).to_have_count(0)
    page.get_by_role("button", name="Show me who is calling").click()
    expect(page.get_by_role("heading", name="Ada")).to_be_visible()
    expect(page.get_by_text("KA-AB 123").first).to_be_visible()
    assert fits(page)
    page.goto(f"{desk.address}?view=now")
    expect(page.get_by_text("You cannot see this.")).to_be_visible()
