"""Where a transcript is from, and whether it may be incomplete: from a listing of its turns, before any is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from handover.core.chat.parts import ListedTurn, place_of_moment
from handover.core.chat.turn import LOGGED, Source

#: Between the message that requests a call and the request lie the webhook's time and the difference of two clocks.
_BEFORE_REQUEST = timedelta(seconds=30)


@dataclass(frozen=True)
class Provenance:
    """The sources of a transcript, in the order of `Source`. It is `complete` if Watson's own log has every turn from the
    chat's first one to the call request. Pages and dialogs send what they saw, so nobody knows what they missed."""

    sources: tuple[Source, ...] = ()
    complete: bool = False


def provenance(turns: Sequence[ListedTurn], sent: int, requested_at: datetime) -> Provenance:
    """Returns it for a chat with these turns; `sent` is the number of lines in the call request."""
    found = {turn.source for turn in turns} | ({Source.DIALOG} if sent else set())
    logged = [turn for turn in turns if turn.source in LOGGED]
    return Provenance(tuple(source for source in Source if source in found), _is_complete(logged, requested_at))


def _is_complete(logged: Sequence[ListedTurn], requested_at: datetime) -> bool:
    """Returns whether the counts of Watson's turns have no gap, and the last one is not from long before the request: the
    turn that requested the call was logged in it."""
    counts = {turn.count for turn in logged}
    if not counts or counts != set(range(1, len(counts) + 1)):
        return False
    return max(turn.place for turn in logged) >= place_of_moment(requested_at - _BEFORE_REQUEST)
