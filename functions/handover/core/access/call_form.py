"""A form of the button: the signed text that a page holds from the moment it opens the form until it sends it.

It says when, for which origin and in which language the form was opened, what the customer was to read, and the puzzle. A
form is good for one start, for half an hour. The page chooses nothing of it, not even the session: that follows from the
form's id.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from handover.core.access.puzzle import Puzzle

_SESSION = "button-"

#: How long a form can be sent.
VALID_FOR = timedelta(minutes=30)

#: How much later than ours the clock of the container may be that made the form.
_CLOCKS_DIFFER = timedelta(minutes=1)


@dataclass(frozen=True)
class CallForm:
    """`id` is random. `made_at` is in whole seconds, UTC. `origin` is that of the page, as its browser sends it. `shown` is
    the mark of the words that the customer was to read (`mark_of`). `target` is that of the puzzle, whose salt is the id."""

    id: str
    made_at: datetime
    origin: str
    language: str
    shown: str
    target: str

    @property
    def puzzle(self) -> Puzzle:
        return Puzzle(self.id, self.target)

    @property
    def session_id(self) -> str:
        """The session of the call that the form asks for."""
        return f"{_SESSION}{self.id}"

    def is_valid_at(self, now: datetime) -> bool:
        return -_CLOCKS_DIFFER <= now - self.made_at < VALID_FOR

    def as_record(self) -> list[Any]:
        """Returns what is signed: short, because it travels in each start."""
        return [self.id, round(self.made_at.timestamp()), self.origin, self.language, self.shown, self.target]


def is_of_form(session_id: str) -> bool:
    """Returns whether the session is that of a form: there is no chat, and so no turns."""
    return session_id.startswith(_SESSION)


def read_form(record: Any) -> CallForm | None:
    """Returns the form in a record whose signature was verified, or None if it is one of another version."""
    try:
        form_id, made_at, *texts = record
        form = CallForm(form_id, datetime.fromtimestamp(made_at, UTC), *texts)
    except (TypeError, ValueError, OverflowError, OSError):
        return None
    return form if all(isinstance(text, str) for text in (form_id, *texts)) else None


def mark_of(*words: str) -> str:
    """Returns a mark of these words: when a deploy has changed them, the form shows others than those that would be kept."""
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:16]
