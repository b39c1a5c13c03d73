"""The wording of stories and summaries: one language's texts, with the names and dispositions of one desk.

`story.py`, `agents.py` and `summary.py` decide what to say. This module has what they all need to say it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from handover.core.call.events import EventKind
from handover.core.chat.turn import text
from handover.core.desk.config import Desk
from handover.core.i18n import Catalogue, catalogue
from handover.core.report.labels import Labels
from handover.core.story.attempt import Attempt


@dataclass(frozen=True)
class StoryLine:
    """One line of the story. `rank` sorts lines within one second. Lines that follow each other with the same `run` (a
    text's key and an agent's name) become one line that says how often."""

    at: datetime
    sentence: str
    rank: float = 0
    run: tuple[str, str] | None = None


def rank(kind: EventKind) -> int:
    """Returns the place of a kind of event in the usual order of a call."""
    return list(EventKind).index(kind)


@dataclass(frozen=True)
class Wording:
    """`length` formats seconds for the reader: `15 s`, `2 min 05 s`."""

    language: str
    desk: Desk
    length: Callable[[float], str]

    @cached_property
    def texts(self) -> Catalogue:
        return catalogue(self.language)

    @cached_property
    def labels(self) -> Labels:
        return Labels(self.language, self.desk.dispositions)

    def text(self, key: str, **values: object) -> str:
        """Returns a text of the catalogue with its values filled in."""
        return self.texts.text(key, **values)

    def agent_name(self, attempt: Attempt) -> str:
        """Returns the name of the agent of an attempt, or `Agent` and a number if the order of agents is not on record."""
        return attempt.name or self.text("story.agent", number=attempt.number)

    def author(self, facts: Mapping[str, Any]) -> str:
        """Returns the name of the agent who did something on the page, as it was then: they may have left the desk since."""
        agent_id = text(facts.get("agent"))
        known = self.desk.agent(agent_id)
        return text(facts.get("name")) or (known.name if known else agent_id) or self.text("story.somebody")
