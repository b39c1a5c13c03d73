"""Twilio's identifiers: two letters and 32 hex digits, from a seed, so that a test always gets the same ones."""

from __future__ import annotations

import random
import uuid


class Sids:
    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def new(self, prefix: str) -> str:
        """Returns a new identifier, like `CA…` for a call."""
        return f"{prefix}{self._random.getrandbits(128):032x}"

    def token(self) -> str:
        """Returns a token that identifies one webhook request and its retries."""
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))
