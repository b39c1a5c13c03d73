"""The demo's page in a browser test: its elements, and a user's steps while the test moves the clock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import FrameLocator, Locator, Page, expect

from sandbox.demo.demo import Demo
from sandbox.twilio import Phone

#: Seconds of the world's time for what a step of a call takes: a webhook, an announcement.
_STEP = 10


class DemoPage:
    """`page` shows `demo`. Time passes only in `wait` and in the steps of a call, so a slow browser misses nothing."""

    def __init__(self, page: Page, demo: Demo) -> None:
        self.page, self.demo = page, demo
        self.customer, self.anna = self.phone("The customer"), self.phone("Anna")
        self.chat = page.get_by_role("log", name="The chat")
        self.activity = page.get_by_label("What happens", exact=True)

    def phone(self, whose: str) -> Locator:
        return self.page.get_by_role("article", name=f"{whose}'s phone")

    def browser_of(self, agent: str) -> FrameLocator:
        """Returns the page in that agent's browser."""
        return self.page.frame_locator(f'iframe[title="{agent}\'s browser"]')

    def do(self, use: Callable[[], Any]) -> None:
        """Uses the page, and waits until the server has carried out the command."""
        with self.page.expect_response(lambda response: "/commands/" in response.url):
            use()

    def reply(self, *texts: str) -> None:
        """Clicks quick replies or suggestions, one after the other."""
        for text in texts:
            self.do(self.page.locator(".replies").get_by_role("button", name=text, exact=True).click)

    def wait(self, seconds: float = _STEP) -> None:
        self.demo.world.agenda.advance(seconds)

    def click(self, whose: Locator, button: str) -> None:
        """Presses a button of a phone, and lets the call go on."""
        self.do(whose.get_by_role("button", name=button, exact=True).click)
        self.wait()

    def ring(self, phone: Phone) -> None:
        """Lets time pass until that phone rings."""
        assert self.demo.world.agenda.run_until(lambda: phone.state == "ringing", at_most=120)

    def request_call(self, name: str = "Ada") -> None:
        """Requests a call in the chat, until the customer's phone rings."""
        self.reply("Please call me", "+49 30 12345678", name, "Yes, call me")
        self.ring(self.demo.customer.phone)

    def ring_anna(self) -> None:
        """Requests a call, answers it and presses a key, until Anna's phone rings."""
        self.request_call()
        self.click(self.customer, "Answer")
        expect(self.customer.get_by_role("log")).to_contain_text("Hello, this is Example Insurance")
        self.click(self.customer, "1")
        self.ring(self.demo.agents[0].phone)
        expect(self.anna.get_by_role("button", name="Answer")).to_be_visible()
