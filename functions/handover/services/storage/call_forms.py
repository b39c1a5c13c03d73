"""Forms of the button that were sent: each is claimed once, under the hour in which it was made.

A form is claimed after its proof was checked, so what scripts can store costs them a proof each. How many an hour can have
is bounded too, by a look before the claim: requests of the same moment may exceed it by a few.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from handover.services.storage.bucket import Bucket, DamagedError
from handover.services.storage.keys import quota_keys


@dataclass(frozen=True)
class FormClaim:
    """Whether this request claimed the form (`mine`), and when it was claimed, by this request or the one before."""

    mine: bool
    at: datetime


class CallForms:
    """Every method raises StorageError."""

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket

    def count(self, made_at: datetime) -> int:
        """Returns how many forms were sent of those that were made in the same hour of the clock: one listing."""
        return len(self._bucket.names(quota_keys.call_forms(_hour(made_at))))

    def claim(self, form_id: str, made_at: datetime, at: datetime) -> FormClaim:
        """Claim a form. Exactly one request gets `mine`."""
        claim = self._bucket.claim(quota_keys.call_form(_hour(made_at), form_id), {"at": at.isoformat()})
        try:
            return FormClaim(claim.mine, datetime.fromisoformat(claim.body["at"]))
        except (KeyError, TypeError, ValueError):
            raise DamagedError("A form's claim has no time.") from None


def _hour(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%d%H}"
