"""What a customer is offered by key when no agent took the call: to leave a message, or to be called back.

It is frozen with the order of agents, when the customer presses a key. So the step that speaks it reads no storage, and a
change of the desk during the call takes no offer back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Self

from handover.core.call.events import number_fact

if TYPE_CHECKING:  # the step that speaks has no desk
    from handover.core.desk.config import Desk

#: The keys, and how often the customer is asked.
MESSAGE_KEY, CALL_BACK_KEY = "1", "2"
MOST_ASKED = 2

#: The letters of the offers in an address.
_MESSAGE, _CALL_BACK = "m", "c"


@dataclass(frozen=True)
class Offer:
    """`message_seconds` is how long a message may be, 0 if none can be left; it is kept for `kept_days`. `call_back_minutes`
    is after how long the customer is called back, 0 if that cannot be had."""

    message_seconds: int = 0
    kept_days: int = 0
    call_back_minutes: int = 0

    @classmethod
    def of(cls, desk: Desk) -> Self:
        """Returns what the desk allows."""
        return cls(
            message_seconds=desk.voicemail.seconds if desk.voicemail.enabled else 0,
            kept_days=desk.retention.chat_days,
            call_back_minutes=desk.call_back.minutes if desk.call_back.enabled else 0,
        )

    @classmethod
    def to_caller(cls, desk: Desk) -> Self:
        """Returns what the desk allows a caller without a request: a message, or nothing."""
        takes = desk.voicemail.takes_callers
        return cls(desk.voicemail.seconds if takes else 0, desk.retention.chat_days)

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> Self:
        """Returns the offer in the facts of a HUNT event; nothing is offered if it has none, as before version 0.6."""
        found = facts.get("offer")
        kept = found if isinstance(found, Mapping) else {}
        return cls(**{name: number_fact(kept, name) for name in cls.__match_args__})

    def as_facts(self) -> dict[str, Any]:
        """Returns the facts to freeze."""
        return {"offer": asdict(self)} if self.word else {}

    @property
    def word(self) -> str:
        """What is offered, as a word for an address; `""` for nothing."""
        return (_MESSAGE if self.message_seconds else "") + (_CALL_BACK if self.call_back_minutes else "")


def offered_in(word: str) -> tuple[bool, bool]:
    """Returns whether a word in an address offers a message, and a call back."""
    return _MESSAGE in word, _CALL_BACK in word
