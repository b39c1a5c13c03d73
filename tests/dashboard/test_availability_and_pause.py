"""An agent goes away or pauses the desk on the page, and the next chats and calls respect it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from sandbox.play.plans import CUSTOMER
from tests.dashboard.desk import VisitedDesk
from tests.dashboard.people import TAKES_IT

pytestmark = pytest.mark.browser


@pytest.mark.slow
def test_who_is_away_is_not_rung(desk: VisitedDesk) -> None:
    world = desk.world
    world.customer.plan, world.agents[1].plan = CUSTOMER, TAKES_IT
    page = desk.visit("anna")
    page.get_by_role("switch", name="Available").click()
    expect(page.get_by_role("switch", name="Away")).not_to_be_checked()
    desk.claim()
    assert world.agenda.run_until(lambda: world.customer.talking_to is not None)
    assert world.customer.talking_to is world.agents[1]
    assert world.agents[0].heard == []


@pytest.mark.slow
def test_a_lead_pauses_the_desk_and_the_bot_says_so(desk: VisitedDesk) -> None:
    page, other = desk.visit("anna", "?view=desk"), desk.visit("ben")
    page.get_by_text("Pause the desk …").click()
    page.get_by_role("button", name="Pause the desk now").click()
    expect(page.get_by_role("heading", name="Desk", exact=True)).to_be_visible()
    expect(page.get_by_text("The desk is paused. No new calls are placed.")).to_be_visible()
    other.reload()
    expect(other.get_by_text("The desk is paused. No new calls are placed.")).to_be_visible()
    session = desk.claim()
    desk.world.agenda.advance(60)
    assert desk.world.handovers(session) == []
    assert desk.world.customer.heard == []
    page.get_by_role("button", name="Resume the desk").click()
    expect(page.get_by_text("The desk takes calls.", exact=True)).to_be_visible()
    desk.claim()
    assert desk.world.agenda.run_until(lambda: desk.world.customer.state == "ringing")


def test_who_is_no_lead_has_no_desk_to_pause(desk: VisitedDesk) -> None:
    page = desk.visit("ben")
    expect(page.get_by_role("link", name="Desk", exact=True)).to_have_count(0)
    page.goto(f"{desk.address}?view=desk")
    expect(page.get_by_text("You cannot see this.")).to_be_visible()
