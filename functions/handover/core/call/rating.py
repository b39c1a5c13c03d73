"""Ratings: what the customer thinks of a call, 1 (bad) to 5 (good), and perhaps a comment.

Each rating is an event of its own, so a customer may change their mind and nothing is overwritten. The latest one counts. No
state depends on a rating.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from handover.core.call.events import Event
from handover.core.call.parameters import ParameterError, text_parameter
from handover.core.call.state import Handover, State
from handover.core.chat.turn import text

MOST_COMMENT = 300
WORST, BEST = 1, 5

_WORDS = {"good": BEST, "bad": WORST}
_NUMBER = re.compile(r"([1-5])(?:\.0+)?")


@dataclass(frozen=True)
class Rating:
    """`rating` is 1 to 5, `comment` the customer's own words or `""`."""

    rating: int
    comment: str = ""

    def as_record(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_event(cls, event: Event) -> Rating | None:
        """Returns the rating in an event, or None if it has none that can be read."""
        value = event.facts.get("rating")
        if isinstance(value, bool) or not isinstance(value, int) or not WORST <= value <= BEST:
            return None
        return cls(value, text(event.facts.get("comment"))[:MOST_COMMENT])


def read_rating(parameters: Mapping[str, Any]) -> Rating:
    """Returns the rating in the parameters of a `rate_call`. Raises ParameterError. A comment that is too long is cut."""
    said = text_parameter(parameters, "rating").casefold()
    number = _NUMBER.fullmatch(said)
    rating = int(number[1]) if number else _WORDS.get(said)
    if rating is None:
        raise ParameterError("rating", "1 to 5, good or bad")
    return Rating(rating, text_parameter(parameters, "comment"))


def rating_of(handover: Handover) -> Rating | None:
    """Returns the rating that counts, or None if there is none."""
    found = [Rating.from_event(event) for event in handover.ratings]
    return next((rating for rating in reversed(found) if rating), None)


def comments_on(handover: Handover) -> list[str]:
    """Returns the comments of all ratings, newest first, each once: a later rating takes no words back."""
    found = [rating.comment for event in handover.ratings if (rating := Rating.from_event(event)) and rating.comment]
    return list(dict.fromkeys(reversed(found)))


def may_rate(handover: Handover) -> bool:
    """Returns whether there is something to rate: a call that is over, or one that an agent has taken."""
    return handover.accepted_by > 0 or not (handover.live or handover.state is State.REFUSED)
