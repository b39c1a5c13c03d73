"""Sign-in codes: six digits that follow from a challenge and a secret, so that no code is kept anywhere.

The browser that asks gets a challenge, which is random; the agent's phone gets the code. Whoever brings both holds both.
What is kept of a challenge is when it was asked for and for whom, its tries, its use; what follows from that is judged
here. How each is counted under any race is the storage's business.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from handover.errors import HandoverError

#: How long a code is good.
LASTS = timedelta(minutes=10)
#: Tries for each code, and codes for each number within an hour: 25 guesses among a million.
MOST_TRIES = 5
MOST_AN_HOUR = 5

#: What a challenge is made of: 26 of these letters are 130 bits, and pass through addresses and object names as they are.
LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
LENGTH = 26

_HOUR = timedelta(hours=1)
_DIGITS = 6


class CodeError(HandoverError):
    """The code does not let anybody in. `why` is `unreadable` (not six digits), `wrong` (with tries `left`), or, when
    another code is needed, `spent`, `used`, `expired` or `none` (nobody asked for one)."""

    def __init__(self, why: str, left: int = 0) -> None:
        super().__init__(f"The code was not accepted: {why}.")
        self.why = why
        self.left = left


@dataclass(frozen=True)
class CodeRequest:
    """A code that was asked for: when, and for which agent (`""` for a number that is nobody's); whether it was used."""

    at: datetime
    agent: str
    used: bool = False


def require_usable(asked: CodeRequest | None, now: datetime) -> CodeRequest:
    """What was asked for, if its code may still be used. Raises CodeError with `none`, `used` or `expired`."""
    if asked is None:
        raise CodeError("none")
    if asked.used:
        raise CodeError("used")
    if now - asked.at >= LASTS:
        raise CodeError("expired")
    return asked


def is_challenge(text: str) -> bool:
    return re.fullmatch(f"[{LETTERS}]{{{LENGTH}}}", text) is not None


def code_of(secret: str, challenge: str) -> str:
    """The six digits that belong to a challenge."""
    digest = hmac.new(secret.encode(), f"code:{challenge}".encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(digest[:8], 'big') % 10**_DIGITS:0{_DIGITS}}"


def read_code(typed: str) -> str:
    """The digits that somebody typed, spaces and hyphens aside. Raises CodeError with `unreadable`."""
    digits = re.sub(r"[\s-]", "", typed)
    if not re.fullmatch(f"[0-9]{{{_DIGITS}}}", digits):
        raise CodeError("unreadable")
    return digits


def is_right(code: str, challenge: str, secrets: Iterable[str]) -> bool:
    """Whether one of the secrets makes this code. Takes the same time for every wrong one."""
    return any(hmac.compare_digest(code, code_of(secret, challenge)) for secret in secrets)


def next_request_at(asked_at: Iterable[datetime], now: datetime) -> datetime | None:
    """When a number with which codes were asked for at those times may ask again; None when it may now."""
    recent = sorted(at for at in asked_at if now - at < _HOUR)
    return recent[-MOST_AN_HOUR] + _HOUR if len(recent) >= MOST_AN_HOUR else None
