"""Sign-in codes: six digits, computed from a challenge and a secret, so that no code is stored.

The browser gets a random challenge, the agent's phone gets the code. A sign-in needs both. Stored for each challenge are
the request (when, for which agent), the tries and the use. The rules for these are here. That each try counts once, even
when several arrive at the same moment, is up to the storage.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from handover.errors import HandoverError

#: How long a code can be used.
LASTS = timedelta(minutes=10)
#: Tries per code, and codes per number within an hour and within a day: at most 50 guesses a day among a million codes.
MOST_TRIES = 5
MOST_AN_HOUR = 5
MOST_A_DAY = 10
#: Requests of browsers that are not known, for all numbers together, in an hour of the clock. Beyond it nothing is stored
#: for them and Twilio gets no request.
MOST_REQUESTS_AN_HOUR = 300

#: The letters of a challenge. 26 of them are 130 bits, and need no escaping in URLs and object names.
LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
LENGTH = 26

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_DIGITS = 6


class CodeError(HandoverError):
    """The code is not accepted. `why` is `unreadable` (not six digits) or `wrong` (with `left` tries), or, if a new code
    is needed, `spent`, `used`, `expired` or `none` (no code was requested)."""

    def __init__(self, why: str, left: int = 0) -> None:
        super().__init__(f"The code was not accepted: {why}.")
        self.why = why
        self.left = left


@dataclass(frozen=True)
class CodeRequest:
    """A request for a code: when, for which agent (`""` if the number is no agent's), and whether the code was used.

    `known`: by a browser that is known for this number (see known_browser). `called`: the phone was called at once,
    because it takes no text messages.
    """

    at: datetime
    agent: str
    used: bool = False
    known: bool = False
    called: bool = False


def require_usable(request: CodeRequest | None, now: datetime) -> CodeRequest:
    """Returns the request if its code can still be used. Raises CodeError with `none`, `used` or `expired` if not."""
    if request is None:
        raise CodeError("none")
    if request.used:
        raise CodeError("used")
    if now - request.at >= LASTS:
        raise CodeError("expired")
    return request


def is_challenge(text: str) -> bool:
    return re.fullmatch(f"[{LETTERS}]{{{LENGTH}}}", text) is not None


def code_of(secret: str, challenge: str) -> str:
    """Returns the six digits that belong to a challenge."""
    digest = hmac.new(secret.encode(), f"code:{challenge}".encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(digest[:8], 'big') % 10**_DIGITS:0{_DIGITS}}"


def read_code(typed: str) -> str:
    """Returns the six digits that were typed, without spaces and hyphens. Raises CodeError with `unreadable` for anything
    else."""
    digits = re.sub(r"[\s-]", "", typed)
    if not re.fullmatch(f"[0-9]{{{_DIGITS}}}", digits):
        raise CodeError("unreadable")
    return digits


def is_right(code: str, challenge: str, secrets: Iterable[str]) -> bool:
    """Returns whether the code belongs to the challenge under one of the secrets. Every wrong code takes the same time."""
    return any(hmac.compare_digest(code, code_of(secret, challenge)) for secret in secrets)


def next_request_at(requested_at: Iterable[datetime], now: datetime) -> datetime | None:
    """Returns when a number may request its next code, or None if it may now. `requested_at` are its earlier requests."""
    times = sorted(requested_at)
    waits = []
    for span, most in ((_HOUR, MOST_AN_HOUR), (_DAY, MOST_A_DAY)):
        recent = [at for at in times if now - at < span]
        waits += [recent[-most] + span] if len(recent) >= most else []
    return max(waits, default=None)


def next_hour(now: datetime) -> datetime:
    """Returns when the next hour of the clock begins: then the totals of an hour begin anew."""
    return now.replace(minute=0, second=0, microsecond=0) + _HOUR
