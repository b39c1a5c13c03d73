"""The names of what is kept of chats: turns, the words that a search finds, requests of Watson's logs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from handover.services.storage.keys import LOGS, TURNS, minute

_TURN = re.compile(r"[0-9]{13}-([0-9]{6})-([a-z2-7]{24})(?:\.([a-z_]+))?")


def turns(session: str) -> str:
    """Returns the prefix of a session's turns, by the session's hash."""
    return f"{TURNS}{session}/"


@dataclass(frozen=True)
class TurnName:
    """What a turn's name says: its `place`, which sorts like its time, the hash of its log id, its `count` (0: not known)
    and its source (`""`: the log webhook). `exact` is False for a name of version 0.2, which was the hash alone: then the
    place is the time at which the turn was stored."""

    place: str
    log: str
    exact: bool
    count: int = 0
    source: str = ""


def turn_in(key: str, stored_at: datetime) -> TurnName:
    """Returns what the name of a turn says."""
    name = key.rpartition("/")[2]
    found = _TURN.fullmatch(name)
    if found:
        return TurnName(name, found[2], exact=True, count=int(found[1]), source=found[3] or "")
    return TurnName(f"{round(stored_at.timestamp() * 1000):013d}-{name}", name, exact=False)


def chat_words(day: str) -> str:
    """Returns the prefix of the packs with the words of the chats of that day's handovers."""
    return f"v1/said/{day}/"


def logs_minute(at: datetime) -> str:
    return f"{LOGS}{minute(at)}"
