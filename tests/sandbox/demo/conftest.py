"""Stages for tests: on the stepped clock for what is decided, in real time behind a real server for what is seen."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from sandbox.bucket import Bucket
from sandbox.demo.server import listen, make_server
from sandbox.demo.stage import Stage
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
def stage(bucket: Bucket) -> Iterator[Stage]:
    """A stage on the stepped clock, functions in this process, a chat open."""
    stage = Stage("openwhisk", at_once, Parts(bucket=bucket))
    stage.open_chat()
    yield stage
    stage.world.close()


@pytest.fixture
def live_stage(bucket: Bucket) -> Iterator[Stage]:
    """A stage in real time, functions in this process, a chat open."""
    with ThreadPoolExecutor(4) as pool:

        def in_background(work: Callable[[], None]) -> None:
            pool.submit(work)

        stage = Stage("openwhisk", in_background, Parts(bucket=bucket, start=datetime.now(UTC)))
        stage.world.agenda.go_live()
        stage.open_chat()
        yield stage
        stage.world.close()


@pytest.fixture
def address(live_stage: Stage) -> Iterator[str]:
    """Where the live stage's page is served."""
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
