"""Who tells what happened: in one language, with the names and dispositions of one desk; and one line of what is told.

What is told is in `story.py`, its neighbours and `headline.py`; this is what all of them need to say it, and no more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from handover.core.call.events import EventKind
from handover.core.desk.config import Desk
from handover.core.i18n import Catalogue, catalogue
from handover.core.report.labels import Labels
from handover.core.story.attempt import Attempt


@dataclass(frozen=True)
class StoryLine:
    """One line of the story. `rank` orders what happened within one second, in the order of life; lines that follow each
    other with the same `run` (a text's key and an agent's name) are told as one that says how often."""

    at: datetime
    sentence: str
    rank: float = 0
    run: tuple[str, str] | None = None


def rank(kind: EventKind) -> int:
    """Where an event stands in the order of life."""
    return list(EventKind).index(kind)


@dataclass(frozen=True)
class Wording:
    """`length` writes seconds as the reader is used to: `15 s`, `2 min 05 s`."""

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
        """A text of the bundle's."""
        return self.texts.text(key, **values)

    def agent_name(self, attempt: Attempt) -> str:
        """The name of an agent who was rung; a number when the order of agents is not on record."""
        return attempt.name or self.text("story.agent", number=attempt.number)

    def author(self, facts: Mapping[str, Any]) -> str:
        """The name of who did something on the page, as it was then: they may have left the desk since."""
        agent_id = str(facts.get("agent", ""))
        known = self.desk.agent(agent_id)
        return str(facts.get("name") or (known.name if known else agent_id) or self.text("story.somebody"))
