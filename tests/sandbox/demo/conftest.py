"""Stages for tests: on the stepped clock for what is decided, in real time behind a real server for what is seen."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from sandbox.bucket import Bucket
from sandbox.demo.demo import Demo
from sandbox.demo.server import listen, make_server
from sandbox.world import Parts

#: Milliseconds for what takes a webhook or two, on a busy machine.
PATIENCE = 20_000


@pytest.fixture(scope="session")
def bucket() -> Iterator[Bucket]:
    """One S3 server for all stages; each has a bucket of its own."""
    with Bucket() as bucket:
        yield bucket


def at_once(work: Callable[[], None]) -> None:
    """What would be done in the background, done here."""
    work()


@pytest.fixture
def demo(bucket: Bucket) -> Iterator[Demo]:
    """A demo on the stepped clock, functions in this process, a chat open."""
    demo = Demo("openwhisk", at_once, Parts(bucket=bucket))
    demo.open_chat()
    yield demo
    demo.world.close()


@pytest.fixture
def live_stage(bucket: Bucket) -> Iterator[Demo]:
    """A demo in real time, functions in this process, a chat open."""
    with ThreadPoolExecutor(4) as pool:

        def in_background(work: Callable[[], None]) -> None:
            pool.submit(work)

        demo = Demo("openwhisk", in_background, Parts(bucket=bucket, start=datetime.now(UTC)))
        demo.world.agenda.go_live()
        demo.open_chat()
        yield demo
        demo.world.close()


@pytest.fixture
def address(live_stage: Demo) -> Iterator[str]:
    """Where the live demo's page is served."""
    listener = listen("127.0.0.1", 18080)
    server = make_server(live_stage)
    thread = threading.Thread(target=lambda: server.run(sockets=[listener]))
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=10)
    listener.close()


@pytest.fixture
def page(chromium: Browser, address: str) -> Iterator[Page]:
    """The demo, opened at desktop width; an error in its scripts fails the test."""
    page = chromium.new_page(viewport={"width": 1280, "height": 800}, locale="en-US")
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    page.goto(address)
    yield page
    page.close()
    assert broken == []
