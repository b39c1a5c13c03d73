"""Agents' sign-ins, and the codes that lead to them.

A sign-in is one object for each browser, so it can be taken away at any time. It belongs to a phone number: an agent who
gets another number in desk.json signs in anew, and the old phone's sign-ins end.

A code itself is not kept: it follows from its challenge and DASHBOARD_SECRET. Everything that may happen only so often is
claimed before it happens: each try, the use, the spoken call.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from handover.core.access.sign_in_code import CodeRequest, is_challenge
from handover.services.storage import keys
from handover.services.storage.bucket import Bucket
from handover.services.storage.keys import sign_in_keys


class SignIns:
    """Adds, finds and removes sign-ins. A sign-in's id is secret: only its hash is kept. Numbers are E.164."""

    def __init__(self, bucket: Bucket, names: keys.Keys) -> None:
        self._bucket = bucket
        self._names = names

    def add(self, number: str, sign_in_id: str, at: datetime) -> None:
        """Sign in the browser that holds this id. Raises StorageError."""
        self._bucket.put_once(self._names.sign_in(number, sign_in_id), {"at": at.isoformat()})

    def signed_in_since(self, number: str, sign_in_id: str) -> datetime | None:
        """Returns when that sign-in began, or None if it never did or has ended. Raises StorageError."""
        found = self._bucket.get(self._names.sign_in(number, sign_in_id))
        return datetime.fromisoformat(found["at"]) if found else None

    def browser_mark(self, number: str) -> str:
        """Returns what stands for the number in the cookie of a browser that is known for it."""
        return self._names.browser_mark(number)

    def remove(self, number: str, sign_in_id: str) -> None:
        """End one sign-in. Raises StorageError."""
        self._bucket.delete(self._names.sign_in(number, sign_in_id))

    def remove_all(self, number: str) -> None:
        """End all sign-ins of the number. Raises StorageError."""
        for entry in self._bucket.listing(self._names.sign_ins(number)):
            self._bucket.delete(entry.key)


class SignInCodes:
    """Records what happened to each challenge: its request, tries, use and call."""

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket

    def record_request(self, challenge: str, agent_id: str, at: datetime, known: bool = False) -> None:
        """Record that a code was requested; `agent_id` is empty for a number that is no agent's, `known` means that the
        browser is known for the number. Raises StorageError."""
        self._bucket.put_once(
            sign_in_keys.code(challenge, "asked"), {"at": at.isoformat(), "agent": agent_id, "known": known}
        )

    def record_delivery(self, challenge: str, called: bool, at: datetime) -> None:
        """Record that the code was texted, or that the phone is called at once. Raises StorageError."""
        self._bucket.put_once(sign_in_keys.code(challenge, "delivery"), {"at": at.isoformat(), "called": called})

    def requested(self, challenge: str) -> CodeRequest | None:
        """Returns the request, or None if there is none or the challenge is malformed. Raises StorageError."""
        if not is_challenge(challenge):
            return None
        names = [sign_in_keys.code(challenge, fact) for fact in ("asked", "used", "delivery")]
        found, used, delivery = self._bucket.get_many(names)
        if not found:
            return None
        return CodeRequest(
            at=datetime.fromisoformat(found["at"]),
            agent=found["agent"],
            used=used is not None,
            known=found.get("known", False),
            called=(delivery or {}).get("called", False),
        )

    def claim(self, challenge: str, fact: Literal["used", "called"], at: datetime) -> bool:
        """Claim what may happen once. Returns True for exactly one request. Raises StorageError."""
        return self._claim(challenge, fact, at)

    def claim_try(self, challenge: str, most: int, at: datetime) -> int:
        """Claim the next of `most` tries. Returns its number, or 0 when none is left. Raises StorageError."""
        return next((n for n in range(1, most + 1) if self._claim(challenge, f"try.{n}", at)), 0)

    def _claim(self, challenge: str, fact: str, at: datetime) -> bool:
        return self._bucket.claim(sign_in_keys.code(challenge, fact), {"at": at.isoformat()}).mine
