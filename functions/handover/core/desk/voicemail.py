"""The section `voicemail` of desk.json: a message that the customer leaves on the phone when nobody takes the call."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Voicemail:
    """`seconds` is the longest message."""

    enabled: bool = False
    seconds: int = 120
