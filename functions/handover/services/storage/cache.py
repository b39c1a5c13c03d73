"""A cache of objects that a container has read before. It is for objects that are written once and never change, such
as events: a list that is read every two seconds then costs its listing, and one read for each new object."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any

from handover.services.storage.bucket import Bucket

#: About 1 kB each.
MOST = 5000


class ReadCache:
    """The latest `most` objects that were read, by name. An object that was missing is looked for again."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._bodies: OrderedDict[str, Mapping[str, Any]] = OrderedDict()

    def get_many(self, bucket: Bucket, names: Sequence[str]) -> list[Mapping[str, Any] | None]:
        """Returns the objects in the order of `names`, None for each that is missing. Raises StorageError."""
        found = self.known(names)
        missing = [name for name in names if name not in found]
        fresh = dict(zip(missing, bucket.get_many(missing), strict=True)) if missing else {}
        self.keep({name: body for name, body in fresh.items() if body is not None})
        return [found.get(name) or fresh.get(name) for name in names]

    def known(self, names: Sequence[str]) -> dict[str, Mapping[str, Any]]:
        """Returns those objects that are in the cache."""
        with self._lock:
            return {name: self._bodies[name] for name in names if name in self._bodies}

    def keep(self, fresh: Mapping[str, Mapping[str, Any]]) -> None:
        """Add objects that were just read or written."""
        with self._lock:
            self._bodies.update(fresh)
            while len(self._bodies) > self._most:
                self._bodies.popitem(last=False)
