"""The header of every page: its menu, its availability switch, and its forms."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route, ViewportSize, expect

from tests.dashboard.desk import VisitedDesk
from tests.dashboard.test_keyboard import ENLARGED
from tests.windows import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_the_menu_opens_by_keyboard_and_closes_by_escape_and_by_a_tap_elsewhere(desk: VisitedDesk) -> None:
    page = desk.visit("anna", "?view=day")
    summary, sign_out = page.locator(".header-menu summary"), page.get_by_role("button", name="Sign out", exact=True)
    expect(sign_out).to_be_hidden()
    summary.press("Enter")
    expect(sign_out).to_be_visible()
    sign_out.focus()
    page.keyboard.press("Escape")
    expect(sign_out).to_be_hidden()
    expect(summary).to_be_focused()
    summary.click()
    page.get_by_role("heading", level=1).click()
    expect(sign_out).to_be_hidden()
    summary.click()
    sign_out.click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_form_that_is_tapped_twice_is_sent_once(desk: VisitedDesk) -> None:
    page, sent = desk.visit("anna", "?view=day"), list[str]()

    def count(route: Route) -> None:
        if route.request.method == "POST":
            sent.append(route.request.url)
        route.continue_()

    page.route("**/*", count)
    page.get_by_role("switch").evaluate("each => { each.click(); each.click(); }")
    expect(page.get_by_role("switch", name="Away")).to_be_visible()
    assert len(sent) == 1


def test_a_page_that_the_browser_kept_can_send_its_form_again(desk: VisitedDesk) -> None:
    page = desk.visit("anna", "?view=day")
    page.get_by_role("switch", name="Available").evaluate(
        "each => { each.form.addEventListener('submit', (event) => event.preventDefault(), { once: true }); each.click(); }"
    )
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    page.get_by_role("switch", name="Available").click()
    expect(page.get_by_role("switch", name="Away")).to_be_visible()


@pytest.mark.parametrize("viewport", [PHONE, pytest.param(ENLARGED, marks=pytest.mark.slow)], ids=["phone", "enlarged"])
def test_without_scripts_everything_is_still_there(desk: VisitedDesk, viewport: ViewportSize) -> None:
    page = desk.visit("anna", "?view=day", viewport=viewport, scripts=False)
    page.get_by_role("switch", name="Available").click()
    expect(page.get_by_role("switch", name="Away")).to_be_visible()
    page.locator(".header-menu summary").click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
