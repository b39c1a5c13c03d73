"""Numbers that take no text messages from us: their owner has sent STOP, or they are landlines. Twilio refuses a message to
them at each try, so they are noted, and not tried again."""

from __future__ import annotations

from datetime import datetime

from handover.services.storage import keys
from handover.services.storage.bucket import Bucket
from handover.services.storage.keys import consent_keys


class NoTexts:
    """Notes and finds such numbers (E.164). Every method raises StorageError."""

    def __init__(self, bucket: Bucket, names: keys.Keys) -> None:
        self._bucket = bucket
        self._names = names

    def has(self, number: str) -> bool:
        return self._bucket.get(self._name(number)) is not None

    def note(self, number: str, at: datetime, code: int) -> None:
        """Note the number; `code` is Twilio's, by which it refused a message."""
        self._bucket.put_once(self._name(number), {"at": at.isoformat(), "code": code})

    def _name(self, number: str) -> str:
        return consent_keys.no_text(self._names.person(number))
