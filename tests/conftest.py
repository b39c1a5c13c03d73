"""Fixtures of several folders: one Chromium per worker, and its windows."""

from __future__ import annotations

import gc
import importlib
import os
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

import handover
from tests.browser import executable
from tests.order import deal
from tests.webhook_description import undescribed

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.windows import Windows

#: Examples of a property that does not name its own number. How long one takes says nothing: the machine may be busy.
hypothesis.settings.register_profile(
    "usual", max_examples=40, deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("usual")

_TESTS = Path(__file__).parent
#: Stands in each file with a slow test: the marker, or a fixture that has it on some servers.
_SLOW = re.compile(r"mark\.slow|SLOW_|\b(any|racing|faulty)_rig\b")
_NOT_MEASURED = frozenset({"dashboard", "house", "operate", "sandbox"})


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium, or else Playwright's own. Fails without either."""
    from playwright.sync_api import sync_playwright  # here: most tests need no browser

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable())
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def windows(chromium: Browser) -> Windows:
    """The windows that tests borrow."""
    from tests.windows import Windows  # here: most tests need no browser

    return Windows(chromium)


@pytest.fixture(autouse=True)
def as_described() -> Iterator[None]:
    """Fails a test in which a reply of `webhook` was not as openapi.json says."""
    undescribed.clear()
    yield
    assert undescribed == []


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Collects without the garbage collector, has it leave what was collected alone, and has it run less often. Each worker
    holds all 11,000 tests to the end, and would look through them again and again: a tenth of the time of the tests."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.set_threshold(20_000, 20, 10)
        gc.enable()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leaves files without slow tests out of the slow suite. To collect all 11,000 tests costs each worker ten seconds."""
    left_out = config.getoption("markexpr") == "slow" and collection_path.match("test_*.py")
    return True if left_out and not _may_be_slow(collection_path) else None


def _may_be_slow(file: Path) -> bool:
    return bool(_SLOW.search(file.read_text()))


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Iterator[None]:
    """Checks and marks the collected tests, and puts those that were chosen into the order in which they run."""
    _check(items)
    _mark_for_coverage(config, items)
    yield
    deal(items, int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")))


def _check(items: list[pytest.Item]) -> None:
    """Raises UsageError when the slow suite would leave out a slow test."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    if missed := [path.name for path in slow if not _may_be_slow(path)]:
        raise pytest.UsageError(f"_SLOW in tests/conftest.py does not find the slow tests of {', '.join(missed)}.")


def _mark_for_coverage(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Measure coverage where it is decided: the tracer doubles the time of a test, and browser tests, the sandbox's and the
    operator's reach functions/ only by the way.

    The modules are imported here, while coverage is measured: some are imported when they are first used, which may be in
    one of these tests, and their definitions would then count as missed.
    """
    if not config.pluginmanager.hasplugin("_cov"):
        return
    for item in items:
        if item.path.relative_to(_TESTS).parts[0] in _NOT_MEASURED:
            item.add_marker(pytest.mark.no_cover)
    for module in pkgutil.walk_packages(handover.__path__, "handover."):
        importlib.import_module(module.name)
