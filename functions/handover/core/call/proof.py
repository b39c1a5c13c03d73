"""What proves on the phone that the right person picked up: any key, the digit that the chat shows, or nothing.

The digit is derived from the handover's id and HASH_KEY, so it is stored nowhere, and no address holds it: the greeting's
address names only the kind of proof. A retry asks for the digit of the call that the chat showed it for (`digit_of`).

One digit and three tries keep out a passer-by and the owner of a wrong number, who do not know that there is one to guess.
They are no password: who guesses three different digits finds it three times in ten.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

ANY_KEY, DIGIT, NONE = "any_key", "digit", "none"

#: How often the digit may be pressed in one call.
TRIES = 3


def digit_for(hash_key: str, handover_id: str) -> str:
    """Returns the digit of a handover, `0` to `9`."""
    digest = hmac.new(hash_key.encode(), f"digit:{handover_id}".encode(), hashlib.sha256).digest()
    return str(int.from_bytes(digest, "big") % 10)


def digit_of(hash_key: str, handover_id: str, facts: Mapping[str, Any]) -> str:
    """Returns the digit that a call asks for; `facts` are its permit's."""
    shown_for = facts.get("digit_of")
    return digit_for(hash_key, shown_for if isinstance(shown_for, str) and shown_for else handover_id)


def is_right(digits: str, right: str) -> bool:
    """Returns whether what was pressed is the digit."""
    return hmac.compare_digest(digits.encode(), right.encode())
