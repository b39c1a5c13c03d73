"""Browser windows that tests reuse, one test at a time.

A new browser context starts processes and costs one to two seconds of CPU; a page that goes to another address costs a
tenth of one. So a window is kept for each kind of browser and used again. Between two tests its cookies, what its session
stored, its routes and its other pages go. Use another port for each test's server where a page stores drafts: that is
another origin.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Literal

from playwright.sync_api import Browser, ConsoleMessage, Dialog, ViewportSize, expect

#: Milliseconds. Only a test that fails waits as long as this.
PATIENCE = 30_000
PHONE: ViewportSize = {"width": 360, "height": 740}
DESKTOP: ViewportSize = {"width": 1280, "height": 800}

_Kind = tuple[str, bool, bool]


class Window:
    """`page` belongs to one test. `errors`: what its scripts raised, what its policy forbade, which dialogs opened."""

    def __init__(self, chromium: Browser, kind: _Kind) -> None:
        locale, touch, scripts = self.kind = kind
        context = chromium.new_context(locale=locale, has_touch=touch, is_mobile=touch, java_script_enabled=scripts)
        context.set_default_timeout(PATIENCE)
        self.errors: list[str] = []
        self.page = context.new_page()
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self._read_console)
        self.page.on("dialog", self._close_dialog)

    def empty(self) -> None:
        """Leave the page and forget all that the test did."""
        page, context = self.page, self.page.context
        for other in context.pages:
            if other is not page:
                other.close()
        page.unroute_all(behavior="ignoreErrors")
        context.set_offline(False)
        if page.url.startswith("http"):
            page.evaluate("sessionStorage.clear()")
        page.goto("about:blank")
        context.clear_cookies()
        self.errors = []

    def _read_console(self, message: ConsoleMessage) -> None:
        if "Content Security" in message.text:
            self.errors.append(message.text)

    def _close_dialog(self, dialog: Dialog) -> None:
        if dialog.type != "beforeunload":  # a page with a draft opens one when the test leaves it
            self.errors.append(f"{dialog.type}: {dialog.message}")
        dialog.accept()


class Windows:
    """All windows of one Chromium."""

    def __init__(self, chromium: Browser) -> None:
        self._chromium = chromium
        self._free: dict[_Kind, list[Window]] = defaultdict(list)
        expect.set_options(timeout=PATIENCE)

    def borrow(
        self,
        viewport: ViewportSize = DESKTOP,
        locale: str = "en-GB",
        touch: bool = False,
        scripts: bool = True,
        color_scheme: Literal["light", "dark"] = "light",
    ) -> Window:
        """An empty window of that kind. Nothing moves in it: animations cost CPU for as long as they are shown."""
        kind = (locale, touch, scripts)
        window = self._free[kind].pop() if self._free[kind] else Window(self._chromium, kind)
        window.page.set_viewport_size(viewport)
        window.page.emulate_media(color_scheme=color_scheme, reduced_motion="reduce")
        return window

    def give_back(self, window: Window) -> None:
        window.empty()
        self._free[window.kind].append(window)
