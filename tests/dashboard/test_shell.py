"""The frame around every view, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.dashboard.desk import VisitedDesk

pytestmark = pytest.mark.browser


def test_a_page_that_says_no_is_read_and_left(desk: VisitedDesk) -> None:
    page = desk.visit("anna", "?view=nothing")
    expect(page.get_by_role("alert")).to_contain_text("There is no such page.")
