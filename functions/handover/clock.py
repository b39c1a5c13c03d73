"""The clock. It is passed in, so that tests control time."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """The current time (aware, UTC), and seconds that only grow, for measuring durations.

    A clock whose attribute `stepped` is true is moved by hand. Its seconds are not real ones, so a deadline on it waits
    until the work is done, and then reads the clock: it needs no other thread for that.
    """

    def now(self) -> datetime: ...

    def monotonic(self) -> float: ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()
