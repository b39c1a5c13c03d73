"""An agent who wants to know is told that it rings, also in a page that is hidden."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from sandbox.play.plans import CUSTOMER
from sandbox.twilio import LetsRing
from tests.dashboard.desk import VisitedDesk

pytestmark = [pytest.mark.browser, pytest.mark.slow]

#: Takes the place of the browser's notifications and sound, and hides the page.
_NOTES = """() => {
  globalThis.notes = [];
  globalThis.tones = 0;
  globalThis.Notification = class {
    static permission = "granted";
    constructor(title, options) { notes.push(`${title}. ${options.body}`); }
    close() {}
  };
  const start = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function () { tones += 1; start.call(this); };
}"""
_HIDE = "Object.defineProperty(document, 'hidden', { get: () => true })"


def told(page: Page) -> list[str]:
    notes: list[str] = page.evaluate("notes")
    return notes


def test_it_is_off_until_it_is_switched_on_and_then_tells_by_sound_notification_and_title(desk: VisitedDesk) -> None:
    world = desk.world
    world.customer.plan, world.agents[0].plan, world.agents[1].plan = CUSTOMER, LetsRing(), LetsRing()
    desk.claim()
    page = desk.visit("anna")
    page.evaluate(_NOTES)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("button", name="Tell me when it rings").click()
    page.wait_for_function("() => tones === 1")
    page.evaluate(_HIDE)
    world.agenda.run_until(lambda: world.agents[0].state == "ringing")
    expect(page).to_have_title(re.compile("^Your phone is ringing · Now"))
    assert told(page) == ["Your phone is ringing. A customer is on the line. Click to see who it is."]
    assert page.evaluate("tones") == 2
    world.customer.hang_up()
    world.agenda.advance(5)
    # A page that is hidden stops to follow the list: it may or may not have heard that the customer is to be called back.
    expect(page).to_have_title(re.compile(r"^(\(1\) )?Now"))
    assert [url for url in asked if "view=ringing" in url]
    page.locator(".header-menu summary").click()
    switch = page.locator(".header-panel").get_by_role("switch", name="Tell me when it rings")
    expect(switch).to_be_checked()
    switch.click()
    expect(switch).not_to_be_checked()


def test_the_title_says_that_it_rings_and_how_many_are_left_to_do_whichever_changes_first(desk: VisitedDesk) -> None:
    world = desk.world
    world.customer.plan, world.agents[0].plan, world.agents[1].plan = CUSTOMER, LetsRing(), LetsRing()
    desk.claim()
    page = desk.visit("anna")
    page.get_by_role("button", name="Tell me when it rings").click()
    world.agenda.run_until(lambda: world.agents[0].state == "ringing")
    expect(page).to_have_title(re.compile("^Your phone is ringing · Now"))
    for count, title in [(3, "Your phone is ringing · (3) Now"), (0, "Your phone is ringing · Now")]:
        page.evaluate("count => { document.getElementById('todo').innerHTML = `<p data-title=${count}></p>` }", count)
        assert page.title().startswith(title)
    world.customer.hang_up()
    world.agenda.advance(5)
    expect(page).to_have_title(re.compile(r"^\(1\) Now"))
