"""Wrapping up with a real browser: no typed text is lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.dashboard.desk import VisitedDesk
from tests.dashboard.people import sign_in, talked, talking
from tests.windows import PHONE

pytestmark = pytest.mark.browser


def write(page: Page, outcome: str, notes: str) -> None:
    page.get_by_label("Outcome").select_option(label=outcome)
    page.get_by_label("Notes").fill(notes)


def save(page: Page) -> None:
    page.get_by_role("button", name="Save outcome").click()


def test_an_agent_wraps_up_on_a_phone(desk: VisitedDesk) -> None:
    handover_id = talked(desk)
    page = desk.visit("anna", f"?view=handover&h={handover_id}", viewport=PHONE)
    write(page, "To be followed up", "Two dents in the bonnet.\nSends pictures.")
    page.get_by_label("Follow up on").fill("2026-11-30")
    page.get_by_label("The customer wants to be called back").check()
    save(page)
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    noted = page.locator("#wraps")
    expect(noted).to_contain_text("Two dents in the bonnet.")
    expect(noted).to_contain_text("Follow up on 30 Nov 2026.")
    expect(page.get_by_label("Notes")).to_have_value("")
    page.reload()
    expect(page.locator("#wraps article, #wraps li")).to_have_count(1)


@pytest.mark.slow
def test_two_agents_who_write_at_once_lose_nothing(desk: VisitedDesk) -> None:
    handover_id = talked(desk)
    anna, ben = (desk.visit(who, f"?view=handover&h={handover_id}") for who in ("anna", "ben"))
    write(anna, "Solved", "Paid out by Anna.")
    write(ben, "Passed on to somebody else", "Ben waits for the pictures.")
    save(anna)
    expect(anna.get_by_text("Saved.", exact=True)).to_be_visible()
    save(ben)
    expect(ben.get_by_text("Saved.", exact=True)).to_be_visible()
    for page in (anna, ben):
        page.goto(f"{desk.address}?view=handover&h={handover_id}")
        expect(page.locator("#wraps")).to_contain_text("Paid out by Anna.")
        expect(page.locator("#wraps")).to_contain_text("Ben waits for the pictures.")


@pytest.mark.slow
def test_what_was_typed_outlives_the_session(desk: VisitedDesk) -> None:
    handover_id = talked(desk)
    page = desk.visit("anna", f"?view=handover&h={handover_id}")
    write(page, "Solved", "A long story about hail.")
    desk.world.agenda.advance(12 * 3600)
    save(page)
    expect(page.get_by_role("heading", name="You are signed out")).to_be_visible()
    expect(page.get_by_label("Your notes")).to_have_value("A long story about hail.")
    page.get_by_role("link", name="Sign in").click()
    sign_in(desk, page)
    expect(page.get_by_role("heading", name="Ada")).to_be_visible()
    expect(page.get_by_label("Notes")).to_have_value("A long story about hail.")
    save(page)
    expect(page.locator("#wraps")).to_contain_text("A long story about hail.")
    page.reload()
    expect(page.get_by_label("Notes")).to_have_value("")


@pytest.mark.slow
def test_what_is_being_typed_is_not_disturbed_by_the_call(desk: VisitedDesk) -> None:
    handover_id = talking(desk)
    page = desk.visit("anna", f"?view=handover&h={handover_id}")
    expect(page.locator("#headline")).to_contain_text("Anna is talking with the customer.")
    page.get_by_label("Notes").fill("Still on the ph")
    desk.world.customer.hang_up()
    desk.world.agenda.advance(10)
    expect(page.locator("#headline")).not_to_contain_text("is talking")
    page.keyboard.type("one")
    expect(page.get_by_label("Notes")).to_have_value("Still on the phone")


@pytest.mark.slow
def test_the_whole_number_is_shown_on_demand_and_that_is_on_record(desk: VisitedDesk) -> None:
    handover_id = talked(desk)
    page = desk.visit("ben", f"?view=handover&h={handover_id}")
    page.get_by_role("button", name="Show the whole number").click()
    expect(page.get_by_role("link", name="+493012345678")).to_be_visible()
    page.goto(f"{desk.address}?view=handover&h={handover_id}")
    expect(page.get_by_role("link", name="+493012345678")).to_have_count(0)
    expect(page.locator("#story")).to_contain_text("Ben")


@pytest.mark.slow
def test_a_form_is_sent_back_with_what_was_typed_when_something_is_wrong(desk: VisitedDesk) -> None:
    handover_id = talked(desk)
    page = desk.visit("anna", f"?view=handover&h={handover_id}")
    write(page, "Solved", "x" * 4001)
    save(page)
    expect(page.get_by_text("The notes have 4001 characters; at most 4000 can be saved.")).to_be_visible()
    expect(page.get_by_label("Notes")).to_have_value("x" * 4001)
    page.get_by_label("Notes").fill("Short.")
    save(page)
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()


@pytest.mark.slow
def test_the_date_field_follows_the_outcome(desk: VisitedDesk) -> None:
    handover_id = talked(desk)
    page = desk.visit("anna", f"?view=handover&h={handover_id}")
    outcome, date = page.get_by_label("Outcome"), page.get_by_label("Follow up on")
    outcome.select_option(label="Wrong number")
    expect(date).to_be_hidden()
    outcome.select_option(label="To be followed up")
    expect(date).to_be_visible()
    expect(page.get_by_text("This outcome needs a date.")).to_be_visible()
    save(page)
    expect(page.get_by_text("Saved.", exact=True)).to_have_count(0)
    date.fill("2026-11-30")
    outcome.select_option(label="Wrong number")
    expect(date).to_be_visible()
    expect(page.get_by_text("No date can be given for this outcome.")).to_be_visible()
    outcome.select_option(label="To be followed up")
    save(page)
    expect(page.locator("#wraps")).to_contain_text("Follow up on 30 Nov 2026.")
