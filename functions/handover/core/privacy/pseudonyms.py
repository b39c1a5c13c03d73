"""Pseudonyms: keyed hashes in place of phone numbers and sessions.

Object names hold a keyed hash (HMAC-SHA-256, cut to 120 bits), so that the same number or session is found again. The key
is HASH_KEY. It is never rotated, because nothing would be found again.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from functools import lru_cache


#: A request looks for the same few agents, numbers and sessions many times.
@lru_cache(maxsize=1000)
def pseudonym(key: str, kind: str, text: str) -> str:
    """Returns 24 characters of `[a-z2-7]`, always the same for the same text and kind. `kind` keeps numbers and sessions
    apart."""
    digest = hmac.new(key.encode(), f"{kind}:{text}".encode(), hashlib.sha256).digest()
    return base64.b32encode(digest[:15]).decode().lower()
