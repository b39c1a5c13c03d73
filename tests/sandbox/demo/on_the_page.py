"""Where things are on the demo's page, and how a user uses them."""

from __future__ import annotations

from playwright.sync_api import FrameLocator, Locator, Page


def phone(page: Page, whose: str) -> Locator:
    return page.get_by_role("article", name=f"{whose}'s phone")


def reply(page: Page, text: str) -> None:
    """Click a quick reply or a suggestion."""
    page.locator(".replies").get_by_role("button", name=text, exact=True).click()


def press(whose: Locator, key: str) -> None:
    whose.get_by_role("button", name=key, exact=True).click()


def browser_of(page: Page, agent: str) -> FrameLocator:
    """The page in that agent's browser."""
    return page.frame_locator(f'iframe[title="{agent}\'s browser"]')


def until_anna_rings(page: Page) -> None:
    """Ask for a call in the chat, answer it, and press a key."""
    customer = phone(page, "The customer")
    for text in ("Please call me", "+49 30 12345678", "Ada", "Yes, call me"):
        reply(page, text)
    customer.get_by_role("button", name="Answer").click()
    customer.get_by_text("Hello, this is Example Insurance").wait_for()
    press(customer, "1")
    phone(page, "Anna").get_by_role("button", name="Answer").wait_for()
