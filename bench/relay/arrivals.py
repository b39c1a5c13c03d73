"""A Twilio that takes every call at once and keeps when each create arrived. Nothing rings: the measurement ends there."""

from __future__ import annotations

import itertools
import time
from queue import SimpleQueue
from typing import Self

from tests.handover.stub import Reply, Stub, StubRequest, as_json

_PATIENCE = 20.0


class Arrivals:
    """The server. It is a context manager; `url` is the base of its REST API."""

    def __init__(self) -> None:
        self._times: SimpleQueue[float] = SimpleQueue()
        self._sids = itertools.count(1)
        self._stub = Stub(self._take)

    def __enter__(self) -> Self:
        self._stub.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._stub.__exit__()

    @property
    def url(self) -> str:
        return self._stub.url

    def take(self) -> float:
        """Returns when the next create had arrived as a whole, by `time.perf_counter`. Raises queue.Empty after 20 s."""
        return self._times.get(timeout=_PATIENCE)

    def _take(self, _: StubRequest) -> Reply:
        self._times.put(time.perf_counter())
        return as_json({"sid": f"CA{next(self._sids):032x}", "status": "queued"}, 201)
