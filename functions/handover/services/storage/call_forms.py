"""Forms of the button that were sent: each is claimed once, under the hour in which it was made.

A form is claimed after its proof was checked, so what scripts can store costs them a proof each. How many an hour can have
is bounded too, by a look before the claim: requests of the same moment may exceed it by a few.
"""

from __future__ import annotations

from datetime import UTC, datetime

from handover.services.storage import keys
from handover.services.storage.bucket import Bucket, Claim, DamagedError


class CallForms:
    """Every method raises StorageError."""

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket

    def count(self, made_at: datetime) -> int:
        """Returns how many forms were sent of those that were made in the same hour of the clock: one listing."""
        return len(self._bucket.names(keys.call_forms(_hour(made_at))))

    def claim(self, form_id: str, made_at: datetime, at: datetime) -> Claim:
        """Claim a form: of all requests exactly one gets `mine`. `claimed_at` reads the body."""
        return self._bucket.claim(keys.call_form(_hour(made_at), form_id), {"at": at.isoformat()})


def claimed_at(claim: Claim) -> datetime:
    """Returns when the form was claimed. Raises DamagedError."""
    try:
        return datetime.fromisoformat(claim.body["at"])
    except (KeyError, TypeError, ValueError):
        raise DamagedError("A form's claim has no time.") from None


def _hour(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%d%H}"
