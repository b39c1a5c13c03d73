"""The section `quiet_hours` of desk.json: when booked calls and retries do not ring a customer, by the customer's own clock.

A call that a customer asks for now is not held back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, tzinfo


@dataclass(frozen=True)
class QuietHours:
    """From `begins` until `ends`, both `HH:MM`, over midnight if `ends` is the earlier one."""

    begins: str = "21:00"
    ends: str = "08:00"

    def at(self, clock: time) -> bool:
        """Returns whether it is quiet when a clock shows that time."""
        begins, ends = time.fromisoformat(self.begins), time.fromisoformat(self.ends)
        return begins <= clock < ends if begins < ends else clock >= begins or clock < ends

    def in_any(self, zones: Iterable[tzinfo], at: datetime) -> bool:
        """Returns whether it is quiet in one of these zones at that moment (aware)."""
        return any(self.at(at.astimezone(each).time()) for each in zones)
