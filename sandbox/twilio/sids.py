"""Twilio's identifiers: two letters and 32 hex digits, from a seed, so that the same script gives the same ones."""

from __future__ import annotations

import random
import uuid


class Sids:
    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def new(self, prefix: str) -> str:
        """A new one, e.g. `CA…` for a call."""
        return f"{prefix}{self._random.getrandbits(128):032x}"

    def token(self) -> str:
        """What tells one webhook request from another, whatever its retries."""
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))
