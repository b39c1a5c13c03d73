"""Proof that this bucket honours `If-None-Match: *`.

Some S3 servers answer 200 and overwrite. On such a server every racing request would win its claim, and a customer would
be called as often as Watson repeats itself. So before the first call a container sees the second of two writes fail, or
finds that somebody saw it.
"""

from __future__ import annotations

import secrets

from handover.services.storage import keys
from handover.services.storage.bucket import Bucket, StorageError


class ConditionalWritesProof:
    """Remembers for the life of a container."""

    def __init__(self) -> None:
        self._proven = False

    def demand(self, bucket: Bucket) -> None:
        """Return when conditions are honoured. Raises StorageError when they are not, or when it cannot be told."""
        if self._proven:
            return
        if bucket.get(keys.PROOF) is None:
            self._try(bucket)
            bucket.put(keys.PROOF, {"proven": True})
        self._proven = True

    def _try(self, bucket: Bucket) -> None:
        key = keys.PROOF_TRIES + secrets.token_hex(8)
        bucket.put_once(key, {"try": 1})
        overwritten = bucket.put_once(key, {"try": 2})
        bucket.delete(key)
        if overwritten:
            raise StorageError("This bucket does not honour If-None-Match, so no call can be claimed safely.")
