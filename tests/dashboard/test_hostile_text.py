"""Text that a customer or an agent writes is shown as text and never run."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.dashboard.desk import VisitedDesk

pytestmark = pytest.mark.browser

EVIL = "<img src=x onerror=alert(1)><script>alert(2)</script>{{7*7}}'\"&"


@pytest.mark.slow
def test_markup_in_a_chat_and_in_notes_stays_text(desk: VisitedDesk) -> None:
    """A dialog would fail the test, as every error in a window does. The skill keeps no markup as a value, but another
    dialog may send it."""
    session = desk.chat(("I want to report hail damage", EVIL)).session_id
    details, consent = {"plate_number": EVIL, EVIL: "x"}, {"question": EVIL, "answer": EVIL, "label": EVIL}
    desk.start_call(session, name=EVIL, reason=EVIL, details=details, details_labels={EVIL: EVIL}, consent=consent)
    handover_id = desk.world.handover(session).id
    desk.world.agenda.advance(200)
    page = desk.visit("anna")
    for view in ("?view=now", "?view=day", "?view=lookback", f"?view=handover&h={handover_id}"):
        page.goto(f"{desk.address}{view}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert page.locator("main img, main script").count() == 0
    expect(page.locator("main")).to_contain_text(EVIL)
    page.get_by_label("Outcome").select_option(index=1)
    page.get_by_label("Notes").fill(EVIL)
    page.get_by_role("button", name="Save outcome").click()
    expect(page.locator("#wraps")).to_contain_text(EVIL)
    assert page.locator("main img, main script").count() == 0
