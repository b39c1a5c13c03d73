"""The list of live handovers updates itself, also after a lost connection or a busy server."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from handover.core.call.events import EventKind
from sandbox.play.plans import CUSTOMER
from sandbox.play.scenarios import JUST_CALL
from sandbox.twilio import LetsRing
from tests.dashboard.desk import VisitedDesk
from tests.dashboard.people import TAKES_IT, talking
from tests.handover.stub import Reply

pytestmark = pytest.mark.browser

LOST = "No connection: what you see may be out of date. Trying again."


@pytest.mark.slow
def test_a_call_is_followed_from_its_first_second_to_its_end(desk: VisitedDesk) -> None:
    world = desk.world
    world.customer.plan, world.agents[0].plan, world.agents[1].plan = CUSTOMER, TAKES_IT, LetsRing()
    page = desk.visit("ben")
    expect(page.get_by_text("There are no live calls.")).to_be_visible()
    desk.claim()
    row = page.get_by_role("row").filter(has_text="Ada")
    expect(row).to_contain_text("hail damage")
    expect(row).to_contain_text("…78")
    world.agenda.run_until(lambda: world.agents[0].state == "ringing")
    expect(row).to_contain_text("Looking for an agent")
    world.agenda.run_until(lambda: world.customer.talking_to is not None)
    world.agenda.advance(1)
    expect(row).to_contain_text("Talking")
    expect(row).to_contain_text("Anna")
    world.customer.hang_up()
    world.agenda.advance(5)
    expect(page.get_by_text("There are no live calls.")).to_be_visible()


@pytest.mark.slow
def test_time_passes_on_the_page_while_nothing_changes(desk: VisitedDesk) -> None:
    desk.world.customer.plan = LetsRing()
    page = desk.visit("ben")
    desk.claim(JUST_CALL)
    ticking = page.locator("time[data-since]").first
    first = ticking.inner_text()
    expect(ticking).not_to_have_text(first)
    with page.expect_response(lambda response: response.status == 304):
        pass


@pytest.mark.slow
def test_without_a_connection_it_says_so_and_comes_back_by_itself(desk: VisitedDesk) -> None:
    desk.world.customer.plan = LetsRing()
    page = desk.visit("anna")
    desk.claim(JUST_CALL)
    expect(page.get_by_role("row").filter(has_text="…78")).to_be_visible()
    page.context.set_offline(True)
    expect(page.get_by_text(LOST)).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="…78")).to_be_visible()
    desk.world.agenda.advance(120)
    page.context.set_offline(False)
    expect(page.get_by_text("Connected again. This page is up to date.")).to_be_visible()
    expect(page.get_by_text("There are no live calls.")).to_be_visible()


@pytest.mark.slow
def test_a_busy_server_is_left_in_peace_and_asked_again(desk: VisitedDesk) -> None:
    desk.world.customer.plan = LetsRing()
    page = desk.visit("anna")
    desk.instead += [Reply(429, headers={"Retry-After": "1"}), Reply(503)]
    desk.claim(JUST_CALL)
    expect(page.get_by_text(LOST)).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="…78")).to_be_visible()
    assert desk.instead == []


@pytest.mark.slow
def test_who_reads_with_the_keyboard_keeps_their_place_when_the_list_changes(desk: VisitedDesk) -> None:
    world = desk.world
    world.customer.plan, world.agents[0].plan, world.agents[1].plan = CUSTOMER, TAKES_IT, LetsRing()
    page = desk.visit("ben")
    desk.claim()
    link = page.get_by_role("link", name="Ada")
    link.focus()
    world.agenda.run_until(lambda: world.customer.talking_to is not None)
    world.agenda.advance(1)
    expect(page.get_by_role("row").filter(has_text="Talking")).to_be_visible()
    expect(link).to_be_focused()


@pytest.mark.slow
def test_the_end_of_the_session_is_said_with_the_way_back(desk: VisitedDesk) -> None:
    page = desk.visit("anna")
    desk.world.agenda.advance(12 * 3600)
    link = page.get_by_role("link", name="You are signed out. Sign in to see the current status.")
    link.click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


@pytest.mark.slow
def test_a_page_whose_handover_turned_void_says_so_and_makes_no_further_request(desk: VisitedDesk) -> None:
    handover_id = talking(desk)
    page = desk.visit("anna", f"?view=handover&h={handover_id}")
    expect(page.get_by_text("hail damage").first).to_be_visible()
    desk.world.storage().handovers.add(handover_id, EventKind.VOID, desk.world.agenda.now())
    expect(page.get_by_text("There is no such call any more. This page no longer updates itself.")).to_be_visible()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.evaluate("new Promise((done) => setTimeout(done, 100))")
    assert asked == []


@pytest.mark.slow
def test_what_the_customer_writes_while_they_talk_appears_on_the_open_page(desk: VisitedDesk) -> None:
    world = desk.world
    world.customer.plan, world.agents[0].plan, world.agents[1].plan = CUSTOMER, TAKES_IT, LetsRing()
    chat = desk.chat()
    world.agenda.run_until(lambda: world.customer.talking_to is not None)
    page = desk.visit("anna", f"?view=handover&h={world.handover(chat.session_id).id}")
    expect(page.get_by_text("hail damage").first).to_be_visible()
    chat.say("By the way, I am at the side entrance")
    world.agenda.advance(5)
    expect(page.get_by_text("By the way, I am at the side entrance")).to_be_visible()
