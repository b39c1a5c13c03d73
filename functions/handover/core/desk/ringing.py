"""The section `ringing` of desk.json: in which order agents are rung, and who of them is left out for a while."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Strategy(StrEnum):
    """In which order agents are rung (core/call/rotation.py)."""

    ORDER = "order"
    LONGEST_IDLE = "longest_idle"
    BY_LANGUAGE_AND_SKILL = "by_language_and_skill"
    ALL_AT_ONCE = "all_at_once"


@dataclass(frozen=True)
class Ringing:
    """`strategy` is a word of Strategy. An agent is not rung for `wrap_up_seconds` after a conversation, unless they save
    the wrap-up before (0: rung at once), and is set away after `away_after_misses` missed calls in a row (0: never)."""

    strategy: str = Strategy.ORDER
    wrap_up_seconds: int = 60
    away_after_misses: int = 2
