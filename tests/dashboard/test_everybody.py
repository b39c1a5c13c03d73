"""Every view for everybody: with a screen reader, by keyboard, on a phone, at night; and small enough for a slow line."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Response, expect

from tests.dashboard.desk import DESKTOP, PHONE, VisitedDesk
from tests.dashboard.people import fits, talked

pytestmark = pytest.mark.browser

#: Bytes on the wire.
FIRST_VIEW, UPDATE = 150_000, 20_000
WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}

LOOKS: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": DESKTOP},
    "desktop at night": {"viewport": DESKTOP, "color_scheme": "dark"},
    "phone": {"viewport": PHONE, "locale": "de-DE"},
}


def views(handover_id: str) -> list[str]:
    return [
        *("?view=now", "?view=day", f"?view=handover&h={handover_id}", "?view=lookback", "?view=desk", "?view=signout"),
        *("?view=day&date=2026-13-45", "?view=handover&h=20260101-none-1", "?view=nothing", "?view=link&t=x"),
    ]


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_and_nothing_is_scrolled_sideways(desk: VisitedDesk, look: str) -> None:
    handover_id = talked(desk)
    page = desk.visit("anna", **LOOKS[look])
    for view in views(handover_id):
        page.goto(f"{desk.address}{view}")
        assert found(page) == [], view
        assert fits(page), view
    stranger = desk.visit(**LOOKS[look])
    assert found(stranger) == []
    stranger.goto(f"{desk.address}?view=code")
    assert found(stranger) == []


def found(page: Page) -> list[str]:
    violations = Axe().run(page, options=WCAG).response["violations"]
    return [f"{each['id']}: {node['html'][:120]}" for each in violations for node in each["nodes"]]


def test_from_the_list_to_a_saved_outcome_by_keyboard_alone(desk: VisitedDesk) -> None:
    talked(desk)
    page = desk.visit("anna", "?view=day")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, "link", "Ada")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Ada")).to_be_visible()
    tab_to(page, "combobox", "What came of it")
    page.keyboard.type("Sol")
    tab_to(page, "textbox", "Notes")
    page.keyboard.type("By keyboard.")
    tab_to(page, "button", "Save outcome")
    page.keyboard.press("Enter")
    expect(page.locator("#wraps")).to_contain_text("By keyboard.")


def tab_to(page: Page, role: Any, name: str) -> None:
    target = page.get_by_role(role, name=name).first
    for _ in range(80):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"The keyboard does not reach {role} {name}.")


def test_what_a_thumb_taps_is_large_enough(desk: VisitedDesk) -> None:
    handover_id = talked(desk)
    page = desk.visit("anna", viewport=PHONE, has_touch=True, is_mobile=True)
    for view in ("?view=now", "?view=day", f"?view=handover&h={handover_id}", "?view=desk"):
        page.goto(f"{desk.address}{view}")
        for button in page.locator("button:visible").all():
            box = button.bounding_box()
            assert box is not None
            assert min(box["width"], box["height"]) >= 24, (view, button.inner_text(), box)


@pytest.mark.parametrize("view", ["?view=now", "?view=day", "?view=handover&h={handover_id}", "?view=lookback", "?view=desk"])
def test_a_first_view_is_light_and_nothing_comes_from_elsewhere(desk: VisitedDesk, view: str) -> None:
    handover_id = talked(desk)
    came: list[Response] = []
    fresh = desk.browser()
    desk.seat(fresh, "anna")
    page = fresh.new_page()
    page.on("response", lambda response: came.append(response))
    page.goto(f"{desk.address}{view.format(handover_id=handover_id)}", wait_until="networkidle")
    assert sum(len(response.body()) for response in came if response.status == 200) < FIRST_VIEW
    assert {response.url.partition("/dashboard")[0] for response in came} == {desk.address.partition("/dashboard")[0]}


def test_an_update_is_light(desk: VisitedDesk) -> None:
    handover_id = talked(desk)
    page = desk.visit("anna")
    for view in ("now", f"handover&h={handover_id}"):
        told = page.request.get(f"{desk.address}?view={view}&format=json")
        assert told.status == 200
        assert len(told.body()) < UPDATE


def test_what_people_write_is_shown_as_written_and_never_run(desk: VisitedDesk) -> None:
    evil = "<img src=x onerror=alert(1)><script>alert(2)</script>{{7*7}}'\"&"
    session = desk.claim(
        ("I want to report hail damage", evil, "KA-AB 123", evil, "Call me", "+49 30 12345678", evil, "Yes, call me")
    )
    desk.world.agenda.advance(200)
    handover_id = desk.world.handover(session).id
    page = desk.visit("anna")
    ran: list[str] = []
    page.on("dialog", lambda dialog: ran.append(dialog.message))
    for view in ("?view=now", "?view=day", "?view=lookback", f"?view=handover&h={handover_id}"):
        page.goto(f"{desk.address}{view}", wait_until="networkidle")
        assert page.locator("main img, main script").count() == 0
    expect(page.locator("main")).to_contain_text(evil)
    page.get_by_label("What came of it").select_option(index=1)
    page.get_by_label("Notes").fill(evil)
    page.get_by_role("button", name="Save outcome").click()
    expect(page.locator("#wraps")).to_contain_text(evil)
    assert ran == []
