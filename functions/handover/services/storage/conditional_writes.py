"""Check that this bucket honours `If-None-Match: *`.

Some S3 servers answer 200 and overwrite. On such a server every racing request would win its claim, and a customer would
be called as often as Watson repeats the request. So before its first call a container checks that the second of two writes
fails, or finds a marker that another container checked it.
"""

from __future__ import annotations

import secrets
from contextlib import suppress

from handover.services.storage import keys
from handover.services.storage.bucket import Bucket, StorageError


def require_conditional_writes(bucket: Bucket) -> None:
    """Return when the bucket honours conditional writes. Raises StorageError when it does not, or cannot be checked."""
    if bucket.get(keys.PROOF) is not None:
        return
    key = keys.PROOF_TRIES + secrets.token_hex(8)
    bucket.put_once(key, {"try": 1})
    overwritten = bucket.put_once(key, {"try": 2})
    with suppress(StorageError):  # it expires by itself
        bucket.delete(key)
    if overwritten:
        raise StorageError("This bucket does not honour If-None-Match, so no call can be claimed safely.")
    with suppress(StorageError):  # the marker saves the check to other containers, and no more
        bucket.put(keys.PROOF, {"proven": True})
