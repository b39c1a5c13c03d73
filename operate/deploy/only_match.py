"""The one thing that is meant, in a list of another system's things. The first of several is never taken by chance. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from operate.errors import OperatorError

T = TypeVar("T")


def only_match(found: Sequence[T], what: str, remedy: str = "delete the others") -> T | None:
    """Returns the only one of `found`, or None if there is none. Raises OperatorError if there are several."""
    if len(found) > 1:
        raise OperatorError(f"There are {len(found)} of {what}, and it is not clear which one is meant: {remedy}.")
    return found[0] if found else None
