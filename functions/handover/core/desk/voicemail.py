"""The section `voicemail` of desk.json: a message that the customer leaves on the phone when nobody takes the call, or that
somebody leaves who rings us without a request."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Voicemail:
    """`seconds` is the longest message. The other two limit the messages of callers without a request, because a caller's
    number can be forged: those of one number on a day of the desk's, and of all numbers."""

    enabled: bool = False
    seconds: int = 120
    messages_per_number_per_day: int = 2
    messages_per_day: int = 20

    @property
    def takes_callers(self) -> bool:
        """Whether a caller without a request may leave a message."""
        return self.enabled and self.messages_per_number_per_day > 0 and self.messages_per_day > 0

    @property
    def withheld_per_day(self) -> int:
        """The messages of all withheld numbers together on a day: half of all, so that they leave room for the others."""
        return max(1, self.messages_per_day // 2)
