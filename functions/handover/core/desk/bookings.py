"""The section `bookings` of desk.json: calls that customers book for a later time."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Bookings:
    """`per_chat` counts the booked calls of a chat in 24 hours. A booking that could not be dialled for `late_minutes` is
    dropped. `calls_per_minute` is how many booked calls the scheduler dials in a minute."""

    enabled: bool = True
    days_ahead: int = 14
    per_chat: int = 3
    late_minutes: int = 30
    calls_per_minute: int = 60
