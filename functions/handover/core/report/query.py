"""Which rows are wanted: by agent, state, refusal and words, read from an address.

What a field holds that nobody can mean (a state there is none of) is named and left out; the other fields still count.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from handover.core.call.state import State
from handover.core.i18n import catalogue
from handover.core.report.row import Row

#: The agent of a row that none took. An agent may be called so too; both are shown then.
NO_AGENT = "none"

MOST_CHARACTERS = 200


@dataclass(frozen=True)
class Search:
    """`agent` is an id or `none`, `state` a state's word, `reason` the word of a refusal, `words` folded; empty for any."""

    agent: str = ""
    state: str = ""
    reason: str = ""
    words: tuple[str, ...] = ()

    def finds(self, row: Row, labels: Callable[[Row], Collection[str]]) -> bool:
        """Whether the row is wanted. `labels` tells the words that a reader sees beside the row's own."""
        if self.agent and row.agent != self.agent and not (self.agent == NO_AGENT and not row.agent):
            return False
        if (self.state and row.state != self.state) or (self.reason and row.refusal != self.reason):
            return False
        if not self.words:
            return True
        text = folded("\n".join((row.name, row.reason, row.agent_name, *labels(row))))
        return all(word in text for word in self.words)


def read_search(query: Mapping[str, str], agents: Collection[str]) -> tuple[Search, frozenset[str]]:
    """What `agent`, `state`, `reason` and `q` ask for, and which of them cannot be meant (`q` when it is too long).
    `agents` are the ids there are."""
    asked = {name: query.get(name, "").strip() for name in ("agent", "state", "reason", "q")}
    known = {
        "agent": asked["agent"] in (NO_AGENT, *agents),
        "state": asked["state"] in tuple(State),
        "reason": catalogue("en").has(f"reason.{asked['reason']}"),
        "q": len(asked["q"]) <= MOST_CHARACTERS,
    }
    wrong = frozenset(name for name, text in asked.items() if text and not known[name])
    right = {name: "" if name in wrong else text for name, text in asked.items()}
    return Search(right["agent"], right["state"], right["reason"], tuple(folded(right["q"]).split())), wrong


def folded(text: str) -> str:
    """The text without case and accents, so that `muller` finds `Müller` and `STRASSE` finds `Straße`."""
    letters = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()
