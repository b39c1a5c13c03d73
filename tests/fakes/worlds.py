"""Worlds of the sandbox whose storage is in memory."""

from __future__ import annotations

from collections.abc import Callable

from sandbox.host import Activation
from sandbox.world import Parts
from tests.fakes.bucket import MemoryBucket
from tests.webhook_description import compare


def in_memory(parts: Parts | None = None) -> Parts:
    """The same parts with storage in memory, unless they have a bucket. Replies of `webhook` must be as described."""
    parts = parts or Parts()
    parts.watch = watched(parts.watch)
    if parts.bucket is None:
        memory = MemoryBucket()
        parts.bucket, parts.storage_client = memory, memory.client_on
    return parts


def watched(watch: Callable[[Activation], None]) -> Callable[[Activation], None]:
    def both(activation: Activation) -> None:
        compare(activation)
        watch(activation)

    return both
