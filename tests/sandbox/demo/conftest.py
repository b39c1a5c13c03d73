"""Demos in stepped time, and a server for their page."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from sandbox.demo.demo import Demo
from sandbox.demo.server import listen, make_server
from tests.fakes.worlds import in_memory
from tests.windows import Windows

from .demo_page import DemoPage


def at_once(work: Callable[[], None]) -> None:
    """Does background work at once."""
    work()


@pytest.fixture
def demo() -> Iterator[Demo]:
    """A demo on the stepped clock with a chat open; functions run in this process, storage is in memory."""
    demo = Demo("openwhisk", at_once, in_memory())
    demo.open_chat()
    yield demo
    demo.world.close()


@pytest.fixture
def address(demo: Demo) -> Iterator[str]:
    """Where the demo's page is served."""
    listener = listen("127.0.0.1", 18080)
    server = make_server(demo)
    thread = threading.Thread(target=lambda: server.run(sockets=[listener]))
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=60)
    listener.close()


@pytest.fixture
def screen(windows: Windows, address: str, demo: Demo) -> Iterator[DemoPage]:
    """The demo's page, open at desktop width. A script error fails the test."""
    window = windows.borrow(locale="en-US")
    window.page.goto(address)
    # The first state moves the buttons beside the clock: a click during that would miss its button.
    expect(window.page.locator("#clock")).not_to_be_empty()
    yield DemoPage(window.page, demo)
    errors = window.errors
    windows.give_back(window)
    assert errors == []
