"""What stands above and below every page: it is at hand, keeps its focus, and is never in the way."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.dashboard.desk import PHONE, VisitedDesk
from tests.dashboard.people import fits, talked

pytestmark = pytest.mark.browser

#: A desktop window at 400 %, as WCAG 1.4.10 has it.
ENLARGED = {"width": 320, "height": 256}

#: Whether something of it can be seen at its top, in its middle or at its bottom. Between its last and its first element a
#: page has no focus: the browser's own bars have it.
_SEEN = """() => {
  const focused = document.activeElement;
  if (focused === document.body) return true;
  const { left, top, width, height } = focused.getBoundingClientRect();
  return [top + 3, top + height / 2, top + height - 3].some((y) => {
    const there = document.elementFromPoint(left + width / 2, y);
    return focused.contains(there) || there?.contains(focused);
  });
}"""


def test_a_switch_keeps_the_focus_when_the_page_comes_anew(desk: VisitedDesk) -> None:
    page = desk.visit("anna", "?view=day")
    page.get_by_role("switch").focus()
    for state in ("Away", "Available"):
        page.keyboard.press("Enter")
        expect(page.get_by_role("switch", name=state)).to_be_focused()


def test_of_several_switches_the_one_that_was_used_keeps_the_focus(desk: VisitedDesk) -> None:
    page = desk.visit("anna", "?view=desk")
    page.get_by_role("button", name="Set Ben away").press("Enter")
    expect(page.get_by_role("button", name="Set Ben available")).to_be_focused()


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


def test_on_a_phone_every_view_is_at_the_thumb(desk: VisitedDesk) -> None:
    page = desk.visit("anna", "?view=day", viewport=PHONE)
    links = page.get_by_role("navigation", name="Views").get_by_role("link").all()
    assert len(links) == 4
    for link in links:
        box = link.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44
        assert box["y"] > PHONE["height"] * 3 / 4


@pytest.mark.parametrize(
    "viewport", [PHONE, ENLARGED, {"width": 1280, "height": 400}], ids=["phone", "enlarged", "low"]
)
def test_what_has_the_focus_is_never_behind_a_bar(desk: VisitedDesk, viewport: dict[str, int]) -> None:
    handover_id = talked(desk)
    for view in ("?view=day", f"?view=handover&h={handover_id}", "?view=desk"):
        page = desk.visit("anna", view, viewport=viewport)
        assert fits(page)
        assert {at: walk(page, at) for at in ("Tab", "Shift+Tab")} == {"Tab": [], "Shift+Tab": []}


def walk(page: Page, key: str) -> list[str]:
    """What had the focus and could not be seen, while going through the whole page with that key."""
    hidden = []
    for _ in range(40):
        page.keyboard.press(key)
        if not page.evaluate(_SEEN):
            hidden.append(str(page.evaluate("document.activeElement.outerHTML.slice(0, 120)")))
    return hidden


@pytest.mark.parametrize("viewport", [PHONE, ENLARGED], ids=["phone", "enlarged"])
def test_without_scripts_everything_is_still_there(desk: VisitedDesk, viewport: dict[str, int]) -> None:
    page = desk.visit("anna", "?view=day", viewport=viewport, java_script_enabled=False)
    page.get_by_role("switch", name="Available").click()
    expect(page.get_by_role("switch", name="Away")).to_be_visible()
    page.locator(".header-menu summary").click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


_LOADED = """() => document.fonts.ready.then(() => [...document.fonts]
  .filter((face) => face.status === "loaded" && face.unicodeRange.startsWith("U+0-FF"))
  .map((face) => face.weight).sort())"""
_FETCHED = "() => performance.getEntriesByType('resource').filter((each) => each.name.includes('woff2')).length"


@pytest.mark.parametrize(("name", "fetched"), [("Ada", 2), ("Łódź", 3)])
def test_a_page_is_set_in_the_fonts_that_come_with_it_and_fetches_what_its_letters_need(
    desk: VisitedDesk, name: str, fetched: int
) -> None:
    page = desk.visit("anna", "?view=day")
    page.get_by_role("heading", level=1).evaluate("(heading, name) => { heading.textContent = name }", name)
    assert page.evaluate(_LOADED) == ["400", "600"]
    page.wait_for_load_state("networkidle")
    assert page.evaluate(_FETCHED) == fetched
