"""The bucket, reached from the operator's machine."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from handover.clock import Clock, Deadline
from handover.services.storage import AppStorage, RequestStorage
from handover.services.storage.client import lazy_client
from handover.settings import Settings
from operate import connect
from operate.deploy.job import Job

_SECONDS = 60


def from_here(job: Job) -> Settings:
    """Returns the settings with storage's public endpoint."""
    return connect.from_here(job.settings)


def client(job: Job) -> Callable[[], Any]:
    """Returns a function that returns the S3 client and creates it on first use."""
    return _client(from_here(job), job.clock)  # type: ignore[arg-type]  # a clock is hashed by its identity


def storage(job: Job) -> RequestStorage:
    """Returns the bundle's own storage on its bucket."""
    return AppStorage(from_here(job), job.clock, client(job)).within(Deadline(job.clock, _SECONDS))


@lru_cache(maxsize=8)
def _client(settings: Settings, clock: Clock) -> Callable[[], Any]:
    """Returns the client of a whole step: creating one takes longer than using it."""
    return lazy_client(settings, clock)
