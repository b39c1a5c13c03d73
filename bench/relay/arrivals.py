"""A Twilio that keeps when each create arrived. Nothing rings: the measurement ends there."""

from __future__ import annotations

import time
from collections.abc import Mapping
from queue import SimpleQueue
from typing import Any

from tests.handover.twilio_stub import TwilioStub

_PATIENCE = 1.0


class Arrivals(TwilioStub):
    """The stub; it takes every call."""

    def __init__(self) -> None:
        super().__init__()
        self._times: SimpleQueue[float] = SimpleQueue()

    def arrived(self) -> float:
        """Returns when the next create had arrived as a whole, by `time.perf_counter`. Raises queue.Empty after 1 s: a chain
        answers the chat after the create."""
        return self._times.get(timeout=_PATIENCE)

    def place(self, form: Mapping[str, list[str]], account: str = "") -> dict[str, Any]:
        self._times.put(time.perf_counter())
        return super().place(form, account)
