"""The section `messages` of desk.json: the text messages that customers get."""

from __future__ import annotations

from dataclasses import dataclass

KINDS = ("missed", "booked", "moved", "canceled", "dropped")


@dataclass(frozen=True)
class Messages:
    """`on` are the kinds of messages that are sent."""

    enabled: bool = True
    on: tuple[str, ...] = KINDS

    def sends(self, kind: str) -> bool:
        """Returns whether a message of that kind is sent."""
        return self.enabled and kind in self.on
