"""What a container remembers of storage so that the next start is short. Nothing depends on it but the number of requests,
with one exception: for a few seconds a start does not see that the desk was paused or agents went away elsewhere.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Generic, TypeVar

from handover.clock import Clock
from handover.services.storage.cache import Cache

if TYPE_CHECKING:
    from handover.core.report.row import Row
    from handover.services.storage.keys.booking_keys import Due
    from handover.services.storage.sessions import Pointer

V = TypeVar("V")

#: Chats, numbers and counters that are remembered.
_MOST = 1000
#: How long flags are remembered. A write in the same container ends it at once.
FLAGS_KEPT = timedelta(seconds=5)
#: How long the rows of today and yesterday are remembered, and those of the weeks before, for the pages that look at them
#: every minute.
ROWS_KEPT, OLD_ROWS_KEPT = timedelta(seconds=60), timedelta(minutes=10)
#: How long the list of bookings is remembered, for a page that is loaded every few seconds.
DUE_KEPT = timedelta(seconds=15)


class StartMemory:
    """`pointers`: a chat's latest known pointer, by the session's hash. `listed`: numbers that were on the do-not-call list,
    by their hash. `rooms`: counters that had much room when they were last listed, with their limit then, by prefix.
    `flags`: those of the desk's availability. `due`: the bookings that are listed. `rows` and
    `old_rows`: the rows of today and yesterday, and of the weeks before, and how many are left out."""

    def __init__(self, clock: Clock) -> None:
        self.pointers: Cache[Pointer] = Cache(_MOST)
        self.listed: Cache[bool] = Cache(_MOST)
        self.rooms: Cache[int] = Cache(_MOST)
        self.flags = FlagsMemory(clock)
        self.due: ShortMemory[Sequence[Due]] = ShortMemory(clock, DUE_KEPT)
        self.rows: ShortMemory[tuple[Sequence[Row], int]] = ShortMemory(clock, ROWS_KEPT)
        self.old_rows: ShortMemory[tuple[Sequence[Row], int]] = ShortMemory(clock, OLD_ROWS_KEPT)


class FlagsMemory:
    """The flags of the desk's availability. `none_on`: whether no flag at all was on. `off`: the names of those that were
    not. `none_was_on`: what the last listing said, however old; it only decides what is read next."""

    def __init__(self, clock: Clock) -> None:
        self.none_on: ShortMemory[bool] = ShortMemory(clock, FLAGS_KEPT)
        self.off: ShortMemory[tuple[str, ...]] = ShortMemory(clock, FLAGS_KEPT)
        self.none_was_on = False

    def forget(self) -> None:
        self.none_on.forget()
        self.off.forget()


class ShortMemory(Generic[V]):
    """One value that is remembered for a short time."""

    def __init__(self, clock: Clock, kept: timedelta) -> None:
        self._clock = clock
        self._kept = kept
        self._lock = threading.Lock()
        self._value: tuple[V, datetime] | None = None
        self._changes = 0

    @property
    def changes(self) -> int:
        """Returns how often the value was forgotten, for `keep`."""
        return self._changes

    def get(self) -> V | None:
        """Returns the value, or None when there is none, or it is too old."""
        with self._lock:
            if self._value is None or not timedelta(0) <= self._clock.now() - self._value[1] < self._kept:
                return None
            return self._value[0]

    def keep(self, value: V, at: datetime, changes: int) -> None:
        """Remember what was read at that time, unless it was forgotten since there were so many `changes`."""
        with self._lock:
            if changes == self._changes:
                self._value = (value, at)

    def forget(self) -> None:
        with self._lock:
            self._value = None
            self._changes += 1
