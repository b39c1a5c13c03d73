"""What must not be readable where many eyes see it: object names and logs.

A phone number or a session is recognised by a keyed hash (HMAC-SHA-256, cut to 120 bits) where it must be found again,
and shown as its last two digits where a person must recognise it. The key is HASH_KEY; it is never rotated, or nothing
would be found again.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re

#: Digits as people group them in a phone number.
_RUN = re.compile(r"\+?[0-9][0-9 ()\u00a0./-]{4,}[0-9]")

#: By so many digits at its end a number is recognised, however its beginning is written.
_TELLING = 7


def pseudonym(key: str, kind: str, text: str) -> str:
    """24 characters of `[a-z2-7]`, the same for the same text and kind; `kind` keeps numbers and sessions apart."""
    digest = hmac.new(key.encode(), f"{kind}:{text}".encode(), hashlib.sha256).digest()
    return base64.b32encode(digest[:15]).decode().lower()


def masked(number: str) -> str:
    """A phone number as its last two digits: `…67`; short ones vanish altogether."""
    digits = [c for c in number if c.isdigit()]
    return "…" + "".join(digits[-2:]) if len(digits) > 4 else "…"


def without_number(text: str, number: str) -> str:
    """The text with that phone number masked wherever it is written, in whatever grouping and with or without its country
    code: in a chat about a call, people write it out."""
    telling = "".join(c for c in number if c.isdigit())[-_TELLING:]
    if len(telling) < _TELLING:
        return text
    return _RUN.sub(lambda run: masked(number) if telling in re.sub("[^0-9]", "", run[0]) else run[0], text)
