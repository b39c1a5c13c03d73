"""Every view on every screen: accessible, no wider than the screen, few requests, buttons large enough for a thumb."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.dashboard.conftest import ReadDesk
from tests.dashboard.people import fits
from tests.windows import PHONE

pytestmark = pytest.mark.browser

#: Bytes on the wire.
FIRST_VIEW, UPDATE = 150_000, 20_000
#: CSS pixels, WCAG 2.5.8 and, for the navigation, 2.5.5.
BUTTON, NAVIGATION = 24, 44
AXE = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],
}
#: All that another colour scheme can change.
COLOURS = {**AXE, "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}

#: The page and its files, in bytes; and the addresses that are not the dashboard's.
_LOADED = """(address) => document.fonts.ready.then(() => {
  const loaded = ["navigation", "resource"].flatMap((type) => performance.getEntriesByType(type));
  const bytes = loaded.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0);
  return { bytes, foreign: loaded.map(({ name }) => name).filter((name) => !name.startsWith(address)) };
})"""
_SMALL = """(least) => [...document.querySelectorAll("button")]
  .filter((button) => button.checkVisibility())
  .filter((button) => { const { width, height } = button.getBoundingClientRect(); return Math.min(width, height) < least; })
  .map((button) => button.innerText)"""


def views(handover_id: str) -> list[str]:
    return [
        *("?view=now", "?view=todo", "?view=day", f"?view=handover&h={handover_id}", "?view=lookback"),
        *("?view=desk", "?view=signout"),
        *("?view=lookback&q=hail*", f"?view=contacts&h={handover_id}"),
        *("?view=day&date=2026-13-45", "?view=handover&h=20260101-none-1", "?view=nothing", "?view=link&t=x"),
    ]


def violations(page: Page, rules: Mapping[str, Any]) -> list[str]:
    """Returns axe's findings on the page: the rule and the element."""
    found = Axe().run(page, options=dict(rules)).response["violations"]
    return [f"{each['id']}: {node['html'][:120]}" for each in found for node in each["nodes"]]


def problems(page: Page, address: str) -> list[str]:
    """Returns the page's problems that axe does not check."""
    loaded = page.evaluate(_LOADED, address)
    found = [f"comes from elsewhere: {name}" for name in loaded["foreign"]]
    found += [f"small button: {name}" for name in page.evaluate(_SMALL, BUTTON)]
    found += [] if fits(page) else ["wider than the screen"]
    return found + ([] if 0 < loaded["bytes"] < FIRST_VIEW else [f"{loaded['bytes']} bytes"])


def check(read_desk: ReadDesk, look: dict[str, Any], rules: Mapping[str, Any] = AXE) -> dict[str, list[str]]:
    """Returns the problems of each view, for a lead and without a sign-in."""
    desk, found = read_desk.desk, dict[str, list[str]]()
    page = desk.visit("anna", **look)
    signed_in = views(read_desk.handover_id)
    for view in (*signed_in, "", "?view=code"):
        if view == "":
            page.context.clear_cookies()
        page.goto(f"{desk.address}{view}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        found[view] = problems(page, desk.address) + violations(page, rules)
    return {view: wrong for view, wrong in found.items() if wrong}


@pytest.mark.slow
@pytest.mark.long
def test_axe_finds_nothing_and_every_view_fits_and_is_light(read_desk: ReadDesk) -> None:
    assert check(read_desk, {}) == {}


@pytest.mark.slow
def test_on_a_german_phone_axe_finds_nothing_every_view_fits_and_buttons_are_large_enough(read_desk: ReadDesk) -> None:
    assert check(read_desk, {"viewport": PHONE, "locale": "de-DE", "touch": True}) == {}


@pytest.mark.slow
def test_in_the_dark_axe_finds_no_colour_that_is_hard_to_see(read_desk: ReadDesk) -> None:
    assert check(read_desk, {"color_scheme": "dark"}, COLOURS) == {}


def test_on_a_phone_the_views_are_at_the_bottom_and_large(read_desk: ReadDesk) -> None:
    page = read_desk.desk.visit("anna", "?view=day", viewport=PHONE)
    links = page.get_by_role("navigation", name="Views").get_by_role("link").all()
    assert len(links) == 5
    for link in links:
        box = link.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= NAVIGATION
        assert box["y"] > PHONE["height"] * 3 / 4


def test_an_update_is_light(read_desk: ReadDesk) -> None:
    page = read_desk.desk.visit("anna")
    for view in ("now", f"handover&h={read_desk.handover_id}"):
        update = page.request.get(f"{read_desk.desk.address}?view={view}&format=json")
        assert update.status == 200
        assert len(update.body()) < UPDATE


_FONTS = """() => document.fonts.ready.then(() => [...document.fonts]
  .filter((face) => face.status === "loaded" && face.unicodeRange.startsWith("U+0-FF"))
  .map((face) => face.weight).sort())"""
_FETCHED = "() => performance.getEntriesByType('resource').filter((each) => each.name.includes('woff2')).length"


@pytest.mark.parametrize(("name", "fetched"), [("Ada", 2), ("Łódź", 3)])
def test_a_page_fetches_only_the_fonts_that_its_letters_need(read_desk: ReadDesk, name: str, fetched: int) -> None:
    page = read_desk.desk.visit("anna", "?view=day")
    page.get_by_role("heading", level=1).evaluate("(heading, name) => { heading.textContent = name }", name)
    assert page.evaluate(_FONTS) == ["400", "600"]
    page.wait_for_function(f"({_FETCHED})() >= {fetched}")
    assert page.evaluate(_FETCHED) == fetched
