"""The limits of a desk: how often a number, a chat and a country may be called, how many calls a day, how long they last.

The times at which a number was called are stored as quota claims (services/storage/quotas.py), those of a chat's earlier
calls in its latest permit. Both are exact under any race. Whether they use up a limit is decided here. A limit is named by
its word in desk.json.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Limits:
    """The section `limits` of desk.json, with its defaults. `ring_*_seconds` is how long a phone rings, `call_minutes` how
    long a call may last. Of `calls_per_country_per_hour` and `calls_in_progress`, 0 means no limit. `sign_in_codes_per_hour`
    counts messages and calls with codes for the dashboard's sign-in, for browsers that are not known, in an hour of the
    clock; `button_calls_per_hour` the calls that pages without a chat asked for, in such an hour."""

    calls_per_number_per_hour: int = 2
    calls_per_number_per_day: int = 6
    calls_per_day: int = 200
    call_minutes: int = 60
    ring_customer_seconds: int = 40
    ring_agent_seconds: int = 20
    numbers_per_chat: int = 3
    calls_per_chat_per_hour: int = 4
    calls_per_chat_per_day: int = 8
    calls_per_country_per_hour: int = 0
    button_calls_per_hour: int = 10
    calls_in_progress: int = 0
    sign_in_codes_per_hour: int = 30


@dataclass(frozen=True)
class ChatCall:
    """An earlier call of a chat: a hash of its number, and when it was requested. `booked`: it is a booking, and `at` is
    when that was made; its call, if it had one, is one more."""

    number: str
    at: datetime
    booked: bool = False

    def as_record(self) -> dict[str, Any]:
        return {"number": self.number, "at": self.at.isoformat(), **({"booked": True} if self.booked else {})}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> ChatCall:
        """Returns a stored call. Raises KeyError, TypeError or ValueError when it is none."""
        return cls(str(record["number"]), datetime.fromisoformat(record["at"]), record.get("booked") is True)


def number_limit(limits: Limits, called_at: Iterable[datetime], now: datetime) -> str:
    """Returns the limit that keeps a number which was called at those times from being called now, or `""`. The hour and the
    day are the last 60 minutes and the last 24 hours, not those of the calendar."""
    of_hour, of_day = _counts(called_at, now)
    if of_hour >= limits.calls_per_number_per_hour:
        return "calls_per_number_per_hour"
    return "calls_per_number_per_day" if of_day >= limits.calls_per_number_per_day else ""


def chat_limit(limits: Limits, earlier: Sequence[ChatCall], number: str, now: datetime) -> str:
    """Returns the limit that keeps a chat with those earlier calls from having `number` (its hash) called now, or `""`. Its
    different numbers count for the whole chat, its calls for the last 60 minutes and the last 24 hours."""
    of_hour, of_day = _counts([call.at for call in earlier if not call.booked], now)
    if len({number, *(call.number for call in earlier)}) > limits.numbers_per_chat:
        return "numbers_per_chat"
    if of_hour >= limits.calls_per_chat_per_hour:
        return "calls_per_chat_per_hour"
    return "calls_per_chat_per_day" if of_day >= limits.calls_per_chat_per_day else ""


def booking_limit(limits: Limits, per_chat: int, earlier: Sequence[ChatCall], number: str, now: datetime) -> str:
    """Returns the limit that keeps a chat with those earlier calls from booking one to `number` (its hash), or `""`: its
    different numbers, and the bookings that it made in the last 24 hours. Its calls are counted when one is dialled."""
    if len({number, *(call.number for call in earlier)}) > limits.numbers_per_chat:
        return "numbers_per_chat"
    of_day = _counts([call.at for call in earlier if call.booked], now)[1]
    return "bookings_per_chat" if of_day >= per_chat else ""


def still_counted(earlier: Sequence[ChatCall], now: datetime) -> tuple[ChatCall, ...]:
    """Returns the calls that a chat's limits still depend on: those of the last day, and the latest to each number."""
    latest = {call.number: call for call in sorted(earlier, key=lambda call: call.at)}
    return tuple(call for call in earlier if now - call.at < _DAY or latest[call.number] is call)


def _counts(called_at: Iterable[datetime], now: datetime) -> tuple[int, int]:
    """Returns how many calls there were in the last hour, and in the last day."""
    ages = [now - at for at in called_at]
    return sum(age < _HOUR for age in ages), sum(age < _DAY for age in ages)
