"""Pseudonyms and masks for personal data in object names, logs and pages.

Object names hold a keyed hash of a phone number or session (HMAC-SHA-256, cut to 120 bits), so that the same one is found
again. People see the last two digits. The key is HASH_KEY. It is never rotated, because nothing would be found again.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re

#: Digits, grouped as people write a phone number.
_RUN = re.compile(r"\+?[0-9][0-9 ()\u00a0./-]{4,}[0-9]")

#: The last digits that identify a number, with or without a country code before them.
_LAST_DIGITS = 7


def pseudonym(key: str, kind: str, text: str) -> str:
    """Returns 24 characters of `[a-z2-7]`, always the same for the same text and kind. `kind` keeps numbers and sessions
    apart."""
    digest = hmac.new(key.encode(), f"{kind}:{text}".encode(), hashlib.sha256).digest()
    return base64.b32encode(digest[:15]).decode().lower()


def masked(number: str) -> str:
    """Returns a phone number as its last two digits: `…67`. Of a number of four digits or fewer nothing is shown: `…`."""
    digits = [c for c in number if c.isdigit()]
    return "…" + "".join(digits[-2:]) if len(digits) > 4 else "…"


def without_number(text: str, number: str) -> str:
    """Returns the text with that phone number masked, however its digits are grouped, with or without its country code.
    Customers write their number into the chat."""
    last = "".join(c for c in number if c.isdigit())[-_LAST_DIGITS:]
    if len(last) < _LAST_DIGITS:
        return text
    return _RUN.sub(lambda run: masked(number) if last in re.sub("[^0-9]", "", run[0]) else run[0], text)
