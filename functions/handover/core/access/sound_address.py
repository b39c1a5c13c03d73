"""The address at which a browser plays a customer's message: short-lived, and for one browser's sign-in only.

What is signed names the handover, the agent, and the browser's secret by a hash: the address alone, in another browser or
after another sign-in, opens nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from handover.core.access.viewer import Viewer

LASTS = timedelta(minutes=30)


@dataclass(frozen=True)
class SoundAddress:
    """Whose address it is, until when it works (UTC), and `once`, a random word that names it in the record of listening."""

    handover_id: str
    agent: str
    browser: str
    until: datetime
    once: str

    @classmethod
    def made_for(cls, handover_id: str, viewer: Viewer, secret: str, now: datetime, once: str) -> SoundAddress:
        """`secret` is the one in the browser's cookie."""
        return cls(handover_id, viewer.agent.id, _hash(secret), now + LASTS, once)

    def as_signed(self) -> dict[str, Any]:
        """Returns what is to be signed."""
        until = int(self.until.timestamp())
        return {"h": self.handover_id, "a": self.agent, "b": self.browser, "u": until, "o": self.once}

    def opens(self, handover_id: str, viewer: Viewer, secret: str, now: datetime) -> bool:
        """Returns whether this viewer's browser may play that handover's message with it now."""
        ours = (self.handover_id, self.agent, self.browser) == (handover_id, viewer.agent.id, _hash(secret))
        return ours and now < self.until


def read(signed: Any) -> SoundAddress | None:
    """Returns the address in what we signed, or None if it is none."""
    if not isinstance(signed, Mapping):
        return None
    texts = [signed.get(name) for name in ("h", "a", "b", "o")]
    until = signed.get("u")
    if not isinstance(until, int) or not all(isinstance(text, str) for text in texts):
        return None
    handover_id, agent, browser, once = map(str, texts)
    return SoundAddress(handover_id, agent, browser, datetime.fromtimestamp(until, UTC), once)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()[:24]
