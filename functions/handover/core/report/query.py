"""The search of a report: rows by agent, state, refusal and words, read from the query of a URL.

A value that cannot be right (a state that does not exist) is returned as a mistake and ignored. The other fields still
count.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from handover.core.call.state import State
from handover.core.i18n import catalogue
from handover.core.report.row import Row

#: The value for calls that no agent took. If an agent has this id, the rows of both are shown.
NO_AGENT = "none"

MOST_CHARACTERS = 200


@dataclass(frozen=True)
class Search:
    """`agent` is an id or `none`, `state` and `reason` are words of the contract, `words` are folded. An empty field
    matches any row."""

    agent: str = ""
    state: str = ""
    reason: str = ""
    words: tuple[str, ...] = ()

    def matches(self, row: Row, labels: Callable[[Row], Collection[str]]) -> bool:
        """Returns whether the row matches. `labels` returns the labels that a reader sees besides the row's own texts."""
        if self.agent and row.agent != self.agent and not (self.agent == NO_AGENT and not row.agent):
            return False
        if (self.state and row.state != self.state) or (self.reason and row.refusal != self.reason):
            return False
        if not self.words:
            return True
        text = folded("\n".join((row.name, row.reason, row.agent_name, *labels(row))))
        return all(word in text for word in self.words)


def read_search(query: Mapping[str, str], agents: Collection[str]) -> tuple[Search, frozenset[str]]:
    """Returns the search in `agent`, `state`, `reason` and `q`, and the names of those that are wrong (`q` when it is too
    long). `agents` are the ids of the desk's agents."""
    typed = {name: query.get(name, "").strip() for name in ("agent", "state", "reason", "q")}
    known = {
        "agent": typed["agent"] in (NO_AGENT, *agents),
        "state": typed["state"] in tuple(State),
        "reason": catalogue("en").has(f"reason.{typed['reason']}"),
        "q": len(typed["q"]) <= MOST_CHARACTERS,
    }
    wrong = frozenset(name for name, text in typed.items() if text and not known[name])
    right = {name: "" if name in wrong else text for name, text in typed.items()}
    return Search(right["agent"], right["state"], right["reason"], tuple(folded(right["q"]).split())), wrong


def folded(text: str) -> str:
    """Returns the text without case and accents, so that `muller` finds `Müller` and `STRASSE` finds `Straße`."""
    letters = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()
