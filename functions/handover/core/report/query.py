"""The search of a report: rows by agent, state, refusal and words, read from the query of a URL.

What is typed is words, whatever signs are in it: it is compared and never run, so no search is slow. A value that cannot be
right (a state that does not exist) is returned as a mistake and ignored. The other fields still count.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from handover.core.call.state import State
from handover.core.i18n import catalogue
from handover.core.report.plain_words import FIELD, holds, is_code, plain
from handover.core.report.row import Row

#: The value for calls that no agent took. If an agent has this id, the rows of both are shown.
NO_AGENT = "none"

MOST_CHARACTERS = 200

#: Signs with a meaning in other searches: patterns, and quotes around a phrase. Here they have none, and the page says so.
_PATTERN = frozenset('*?[](){}|\\^$+%"„“”«»')

#: The fewest digits that are looked for at the end of numbers: a row has the last two anyway.
_FEWEST_DIGITS = 3


@dataclass(frozen=True)
class Search:
    """`agent` is an id or `none`, `state` and `reason` are words of the contract, `words` are plain (plain_words.py). An
    empty field matches any row. `ends` are the keyed hashes of the typed digits, as rows have them of their number."""

    agent: str = ""
    state: str = ""
    reason: str = ""
    words: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()

    @property
    def digits(self) -> tuple[str, ...]:
        """What the typed words may be the last digits of: a number, with or without the zeros that begin it. Nothing if
        they are no number."""
        typed = "".join(self.words).replace(" ", "")
        if not (typed.isascii() and typed.isdecimal() and len(typed) >= _FEWEST_DIGITS):
            return ()
        return tuple(dict.fromkeys((typed, typed.lstrip("0") or typed)))

    def allows(self, row: Row) -> bool:
        """Returns whether the row matches but for the words."""
        if self.agent and row.agent != self.agent and not (self.agent == NO_AGENT and not row.agent):
            return False
        return not (self.state and row.state != self.state) and not (self.reason and row.refusal != self.reason)

    def matches(self, row: Row, labels: Callable[[Row], Collection[str]], chat: str = "") -> bool:
        """Returns whether the row matches. `labels` returns the labels that a reader sees besides the row's own texts,
        `chat` are the plain words of its chat."""
        if not self.allows(row):
            return False
        if not self.words:
            return True
        if self.ends and not set(self.ends).isdisjoint(row.ends.split()):
            return True
        seen = (row.name, row.reason, row.agent_name, row.last2, *labels(row))
        text = FIELD.join((*map(plain, seen), row.words, chat))
        code = "".join(self.words).replace(" ", "")
        return (is_code(code) and holds(text, code)) or all(holds(text, word) for word in self.words)


def read_search(query: Mapping[str, str], agents: Collection[str]) -> tuple[Search, frozenset[str]]:
    """Returns the search in `agent`, `state`, `reason` and `q`, and the names of those that are wrong (`q` when it is too
    long, or has no letter and no digit). `agents` are the ids of the desk's agents."""
    typed = {name: query.get(name, "").strip() for name in ("agent", "state", "reason", "q")}
    words = _words(typed["q"]) if is_short(typed["q"]) else ()
    known = {
        "agent": typed["agent"] in (NO_AGENT, *agents),
        "state": typed["state"] in tuple(State),
        "reason": catalogue("en").has(f"reason.{typed['reason']}"),
        "q": bool(words),
    }
    wrong = frozenset(name for name, text in typed.items() if text and not known[name])
    right = {name: "" if name in wrong else text for name, text in typed.items()}
    return Search(right["agent"], right["state"], right["reason"], words), wrong


def is_short(typed: str) -> bool:
    """Returns whether so much text is searched for."""
    return len(typed) <= MOST_CHARACTERS


def has_pattern(typed: str) -> bool:
    """Returns whether the text has signs that are a pattern's elsewhere."""
    return not _PATTERN.isdisjoint(typed)


def _words(typed: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in map(plain, typed.split()) if word))
