"""The extension that stands beside a number: "Durchwahl 12", "ext. 12", "x12", "#12". It cannot be dialled, and is never
dropped silently.

A hyphen alone names none: in "030 23125-12" the last digits are dialled with the others.
"""

from __future__ import annotations

import re

from handover.core.phone_numbers import vocabulary
from handover.core.phone_numbers.runs import Run

_MOST_DIGITS = 7


def extension_of(text: str, run: Run, others: list[Run]) -> str:
    """Returns the extension of the number in a run, or `""`. `others` are the runs of the text that are no numbers."""
    after = vocabulary.EXTENSION_AFTER.match(text, run.end)
    following = next((other for other in others if after and other.start <= after.end() < other.end), None)
    if following is None and after is None:
        following = next((o for o in others if o.end <= run.start and _announced(text, o) and _near(text, o, run)), None)
    digits = "".join(filter(str.isdecimal, following.written)) if following else ""
    return digits if len(digits) <= _MOST_DIGITS else ""


def _announced(text: str, run: Run) -> bool:
    return bool(vocabulary.EXTENSION_BEFORE.search(text[: run.start]))


def _near(text: str, extension: Run, run: Run) -> bool:
    """Returns whether an extension that comes first belongs to the number: no digits stand between them."""
    return not re.search(r"\d", text[extension.end : run.start])
