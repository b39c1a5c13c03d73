"""A long chat in parts, chosen from a listing of its turns before any of them is read.

A listing has each turn's time and size. That is enough to cut a chat into pages, so that a page costs the reads of its own
turns. The lines that the dialog sent need more: they must be compared with the turns that may have the same lines. These are
the turns around the call request, at most one for each line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from handover.core.chat.pages import MOST_BYTES, MOST_LINES
from handover.core.chat.turn import Source

#: The limits of one page, as in pages.py. A turn has two lines as a rule; its record needs about 350 bytes beside its text.
MOST_TURNS = MOST_LINES // 2
_MOST_STORED_BYTES = MOST_BYTES + MOST_TURNS * 350

#: Chats of so many turns are read as a whole where turns must be compared: then nothing depends on two clocks.
_READ_AS_A_WHOLE = 100
#: The same for chats with turns from several sources. In a longer one, a line at the edge of a page may be there twice.
_READ_AS_A_WHOLE_IF_MIXED = 600

#: Watson's clock and ours may differ.
_SKEW = timedelta(minutes=2)


#: Turns whose time is not known have lower places.
PLACE_OF_KNOWN_TIME = f"{1:013d}"


@dataclass(frozen=True)
class ListedTurn:
    """A stored turn that was not read yet. `place` sorts turns by time; it is `exact` unless an older version stored the
    turn. `size` is in bytes; `count` is the chat's counter, or 0 if it is not known."""

    name: str
    place: str
    size: int
    exact: bool = True
    count: int = 0
    source: Source = Source.LOG_WEBHOOK


@dataclass(frozen=True)
class Parts:
    """The turns of a chat, old to new: before, around and after the call request. Only those around it are compared with
    the lines that the dialog sent."""

    earlier: Sequence[ListedTurn]
    around: Sequence[ListedTurn]
    later: Sequence[ListedTurn]


def parts(turns: Sequence[ListedTurn], sent: int, requested_at: datetime) -> Parts:
    """Returns the parts of a chat whose turns are in order. `sent` is the number of lines that the dialog sent. If it sent
    none, the whole chat comes before the request."""
    if len(turns) <= _READ_AS_A_WHOLE and (sent or not all(turn.exact for turn in turns)):
        return Parts((), turns, ())
    if len(turns) <= _READ_AS_A_WHOLE_IF_MIXED and len({turn.source for turn in turns}) > 1:
        return Parts((), turns, ())
    if not sent:
        return Parts(turns, (), ())
    first = max(0, _before(turns, requested_at - _SKEW) - sent)
    last = min(_before(turns, requested_at + _SKEW) + MOST_TURNS, first + sent + 4 * MOST_TURNS)
    return Parts(turns[:first], turns[first:last], turns[last:])


def _before(turns: Sequence[ListedTurn], moment: datetime) -> int:
    """Returns the number of turns before a moment."""
    place = place_of_moment(moment)
    return sum(turn.place < place for turn in turns)


def place_of_moment(moment: datetime) -> str:
    """Returns the place that a turn of that moment has at least."""
    return f"{round(moment.timestamp() * 1000):013d}"


def turn_pages(turns: Sequence[ListedTurn]) -> list[list[ListedTurn]]:
    """Returns the turns in pages, newest page first, each in the order of `turns`. A turn that is too long gets a page of
    its own."""
    result: list[list[ListedTurn]] = []
    size = 0
    for turn in reversed(turns):
        if not result or len(result[-1]) == MOST_TURNS or size + turn.size > _MOST_STORED_BYTES:
            result.append([])
            size = 0
        result[-1].append(turn)
        size += turn.size
    return [page[::-1] for page in result]
