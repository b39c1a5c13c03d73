"""Runs asynchronous work to its end from a program that is not asynchronous."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


def run_to_end(work: Coroutine[Any, Any, T]) -> T:
    """Returns the result of the work, or raises its exception. It gets an event loop in a thread of its own, because this
    thread may have a running one: a browser that a test drives has."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()
