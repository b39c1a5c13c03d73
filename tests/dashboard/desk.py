"""A desk for browser tests: a sandbox world whose dashboard is served over HTTP."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Self
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page

from handover.services.signed_tokens import sign
from handover.settings import read
from sandbox.net import HttpRequest
from sandbox.play.scenarios import CLAIM
from sandbox.watson.assistant import Conversation
from sandbox.world import DESK, Parts, World
from tests.fakes.worlds import in_memory
from tests.handover.stub import Reply, Stub, StubRequest
from tests.windows import Window, Windows

_AGENTS = [{**DESK["agents"][0], "role": "lead"}, DESK["agents"][1]]


class VisitedDesk:
    """`world` is stepped by hand; its dashboard answers at `address`. Anna is a lead, Ben is not."""

    def __init__(self, windows: Windows) -> None:
        self._windows = windows
        self._open: list[Window] = []
        self._sign_ins: dict[str, str] = {}
        #: The next requests get these replies, one each, in place of the dashboard's.
        self.instead: list[Reply] = []
        self._front = Stub(self._answer)
        public = {"PUBLIC_URL": f"{self._front.url}/{{action}}"}
        self.world = World(
            "openwhisk", in_memory(Parts(desk={**DESK, "agents": _AGENTS}, settings=public, timer=False))
        )

    def __enter__(self) -> Self:
        self._front.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self.close_windows()
        self._front.__exit__()
        self.world.close()

    @property
    def address(self) -> str:
        return f"{self._front.url}/dashboard"

    def visit(self, agent: str = "", view: str = "", **options: Any) -> Page:
        """A page in a window of its own, signed in as that agent. `options` are those of `Windows.borrow`."""
        window = self._windows.borrow(**options)
        self._open.append(window)
        if agent:
            self._sign_in(window.page.context, agent)
        window.page.goto(f"{self.address}{view}")
        return window.page

    def errors(self) -> list[str]:
        """Script errors, breaches of the content security policy and dialogs in the windows that are open."""
        return [error for window in self._open for error in window.errors]

    def close_windows(self) -> None:
        while self._open:
            self._windows.give_back(self._open.pop())

    def _sign_in(self, context: BrowserContext, agent: str) -> None:
        """Gives a browser the cookie of a sign-in, without the code. All browsers of an agent share one sign-in."""
        if agent not in self._sign_ins:
            phone = next(each["phone"] for each in self.world.desk["agents"] if each["id"] == agent)
            self._sign_ins[agent] = f"sign-in-{agent}"
            self.world.storage().sign_ins.add(phone, self._sign_ins[agent], self.world.agenda.now())
        signed = sign(read(self.world.settings, {}), "visitor", {"s": self._sign_ins[agent], "agent": agent})
        host = urlsplit(self.address).hostname or ""
        context.add_cookies(
            [{"name": "handover", "value": signed, "domain": host, "path": "/dashboard", "secure": True}]
        )

    def claim(self, lines: Sequence[str] = CLAIM) -> str:
        """Plays a chat with a whole claim and a request for a call. Returns its session id."""
        return self.chat(lines).session_id

    def chat(self, lines: Sequence[str] = CLAIM) -> Conversation:
        """Plays a chat with a whole claim and a request for a call. Returns it, for more lines."""
        chat = self.world.chat()
        for line in lines:
            chat.choose(line) if line in chat.choices() else chat.say(line)
        return chat

    def start_call(self, session_id: str, **parameters: Any) -> None:
        """Sends a `start_call` for the customer's phone, as a dialog of another skill may."""
        number, webhook = self.world.customer.number, self.world.assistant.webhook
        body = {"action": "start_call", "session_id": session_id, "phone_number": number, **parameters}
        headers = {**webhook.headers, "Content-Type": "application/json"}
        sent = self.world.web(HttpRequest("POST", webhook.url, headers, json.dumps(body).encode()))
        assert json.loads(sent.body)["ok"], sent.body

    def _answer(self, asked: StubRequest) -> Reply:
        if self.instead:
            return self.instead.pop(0)
        headers = dict(asked.headers.items())
        url = f"{self._front.url}{asked.target}"
        given = self.world.web(HttpRequest(asked.method, url, headers, asked.body))
        return Reply(given.status, given.body, given.headers)
