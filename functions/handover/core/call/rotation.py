"""In which order the agents on duty are rung: the strategies of desk.json.

A strategy only sorts: nobody is left out, and agents who are alike stay in the order of desk.json. What it sorts by may be
missing or old. Then the order is less fair, and nothing else is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from handover.core.desk.model import Agent
from handover.core.desk.ringing import Strategy


@dataclass(frozen=True)
class Wanted:
    """What a strategy sorts by: the chat's language (BCP 47), the customer's reason, and when agents last ended a
    conversation, by their ids, as far as that is known."""

    language: str = ""
    reason: str = ""
    last_talked: Mapping[str, datetime] = field(default_factory=dict)


def in_order(agents: Sequence[Agent], strategy: str, wanted: Wanted) -> list[Agent]:
    """Returns the agents in the order in which they are rung."""
    return sorted(agents, key=_key(strategy, wanted))


def _key(strategy: str, wanted: Wanted) -> Callable[[Agent], Any]:
    if strategy == Strategy.LONGEST_IDLE:
        return lambda agent: wanted.last_talked.get(agent.id, _NEVER)
    if strategy == Strategy.BY_LANGUAGE_AND_SKILL:
        reason = _words(wanted.reason)
        return lambda agent: (not _speaks(agent, wanted.language), not _knows(agent, reason))
    return lambda _: 0


def _speaks(agent: Agent, language: str) -> bool:
    spoken = agent.languages or (agent.language,)
    return _first_part(language) in {_first_part(tag) for tag in spoken}


def _knows(agent: Agent, reason: str) -> bool:
    return any(words and f" {words} " in f" {reason} " for words in map(_words, agent.skills))


def _words(text: str) -> str:
    """Returns a text as words with one space between them, without capital letters."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def _first_part(tag: str) -> str:
    return tag.partition("-")[0].lower()


_NEVER = datetime.min.replace(tzinfo=UTC)
