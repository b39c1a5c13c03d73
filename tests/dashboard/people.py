"""Steps of agents and the customer in browser tests."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from sandbox.play.plans import CUSTOMER
from sandbox.twilio import Answers, LetsRing, Plan, Press
from tests.dashboard.desk import VisitedDesk

#: Picks up, takes the call, and talks until one of them hangs up.
TAKES_IT: Plan = Answers(after=3, then=(Press("1", when_asked=True, after=1),))


def talking(desk: VisitedDesk) -> str:
    """Plays a chat and a call until Anna and the customer talk. Returns the handover's id."""
    world = desk.world
    world.customer.plan, world.agents[0].plan, world.agents[1].plan = CUSTOMER, TAKES_IT, LetsRing()
    session = desk.claim()
    assert world.agenda.run_until(lambda: world.customer.talking_to is not None)
    world.agenda.advance(1)
    return world.handover(session).id


def talked(desk: VisitedDesk) -> str:
    """Plays a chat and a whole call with Anna. Returns the handover's id."""
    handover_id = talking(desk)
    desk.world.customer.hang_up()
    desk.world.agenda.advance(30)
    return handover_id


def sign_in(desk: VisitedDesk, page: Page, number: str = "+49 30 12345671") -> None:
    """Signs in with the code that arrives on Anna's phone."""
    page.get_by_label("Your phone number").fill(number)
    page.get_by_role("button", name="Send me a code").click()
    expect(page.get_by_role("heading", name="Enter your code")).to_be_visible()
    desk.world.agenda.advance(10)
    page.get_by_label("Code", exact=True).fill(desk.world.agents[0].messages[-1].body[:6])
    page.get_by_role("button", name="Sign in", exact=True).click()


def fits(page: Page) -> bool:
    """Returns whether the page is no wider than the screen."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
