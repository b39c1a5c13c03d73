"""A page with the button on one origin and the webhook on another, in a real Chromium whose timers the test moves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sandbox.host.server import HostServer
from sandbox.net import HttpRequest, HttpResponse
from tests.handover.deployment import Deployment
from tests.handover.rig import Rig, rig_in_memory
from tests.handover.twilio_stub import TwilioStub

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

WEBCHAT = Path(__file__).parents[2] / "webchat"
_KINDS = {".js": "text/javascript; charset=utf-8", ".html": "text/html; charset=utf-8"}
#: Milliseconds of the page's clock.
_POLL = 3000


@dataclass
class ButtonPage:
    """`page` shows the page at `address`, whose one line names the webhook of `on`."""

    page: Page
    address: str
    on: Deployment
    errors: list[str] = field(default_factory=list)

    @property
    def rig(self) -> Rig:
        return self.on.rig

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog")

    @property
    def status(self) -> Locator:
        return self.dialog.get_by_role("status")

    @property
    def trouble(self) -> Locator:
        return self.dialog.get_by_role("alert")

    def another_tab(self) -> ButtonPage:
        page = self.page.context.new_page()
        page.goto(self.address)
        return ButtonPage(page, self.address, self.on, self.errors)

    def pass_time(self) -> None:
        """Lets the page look again how its call stands."""
        self.page.clock.run_for(_POLL)

    def agents_take_the_call(self, handover_id: str) -> None:
        self.on.report("customer", handover_id, CallStatus="in-progress")
        self.on.step("connect", handover_id, Digits="5")
        self.on.step("decide", handover_id, 1, Digits="1")

    def call_ends(self, handover_id: str) -> None:
        self.on.step("dialed", handover_id, 1, DialCallStatus="completed", DialBridged="true", DialCallDuration="60")
        self.on.report("customer", handover_id, CallStatus="completed", CallDuration="90")


@contextmanager
def button_page(chromium: Browser, language: str = "en", **look: Any) -> Iterator[ButtonPage]:
    """Yields the page, as an operator would put it online under a strict policy. Script errors and what the policy forbids
    fail the test."""
    pages, functions = HostServer(), HostServer()
    address, base = (server.public_url.replace("/{action}", "") for server in (pages, functions))
    policy = f"default-src 'none'; script-src 'self'; connect-src {base}; base-uri 'none'"

    def web_server(request: HttpRequest) -> HttpResponse:
        file = WEBCHAT / urlsplit(request.url).path.lstrip("/")
        if not file.is_file():
            return HttpResponse(404, {}, b"")
        body = file.read_bytes().replace(b"https://FILL-IN", base.encode())
        body = body.replace(b'<html lang="en">', f'<html lang="{language}">'.encode())
        return HttpResponse(200, {"content-type": _KINDS[file.suffix], "content-security-policy": policy}, body)

    with TwilioStub() as twilio:
        rig = rig_in_memory(twilio)
        rig.desk(web={"origins": [address], "button": True})
        on = Deployment(rig, {"PUBLIC_URL": functions.public_url}, platform="code-engine")
        pages.start(web_server)
        functions.start(on.host)
        context = chromium.new_context(**look)
        context.clock.install()
        page = context.new_page()
        found = ButtonPage(page, f"{address}/callme.html", on)
        context.on("weberror", lambda error: found.errors.append(str(error.error)))
        page.on("console", lambda line: found.errors.append(line.text) if "Security Policy" in line.text else None)
        try:
            page.goto(found.address)
            yield found
        finally:
            context.close()
            pages.stop()
            functions.stop()
    assert found.errors == []
