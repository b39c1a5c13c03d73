"""The activity log of the demo's page: runs of the actions, entries of Twilio's console, events of the timeline.

Rows are only added, in the order in which they became known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any, Literal

from handover.core.call.events import Event, EventKind, frozen_order
from sandbox.demo.words import ENGLISH, Words
from sandbox.host import Activation
from sandbox.twilio import Entry

_MOST = 300


@dataclass(frozen=True)
class Row:
    """One row of the log. A webhook has an `action`, an HTTP `status` and a duration in real milliseconds, `ms`."""

    id: int
    kind: Literal["webhook", "event", "console", "watson", "message"]
    at: datetime
    title: str
    detail: str = ""
    action: str = ""
    status: int = 0
    ms: int = 0
    level: Literal["", "warning", "error"] = ""


def is_only_a_look(activation: Activation) -> bool:
    """Returns whether this run only fetched a page or file of the dashboard, or told the chat's page where the call is,
    without failure or warning."""
    facts = activation.run.facts
    looked = activation.action == "dashboard" and activation.method in ("GET", "HEAD")
    looked = looked or (facts.get("caller") == "page" and facts.get("step") == "call_status")
    return looked and not activation.run.failure and not facts.get("warnings") and int(facts.get("status", 0)) < 500


class ActivityLog:
    """The rows since the chat began. Each method adds rows for something that happened."""

    def __init__(self, words: Words = ENGLISH) -> None:
        self._words = words
        self.rows: list[Row] = []
        self._ids = count()
        self._shown: set[tuple[EventKind, int, datetime]] = set()
        self._problems = 0

    def clear(self) -> None:
        """Removes all rows: a new chat begins."""
        self.rows, self._problems = [], 0
        self._shown.clear()

    def ran(self, activation: Activation) -> None:
        """An action ran."""
        facts = activation.run.facts
        warnings = [str(warning) for warning in facts.get("warnings", [])]
        status = int(facts.get("status", 0))
        outcome = str(facts.get("outcome", "")) or activation.run.failure
        self._add(
            "webhook",
            activation.at,
            ": ".join(self._plain(word) for word in (str(facts.get("step", "")), outcome) if word)
            or self._words.text("activity.ran"),
            " ".join(warnings),
            action=activation.action,
            status=status,
            ms=round(activation.took * 1000),
            level="error" if status >= 500 or activation.run.failure else "warning" if warnings else "",
        )

    def noted(self, entry: Entry) -> None:
        """Twilio's console has a new entry."""
        code = str(entry.code) if entry.code else "sandbox"
        title = self._words.text("activity.console", level=entry.level, code=code)
        self._add("console", entry.at, title, entry.text, level=entry.level)

    def texted(self, owner: str, at: datetime) -> None:
        """A text message arrived on `owner`'s phone."""
        self._add("message", at, self._words.text("activity.message", owner=owner))

    def answered(self, owner: str, at: datetime) -> None:
        """A text message was sent from `owner`'s phone to our number."""
        self._add("message", at, self._words.text("activity.sent", owner=owner))

    def noticed(self, notices: Sequence[str], at: datetime) -> None:
        """A chat begins with a skill in which this is unusual."""
        for notice in notices:
            self._add("watson", at, self._words.text("activity.skill"), notice)

    def troubled(self, problems: Sequence[str], at: datetime) -> None:
        """Watson could not evaluate these expressions so far. Adds rows for the new ones."""
        for problem in problems[self._problems :]:
            self._add("watson", at, self._words.text("activity.skill"), problem, level="warning")
        self._problems = len(problems)

    def kept(self, events: Iterable[Event]) -> None:
        """The timeline has these events now. Adds rows for the new ones."""
        known = sorted(events, key=lambda event: event.at)
        agents = _agents(known)
        for event in known:
            identity = (event.kind, event.attempt, event.at)
            if identity not in self._shown:
                self._shown.add(identity)
                title = _title(event, agents, self._words)
                self._add("event", event.at, title, event.kind)

    def _plain(self, name: str) -> str:
        """Returns words for the name of a step or an outcome."""
        return self._words.text(f"state.{name}") if self._words.has(f"state.{name}") else name.replace("_", " ")

    def _add(self, kind: Any, at: datetime, title: str, detail: str = "", **more: Any) -> None:
        self.rows.append(Row(next(self._ids), kind, at, title, detail, **more))
        del self.rows[:-_MOST]


def _agents(events: Iterable[Event]) -> dict[int, str]:
    """Returns the agents' names by their attempts: those of the frozen order, and those that were chosen after its end."""
    names: dict[int, str] = {}
    for event in events:
        if event.kind in (EventKind.HUNT, EventKind.CHOSEN):
            names |= {n: agent.name for n, agent in enumerate(frozen_order(event.facts), event.attempt or 1)}
    return names


def _title(event: Event, agents: Mapping[int, str], words: Words) -> str:
    agent = agents.get(event.attempt, words.text("activity.agent"))
    reason, status = (str(event.facts.get(name, "")).replace("_", " ") for name in ("reason", "status"))
    return words.text(
        f"event.{event.kind}",
        agent=agent,
        agents=", ".join(named.name for named in frozen_order(event.facts)),
        reason=reason,
        status=status,
    )
