"""Read a part of a chat: the page that is shown, or what may be new since a page was made.

A long chat is never read as a whole: its pages are cut from its listing (core/chat/parts.py).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from handover.core.call.state import Handover
from handover.core.chat.merging import merged
from handover.core.chat.pages import pages
from handover.core.chat.parts import MOST_TURNS, ListedTurn, parts, turn_pages
from handover.core.chat.transcript import ChatLine, Turn
from handover.core.chat.turn import LOGGED
from handover.services.storage.turns import Turns

#: Turns that may have come since a page was made. For more, the page must be opened again.
_MOST_NEW = MOST_TURNS

#: No section has more turns: one for each line that a dialog may send, and those around the request.
_MOST_KNOWN = 600


@dataclass(frozen=True)
class Section:
    """What was read for a page: the turns from the place `begin` on, and whether the lines that the dialog sent are among
    them. `count` and `mark` tell whether turns have come since then. An address carries all of it."""

    begin: str = ""
    with_sent: bool = False
    count: int = 0
    mark: str = ""


@dataclass(frozen=True)
class ChatPart:
    """Lines of a chat, old to new. Those from `begin` to `end` are the page `number` of `count`; the line before them shows
    what a first line answers. `section` says how to read them again; None for older pages."""

    lines: tuple[ChatLine, ...] = ()
    begin: int = 0
    end: int = 0
    number: int = 1
    count: int = 1
    channel: str = ""
    section: Section | None = None


def chat_page(turns: Turns, listed: Sequence[ListedTurn], handover: Handover, number: int) -> ChatPart:
    """Returns a page of the chat; 1 is the newest. A number out of range is the nearest page. Raises StorageError."""
    sent = handover.call_request.transcript
    split = parts(listed, len(sent), handover.requested_at)
    around = turns.read(split.around)
    compared = merged(around, sent, handover.requested_at, _is_logged(listed))
    middle = pages(compared) if compared else []
    later, earlier = turn_pages(split.later), turn_pages(split.earlier)
    count = max(1, len(later) + len(middle) + len(earlier))
    number = min(max(number, 1), count)
    n = number - 1 - len(later)
    if 0 <= n < len(middle):
        end = len(compared) - sum(len(page) for page in middle[:n])
        begin = end - len(middle[n])
        newest = _section(split.around, bool(split.earlier), bool(sent)) if number == 1 else None
        return ChatPart(tuple(compared), begin, end, number, count, _channel(around), newest)
    unread = [*later, *earlier]
    place = number - 1 if n < 0 else number - 1 - len(middle)
    return _plain(turns, listed, unread[place] if unread else [], number, count)


def chat_since(turns: Turns, listed: Sequence[ListedTurn], handover: Handover, known: Section) -> ChatPart | None:
    """Returns the lines of a section that was read before, with those that are new. Returns an empty part if no turn has
    come since then, and None if so many have that the page must be opened again. Raises StorageError."""
    now = [turn for turn in listed if turn.place >= known.begin]
    if _mark(now) == known.mark:
        return ChatPart()
    if len(now) > min(known.count, _MOST_KNOWN) + _MOST_NEW:
        return None
    sent = handover.call_request.transcript if known.with_sent else ()
    lines = merged(turns.read(now), sent, handover.requested_at, _is_logged(listed))
    return ChatPart(tuple(lines), 0, len(lines), section=known)


def _plain(turns: Turns, listed: Sequence[ListedTurn], page: Sequence[ListedTurn], number: int, count: int) -> ChatPart:
    """Returns a page of logged turns alone, with the turn before them."""
    first = listed.index(page[0]) if page else 0
    before = listed[max(0, first - 1) : first]
    found = turns.read([*before, *page])
    lines = merged(found, (), is_logged=_is_logged(listed))
    begin = len(merged(found[:1], ())) if before and len(found) > len(page) else 0
    section = _section([*before, *page], first > 1, False) if number == 1 else None
    return ChatPart(tuple(lines), begin, len(lines), number, count, _channel(found), section)


def _is_logged(listed: Sequence[ListedTurn]) -> bool:
    """Returns whether Watson's own log has a turn of the chat, on whatever page."""
    return any(turn.source in LOGGED for turn in listed)


def _section(turns: Sequence[ListedTurn], is_cut: bool, with_sent: bool) -> Section:
    return Section(turns[0].place if is_cut and turns else "", with_sent, len(turns), _mark(turns))


def _mark(turns: Sequence[ListedTurn]) -> str:
    """Returns a short hash of the names of turns."""
    return hashlib.sha256("\n".join(turn.place for turn in turns).encode()).hexdigest()[:12]


def _channel(turns: Sequence[Turn]) -> str:
    """Returns where the chat took place, as the latest turn that names it says."""
    return next((turn.channel for turn in reversed(turns) if turn.channel), "")
