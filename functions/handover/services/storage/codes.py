"""Sign-in codes that were asked for. The code itself is not kept: it follows from the challenge and DASHBOARD_SECRET.

Everything that may happen only so often is claimed before it happens: each try, the use, the spoken call.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from handover.core.access.sign_in_code import CodeRequest, is_challenge
from handover.services.storage import keys
from handover.services.storage.bucket import Bucket


class Codes:
    """Keeps what happened to each challenge."""

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket

    def ask(self, challenge: str, agent_id: str, at: datetime) -> None:
        """Note that a code was asked for; `agent_id` is `""` for a number that is nobody's."""
        self._bucket.put_once(keys.code(challenge, "asked"), {"at": at.isoformat(), "agent": agent_id})

    def asked(self, challenge: str) -> CodeRequest | None:
        """What was asked for; None when nothing was, or the challenge is none of ours."""
        if not is_challenge(challenge):
            return None
        names = [keys.code(challenge, fact) for fact in ("asked", "used")]
        found, used = self._bucket.get_many(names)
        return CodeRequest(datetime.fromisoformat(found["at"]), found["agent"], used is not None) if found else None

    def claim(self, challenge: str, fact: Literal["used", "called"], at: datetime) -> bool:
        """Claim what happens once: of all who try, one is told that it is theirs."""
        return self._claim(challenge, fact, at)

    def claim_try(self, challenge: str, most: int, at: datetime) -> int:
        """Claim the next of `most` tries; its number, 0 when none is left."""
        return next((n for n in range(1, most + 1) if self._claim(challenge, f"try.{n}", at)), 0)

    def _claim(self, challenge: str, fact: str, at: datetime) -> bool:
        return self._bucket.claim(keys.code(challenge, fact), {"at": at.isoformat()}).mine
