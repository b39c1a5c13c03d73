"""What the simulation assumes, each with its source. The page prints all of it in one table.

Times are in seconds. Prompts last as long as in the sandbox: their text, at its 15 characters a second.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any

from handover.core.call.brief import KEY_TIMEOUT
from handover.core.desk.call_back import CallBack
from handover.core.desk.limits import Limits
from handover.core.desk.waiting import Waiting
from handover.core.i18n import catalogue
from operate import actions
from sandbox.twilio.captions import speaking_time

_DESK, _REASON, _BRIEF = "Example Insurance", "a dent in the door", "B-XY 123. Berlin. A dent in the door, nobody hurt."
_OURS = "our assumption"
_TEXTS = "the prompt's text, at the sandbox's 15 characters a second"
_NETWORK = "the sandbox's phone network (sandbox/twilio/leg.py)"
_BROWN = "Brown et al., Statistical Analysis of a Telephone Call Center, JASA 100 (2005)"


def _said(key: str, **values: object) -> float:
    return round(speaking_time(catalogue("en").text(key, **values)), 1)


def _assumed(value: Any, what: str, source: str) -> Any:
    return field(default=value, metadata={"what": what, "source": source})


@dataclass(frozen=True)
class Assumptions:
    """`hours`: the day's calls, as a share for each hour from `opens` on."""

    opens: int = _assumed(8, "the desk opens at this hour", "desk.example.json")
    hours: tuple[float, ...] = _assumed(
        (0.07, 0.10, 0.115, 0.11, 0.085, 0.08, 0.095, 0.095, 0.085, 0.07, 0.055, 0.04),
        "share of the day's handovers in each hour: a peak before noon, a second one in the afternoon, few in the evening",
        _OURS + "; that arrivals are Poisson with a rate that changes over the day: " + _BROWN,
    )
    chats: float = _assumed(4, "chats for each one that asks for a call; the log webhook sends the turns of all", _OURS)
    turns: int = _assumed(12, "turns of a chat", "the chat that Handover's own budgets count")
    turn_gap: float = _assumed(20.0, "seconds from turn to turn", _OURS)
    reached: float = _assumed(0.92, "share of customers who pick up and press a key", _OURS + ": they have just asked")
    unanswered: float = _assumed(0.04, "share whose phone is not answered", _OURS)
    engaged: float = _assumed(0.01, "share whose line is busy; for the rest a mailbox answers", _OURS)
    picks_up: float = _assumed(8.0, "mean seconds until the customer picks up, 3 at least", _OURS)
    patient: float = _assumed(
        30.0, "seconds after the key in which no customer hangs up", _OURS + ": they hear the phone ring"
    )
    patience: float = _assumed(
        120.0, "mean seconds until they hang up after that, if nobody talks to them (exponential)", _OURS
    )
    talk: float = _assumed(240.0, "mean seconds of a conversation", _OURS)
    talk_spread: float = _assumed(
        0.8, "standard deviation of its logarithm", "lognormal: " + _BROWN + "; the value is ours"
    )
    wrap_up: float = _assumed(60.0, "seconds of an agent's wrap-up, in which they would let the phone ring", _OURS)
    agent_picks_up: float = _assumed(5.0, "seconds until an agent who is free picks up", _OURS)
    agent_misses: float = _assumed(0.03, "share of calls that an agent who is free does not pick up", _OURS)
    ring_customer: float = _assumed(
        float(Limits.ring_customer_seconds + 5), "a phone rings", "desk.json's default, and 5 s that Twilio adds"
    )
    ring_agent: float = _assumed(float(Limits.ring_agent_seconds), "an agent's phone rings", "desk.json's default")
    set_up: float = _assumed(1.0, "from dialling to the first ring", _NETWORK)
    busy_signal: float = _assumed(1.0, "from there to the busy signal of a phone in use", _NETWORK)
    greeting: float = _assumed(_said("call.greet", desk=_DESK), "the greeting; a key is pressed after it", _TEXTS)
    greeting_again: float = _assumed(
        _said("call.greet_again"), "the greeting's second part, if no key is pressed", _TEXTS
    )
    key_wait: float = _assumed(6.0, "wait for a key after each part", "functions/handover/core/call/twiml.py")
    no_key_words: float = _assumed(8.0, "the goodbye if no key is pressed", _TEXTS + ", rounded")
    connecting: float = _assumed(_said("call.connecting"), "words before the first agent is rung", _TEXTS)
    next_agent: float = _assumed(_said("call.next_agent"), "words before each further agent is rung", _TEXTS)
    unanswered_words: float = _assumed(_said("call.unanswered"), "the apology if no agent takes the call", _TEXTS)
    budget: float = _assumed(
        float(Waiting.patience_seconds), "for how long agents are tried after the key, in line", "desk.json's default"
    )
    calls_back: float = _assumed(
        0.2, "share of those in line, or whom nobody took, who ask by a key to be called back", _OURS
    )
    call_back: float = _assumed(60.0 * CallBack.minutes, "until they are called back", "desk.json's default")
    first_words: float = _assumed(
        round(_said("waiting.first") + _said("waiting.keys"), 1), "words when the line begins, before the tone", _TEXTS
    )
    still_words: float = _assumed(
        round(_said("waiting.still") + _said("waiting.keys"), 1), "words in line about every half minute", _TEXTS
    )
    free_words: float = _assumed(_said("waiting.free"), "words in line before an agent is rung", _TEXTS)
    called_back_words: float = _assumed(
        _said("voicemail.called_back", when="today at 10:00"), "words after the key for a call back", _TEXTS
    )
    nobody_left_words: float = _assumed(
        round(_said("voicemail.nobody_left") + 2 * _said("voicemail.ask_call_back") + 10, 1),
        "the apology when the patience is over, and twice the question, with 5 s for a key each",
        _TEXTS,
    )
    whisper: float = _assumed(
        _said("call.whisper", desk=_DESK, reason=_REASON) + 1,
        "the whisper to the agent, and the key a second later",
        _TEXTS,
    )
    brief: float = _assumed(
        _said("call.accepted", brief=_BRIEF) + KEY_TIMEOUT,
        "the brief, and a second for a key, before the two are connected",
        _TEXTS,
    )
    warm: float = _assumed(0.15, "a run in a warm container", _OURS + "; docs/benchmarks.md has what was measured")
    cold: float = _assumed(1.5, "a run in a new container", _OURS + " at a quarter of a CPU; docs/benchmarks.md")
    idle: float = _assumed(
        float(actions.DEFAULT.warm), "a container stays when it is idle", "operate/actions.py (--scale-down-delay)"
    )
    viewers: float = _assumed(0.1, 'page "Now" in view, for each agent on duty (one at least)', _OURS)
    mobile: float = _assumed(
        0.7, "share of customers who are called on a mobile phone; agents have mobile phones", _OURS
    )
    days: int = _assumed(30, "days of a month, all alike", _OURS)

    @property
    def waiting_words(self) -> dict[str, float]:
        """The seconds of the words in line, by their text."""
        return {"waiting.first": self.first_words, "waiting.still": self.still_words, "": 0.0}

    @property
    def handling(self) -> float:
        """The seconds that an agent is taken up by one call: it rings, whisper, brief, talk, wrap-up."""
        return self.agent_picks_up + self.whisper + self.brief + self.talk + self.wrap_up

    def rows(self) -> Iterator[tuple[str, str, str]]:
        """Yields what is assumed, the value, and its source."""
        for each in fields(self):
            value = getattr(self, each.name)
            shown = " ".join(f"{share:.1%}" for share in value) if isinstance(value, tuple) else f"{value:g}"
            yield each.metadata["what"], shown, each.metadata["source"]
