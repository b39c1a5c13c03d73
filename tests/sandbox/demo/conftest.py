"""Stages on the stepped clock, and the page that a real server serves of them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest

from sandbox.demo.server import listen, make_server
from sandbox.demo.stage import Stage
from tests.fakes.worlds import in_memory
from tests.windows import Windows

from .on_the_page import DemoPage


def at_once(work: Callable[[], None]) -> None:
    """Do background work here and now."""
    work()


@pytest.fixture
def stage() -> Iterator[Stage]:
    """A stage on the stepped clock with a chat open; functions run in this process, storage is in memory."""
    stage = Stage("openwhisk", at_once, in_memory())
    stage.open_chat()
    yield stage
    stage.world.close()


@pytest.fixture
def address(stage: Stage) -> Iterator[str]:
    """Where the stage's page is served."""
    listener = listen("127.0.0.1", 18080)
    server = make_server(stage)
    thread = threading.Thread(target=lambda: server.run(sockets=[listener]))
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=60)
    listener.close()


@pytest.fixture
def demo(windows: Windows, address: str, stage: Stage) -> Iterator[DemoPage]:
    """The demo, open at desktop width. A script error fails the test."""
    window = windows.borrow(locale="en-US")
    window.page.goto(address)
    yield DemoPage(window.page, stage)
    errors = window.errors
    windows.give_back(window)
    assert errors == []
