"""Worlds of the sandbox whose storage is in memory."""

from __future__ import annotations

from sandbox.world import Parts
from tests.fakes.bucket import MemoryBucket


def in_memory(parts: Parts | None = None) -> Parts:
    """The same parts with storage in memory, unless they have a bucket."""
    parts = parts or Parts()
    if parts.bucket is None:
        memory = MemoryBucket()
        parts.bucket, parts.storage_client = memory, memory.client_on
    return parts
