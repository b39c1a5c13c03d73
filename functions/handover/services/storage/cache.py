"""Caches of what a container has read before. They are for things that are written once and never change, such as events: a
list that is read every two seconds then costs its listing, and one read for each new object.

A list may need more than a cache holds. If each new thing then drove out the oldest one, such a list would find nothing of
itself when it is read again. So a list never drives out what it has used itself: what does not fit is not kept.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from handover.services.storage.bucket import Bucket

V = TypeVar("V")

#: About 1 kB each.
MOST = 5000


class Cache(Generic[V]):
    """At most `most` values, by name. Those that were not looked up for the longest time make room for new ones. Those that
    the latest look-up found do not."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._lookup = 0
        self._values: OrderedDict[str, tuple[V, int]] = OrderedDict()  # the value, and the look-up that last used it

    def known(self, names: Iterable[str]) -> dict[str, V]:
        """Look up these names. Returns those of the values that are in the cache."""
        with self._lock:
            self._lookup += 1
            return {name: self._use(name) for name in names if name in self._values}

    def keep(self, fresh: Mapping[str, V]) -> None:
        """Add values that were missing in the latest look-up, as far as there is room."""
        with self._lock:
            for name, value in fresh.items():
                if name in self._values or self._has_room():
                    self._values[name] = (value, self._lookup)
                    self._values.move_to_end(name)

    def _use(self, name: str) -> V:
        value, _ = self._values[name]
        self._values[name] = (value, self._lookup)
        self._values.move_to_end(name)
        return value

    def _has_room(self) -> bool:
        if len(self._values) < self._most:
            return True
        oldest = next(iter(self._values), None)
        if oldest is None or self._values[oldest][1] == self._lookup:
            return False
        del self._values[oldest]
        return True


class ReadCache(Cache[Mapping[str, Any]]):
    """Objects that were read, by name. An object that was missing is looked for again."""

    def __init__(self, most: int = MOST) -> None:
        super().__init__(most)

    def get_many(self, bucket: Bucket, names: Sequence[str]) -> list[Mapping[str, Any] | None]:
        """Returns the objects in the order of `names`, None for each that is missing. Raises StorageError."""
        found = self.known(names)
        missing = [name for name in names if name not in found]
        fresh = dict(zip(missing, bucket.get_many(missing), strict=True)) if missing else {}
        self.keep({name: body for name, body in fresh.items() if body is not None})
        return [found.get(name) or fresh.get(name) for name in names]
