"""Check that this bucket honours `If-None-Match: *`.

Some S3 servers answer 200 and overwrite. On such a server every racing request would win its claim, and a customer would be
called as often as Watson repeats the request. So before its first call a container sees the server refuse to write an object
that exists: the first container of a bucket makes that object and tries again, the others are refused at once.
"""

from __future__ import annotations

from contextlib import suppress

from handover.services.storage import keys
from handover.services.storage.bucket import Bucket, StorageError


def try_conditional_write(bucket: Bucket) -> bool:
    """Returns whether the bucket refused to write an object that exists. The first try in a bucket makes the object. Raises
    StorageError."""
    return bucket.refuses_to_create(keys.PROOF, {"proven": True})


def require_conditional_writes(bucket: Bucket) -> None:
    """Return when the bucket honours conditional writes. Raises StorageError when it does not, or cannot be checked."""
    accepted = 0
    for last in (False, False, True):
        try:
            if try_conditional_write(bucket):
                return
            accepted += 1
        except StorageError:  # one lost answer says nothing
            if last:
                raise
        if accepted == 2:
            break
    with suppress(StorageError):  # versions before 0.4 take the object for a proof
        bucket.delete(keys.PROOF)
    raise StorageError("This bucket does not honour If-None-Match, so no call can be claimed safely.")
