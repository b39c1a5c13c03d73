"""A web page with a chat on one origin and the actions on another, in a real Chromium: its rules decide what is allowed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from sandbox.host.server import HostServer
from sandbox.net import HttpRequest, HttpResponse
from tests.handover.deployment import Deployment
from tests.handover.rig import Rig, rig_in_memory
from tests.handover.twilio_stub import TwilioStub

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Locator, Page

ROOT = Path(__file__).parents[2]
FILES = {
    "/handover.js": ROOT / "webchat" / "handover.js",
    "/web_chat.js": ROOT / "sandbox" / "demo" / "static" / "web_chat.js",
    "/chat_page.js": Path(__file__).with_name("chat_page.js"),
}
_PAGE = """<!doctype html><html lang="{language}"><title>Chat</title><main></main>
<script defer src="/handover.js" data-webhook="{base}/webhook" data-transcript="{base}/transcript"></script>
<script type="module" src="/chat_page.js"></script>"""


@dataclass
class Site:
    """The page at `address`, shown in `page`. `urls`: every address that the page requested. Timers run by `pass_time`."""

    rig: Rig
    on: Deployment
    page: Page
    address: str
    urls: list[str]
    errors: list[str]

    def open(self, language: str = "en") -> None:
        self.page.goto(f"{self.address}/{language}")
        self.page.wait_for_function("window.answer")

    def start(self) -> tuple[str, str]:
        """Starts the chat's call. Returns the handover's id and the page's token."""
        reply = self.on.start(web=True)
        return reply["handover_id"], reply["web_token"]

    def answer(self, text: str, token: str = "") -> None:
        self.page.evaluate("([text, token]) => answer(text, token)", [text, token])

    def pass_time(self, seconds: float) -> None:
        self.page.clock.run_for(int(seconds * 1000))

    def looks(self) -> int:
        """Returns how many requests the webhook got."""
        return sum(url.endswith("/webhook") for url in self.urls)

    def until(self, seen: Callable[[], Any], seconds: float = 90, step: float = 3) -> None:
        """Lets time pass on the page until something is seen there."""
        for _ in range(int(seconds / step)):
            self.page.wait_for_timeout(50)
            if seen():
                return
            self.pass_time(step)
        assert seen()

    @property
    def panel(self) -> Locator:
        return self.page.locator(".handover").last

    @property
    def head(self) -> str:
        return self.panel.get_by_role("status").inner_text()


@pytest.fixture(scope="module")
def context(chromium: Browser) -> Iterator[BrowserContext]:
    made = chromium.new_context(locale="en-GB")
    made.clock.install()
    yield made
    made.close()


@pytest.fixture
def site(context: BrowserContext) -> Iterator[Site]:
    pages, functions = HostServer(), HostServer()
    address, base = (server.public_url.replace("/{action}", "") for server in (pages, functions))
    policy = f"default-src 'none'; script-src 'self'; connect-src {base}; base-uri 'none'"

    def page_server(request: HttpRequest) -> HttpResponse:
        path = urlsplit(request.url).path
        if path in FILES:
            return HttpResponse(200, {"content-type": "text/javascript; charset=utf-8"}, FILES[path].read_bytes())
        body = _PAGE.format(base=base, language=path.strip("/") or "en").encode()
        return HttpResponse(200, {"content-type": "text/html", "content-security-policy": policy}, body)

    with TwilioStub() as twilio:
        rig = rig_in_memory(twilio)
        rig.desk(web={"origins": [address]})
        on = Deployment(rig, {"PUBLIC_URL": functions.public_url}, platform="code-engine")
        pages.start(page_server)
        functions.start(on.host)
        page = context.new_page()
        found = Site(rig, on, page, address, [], [])
        page.on("request", lambda request: found.urls.append(request.url))
        page.on("pageerror", lambda error: found.errors.append(str(error)))
        page.on("console", lambda line: found.errors.append(line.text) if "Security Policy" in line.text else None)
        yield found
        page.close()
        context.set_offline(False)
        pages.stop()
        functions.stop()
    assert found.errors == []


def stored_by(page: Page) -> dict[str, Any]:
    """Returns what the script keeps over a reload."""
    kept = json.loads(page.evaluate("sessionStorage.getItem('handover')") or "{}")
    assert isinstance(kept, dict)
    return kept
