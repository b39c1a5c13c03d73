"""Sign-in codes that were asked for. The code itself is not kept: it follows from the challenge and DASHBOARD_SECRET.

Everything that may happen only so often is claimed before it happens: each try, the use, the spoken call.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from handover.services.storage import keys
from handover.services.storage.bucket import Bucket


@dataclass(frozen=True)
class Asked:
    """A code that was asked for: when, and for which agent; `""` for a number that is nobody's."""

    at: datetime
    agent: str


class Codes:
    """Keeps what happened to each challenge."""

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket

    def ask(self, challenge: str, agent_id: str, at: datetime) -> None:
        self._bucket.put_once(keys.code(challenge, "asked"), {"at": at.isoformat(), "agent": agent_id})

    def asked(self, challenge: str) -> Asked | None:
        found = self._bucket.get(keys.code(challenge, "asked"))
        return Asked(datetime.fromisoformat(found["at"]), found["agent"]) if found else None

    def claim(self, challenge: str, fact: str, at: datetime) -> bool:
        """Claim what may happen once, such as `try.3` or `used`: of all who try, one is told so."""
        return self._bucket.claim(keys.code(challenge, fact), {"at": at.isoformat()}).mine

    def has(self, challenge: str, fact: str) -> bool:
        return self._bucket.get(keys.code(challenge, fact)) is not None
