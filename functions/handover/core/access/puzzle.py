"""A puzzle that costs a browser a second or two: the proof of work of a form that anybody may open.

The answer is a number from 0 to `largest`. Its key, derived with PBKDF2, is `target`. Who looks for it tries half of the
numbers on average, all of them at most; who checks it derives one key. PBKDF2 is in every browser (WebCrypto) and in
Python, and both run it at the speed of the machine, so a script gains less over a browser than with single hashes. ALTCHA's
deterministic mode is the same scheme (docs/decisions/0051-plain-button.md).
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

#: 800,000 rounds on average. A phone does about half a million in a second, a laptop two million.
ITERATIONS = 2000
LARGEST = 800

_BYTES = 16


@dataclass(frozen=True)
class Puzzle:
    """`salt` is text, `target` the key in hex."""

    salt: str
    target: str

    def is_solved_by(self, answer: object) -> bool:
        """Returns whether that is the answer. Any value is taken."""
        if isinstance(answer, bool) or not isinstance(answer, int) or not 0 <= answer <= LARGEST:
            return False
        return hmac.compare_digest(_key(self.salt, answer), self.target)


def puzzle_for(salt: str, answer: int) -> Puzzle:
    """Returns the puzzle with that answer. `salt` must never be used twice."""
    return Puzzle(salt, _key(salt, answer))


def _key(salt: str, answer: int) -> str:
    return hashlib.pbkdf2_hmac("sha256", str(answer).encode(), salt.encode(), ITERATIONS, _BYTES).hex()
