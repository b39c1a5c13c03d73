"""The dashboard by keyboard: everything can be reached, and the focus stays and is visible."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.dashboard.conftest import ReadDesk
from tests.dashboard.desk import VisitedDesk
from tests.dashboard.people import fits, talked
from tests.windows import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.slow]

#: A desktop window at 400 %, as WCAG 1.4.10 has it.
ENLARGED: ViewportSize = {"width": 320, "height": 256}
LOW: ViewportSize = {"width": 1280, "height": 400}
#: More than any view has elements that take the focus.
_STEPS = 80

#: Whether the element with the focus can be seen at its top, in its middle or at its bottom; null when the page has no
#: focus, which is so between its last and its first element.
_SEEN = """() => {
  const focused = document.activeElement;
  if (focused === document.body) return null;
  const { left, top, width, height } = focused.getBoundingClientRect();
  return [top + 3, top + height / 2, top + height - 3].some((y) => {
    const there = document.elementFromPoint(left + width / 2, y);
    return focused.contains(there) || there?.contains(focused);
  });
}"""


def test_an_outcome_is_saved_by_keyboard_alone(desk: VisitedDesk) -> None:
    talked(desk)
    page = desk.visit("anna", "?view=day")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, "link", "Ada")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Ada")).to_be_visible()
    tab_to(page, "combobox", "Outcome")
    page.keyboard.type("Sol")
    tab_to(page, "textbox", "Notes")
    page.keyboard.type("By keyboard.")
    tab_to(page, "button", "Save outcome")
    page.keyboard.press("Enter")
    expect(page.locator("#wraps")).to_contain_text("By keyboard.")


def tab_to(page: Page, role: Any, name: str) -> None:
    target = page.get_by_role(role, name=name).first
    for _ in range(_STEPS):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"The keyboard does not reach {role} {name}.")


def test_a_switch_keeps_the_focus_when_the_page_is_loaded_again(desk: VisitedDesk) -> None:
    page = desk.visit("anna", "?view=day")
    page.get_by_role("switch").focus()
    for state in ("Away", "Available"):
        page.keyboard.press("Enter")
        expect(page.get_by_role("switch", name=state)).to_be_focused()


def test_of_several_switches_the_used_one_keeps_the_focus(desk: VisitedDesk) -> None:
    page = desk.visit("anna", "?view=desk")
    page.get_by_role("button", name="Set Ben away").press("Enter")
    expect(page.get_by_role("button", name="Set Ben available")).to_be_focused()


@pytest.mark.parametrize("viewport", [PHONE, ENLARGED, LOW], ids=["phone", "enlarged", "low"])
def test_in_no_window_the_focus_is_behind_a_bar(read_desk: ReadDesk, viewport: ViewportSize) -> None:
    for view in ("?view=day", f"?view=handover&h={read_desk.handover_id}", "?view=desk"):
        page = read_desk.desk.visit("anna", view, viewport=viewport)
        assert fits(page)
        assert {key: walk(page, key) for key in ("Tab", "Shift+Tab")} == {"Tab": [], "Shift+Tab": []}
        read_desk.desk.close_windows()


def walk(page: Page, key: str) -> list[str]:
    """Go through the whole page with that key. Returns the elements that had the focus and could not be seen."""
    hidden: list[str] = []
    for step in range(_STEPS):
        page.keyboard.press(key)
        seen = page.evaluate(_SEEN)
        if seen is None and step:
            return hidden
        if seen is False:
            hidden.append(str(page.evaluate("document.activeElement.outerHTML.slice(0, 120)")))
    raise AssertionError(f"{_STEPS} steps with {key} do not lead through the page.")
