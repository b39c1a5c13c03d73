"""A desk that can be visited: a sandbox world whose dashboard a real browser reaches over HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, expect

from handover.services.signed_tokens import sign
from handover.settings import read
from sandbox.bucket import Bucket
from sandbox.net import HttpRequest
from sandbox.play.scenarios import CLAIM
from sandbox.world import DESK, Parts, World
from tests.handover.stub import Asked, Reply, Stub

#: Milliseconds for what takes a poll or two, on a busy machine.
PATIENCE = 20_000
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 800}

_AGENTS = [{**DESK["agents"][0], "role": "lead"}, DESK["agents"][1]]


class VisitedDesk:
    """`world` is stepped by hand; its dashboard answers at `address`. Anna is a lead, Ben is not."""

    def __init__(self, bucket: Bucket, chromium: Browser) -> None:
        self._chromium = chromium
        self._contexts: list[BrowserContext] = []
        self.broken: list[str] = []
        #: What the next requests are answered with instead, as far as it goes.
        self.instead: list[Reply] = []
        self._front = Stub(self._answer)
        public = {"PUBLIC_URL": f"{self._front.url}/{{action}}"}
        parts = Parts(bucket=bucket, desk={**DESK, "agents": _AGENTS}, settings=public, timer=False)
        self.world = World("openwhisk", parts)

    def __enter__(self) -> Self:
        self._front.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        for context in self._contexts:
            context.close()
        self._front.__exit__()
        self.world.close()

    @property
    def address(self) -> str:
        return f"{self._front.url}/dashboard"

    def browser(self, **options: Any) -> BrowserContext:
        """A browser of its own, in English and at desktop width unless said otherwise."""
        context = self._chromium.new_context(**{"viewport": DESKTOP, "locale": "en-GB", **options})
        context.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        self._contexts.append(context)
        return context

    def visit(self, agent: str = "", view: str = "", **options: Any) -> Page:
        """A page of a new browser, signed in as that agent; errors of its scripts are kept in `broken`."""
        context = self.browser(**options)
        if agent:
            self.seat(context, agent)
        page = context.new_page()
        page.on("pageerror", lambda error: self.broken.append(str(error)))
        page.on("console", lambda said: self.broken.append(said.text) if "Content Security" in said.text else None)
        page.goto(f"{self.address}{view}")
        return page

    def seat(self, context: BrowserContext, agent: str) -> str:
        """Sign a browser in without the code; the seat's secret."""
        seat, storage = f"seat-{agent}-{len(self._contexts)}", self.world.storage()
        phone = next(each["phone"] for each in self.world.desk["agents"] if each["id"] == agent)
        storage.sign_ins.add(phone, seat, self.world.agenda.now())
        sealed = sign(read(self.world.settings, {}), "visitor", {"s": seat, "agent": agent})
        host = urlsplit(self.address).hostname or ""
        context.add_cookies(
            [{"name": "handover", "value": sealed, "domain": host, "path": "/dashboard", "secure": True}]
        )
        return seat

    def claim(self, lines: Sequence[str] = CLAIM) -> str:
        """A customer tells the whole claim and asks for a call; the chat's session."""
        chat = self.world.chat()
        for line in lines:
            chat.choose(line) if line in chat.choices() else chat.say(line)
        return chat.session_id

    def _answer(self, asked: Asked) -> Reply:
        if self.instead:
            return self.instead.pop(0)
        headers = dict(asked.headers.items())
        url = f"{self._front.url}{asked.target}"
        given = self.world.web(HttpRequest(asked.method, url, headers, asked.body))
        return Reply(given.status, given.body, given.headers)
