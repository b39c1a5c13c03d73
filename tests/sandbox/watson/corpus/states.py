"""The states of the dialog in which every sentence is said, and how a customer gets there.

A world serves many chats, one after the other, each with a phone number of its own, so that no chat's call stands in the way
of another's.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from types import SimpleNamespace
from typing import Any, cast

from sandbox.host import Activation
from sandbox.twilio import Answers, Busy, HangUp, LetsRing, Plan, Press
from sandbox.watson import Conversation
from sandbox.world import DESK, ROOT, Parts, World
from tests.fakes.worlds import in_memory

SKILLS = {"en": ROOT / "skill-claim.json", "de": ROOT / "skill-claim.de.json"}
#: What is said on the way to a state.
LINES = {
    "en": {
        "claim": "report damage",
        "happened": "dents everywhere",
        "hail": "yes",
        "plate": "KA-XY 99",
        "place": "Stuttgart",
        "call": "please call me",
        "name": "Mira",
        "consent": "Yes, call me",
        "later": "another time please",
        "then": "tomorrow at 10:15",
        "agreed": "Yes, call me then",
        "change": "please change the time of the call",
        "moved": "tomorrow at 11:15",
        "status": "where is my call",
    },
    "de": {
        "claim": "Schaden melden",
        "happened": "alles voller Dellen",
        "hail": "ja",
        "plate": "KA-XY 99",
        "place": "Stuttgart",
        "call": "Rufen Sie mich an",
        "name": "Mira",
        "consent": "ja",
        "later": "eine andere Zeit bitte",
        "then": "morgen um 10:15 Uhr",
        "agreed": "Ja, dann anrufen",
        "change": "Bitte ändern Sie die Zeit des Anrufs",
        "moved": "morgen um 11:15 Uhr",
        "status": "wo bleibt mein Anruf",
    },
}
_CLAIM = ("claim", "happened", "hail", "plate", "place")
_CALL = ("call", "number", "name", "consent")
_THEN = ("call", "then", "number", "name")
_BOOKED = (*_THEN, "agreed")
#: By state: the keys of the lines before it. "number" is the chat's own phone number.
WAYS: dict[str, tuple[str, ...]] = {
    "fresh": (),
    "happened": _CLAIM[:1],
    "hail": _CLAIM[:2],
    "plate": _CLAIM[:3],
    "place": _CLAIM[:4],
    "offer": _CLAIM,
    "number": _CALL[:1],
    "name": _CALL[:2],
    "consent": _CALL[:3],
    "time": ("later",),
    "then": _THEN,
    "booked": _BOOKED,
    "new_time": (*_BOOKED, "change"),
    "move": (*_BOOKED, "moved"),
    "ringing": _CALL,
    "talking": _CALL,
    "ended": _CALL,
    "rating": (*_CALL, "status"),
    "again": (*_CALL, "status"),
}
#: The states in which a question is open.
QUESTIONS = tuple(state for state in WAYS if state not in ("ringing", "talking", "ended", "fresh", "booked"))
#: The word of the open question where it is not the state's.
_ASKED = {"then": "consent"}

TALKS: Plan = Answers(after=2, then=(Press("1", when_asked=True), HangUp(when_bridged=True, after=30)))
_TAKES_IT: Plan = Answers(after=2, then=(Press("1", when_asked=True),))
_PLANS: dict[str, Plan] = {"talking": TALKS, "ended": TALKS, "rating": TALKS, "again": Busy()}


@dataclass
class Chats:
    """The chats of one world. `failures`: the functions' runs that failed, or answered with a status of 500 and above."""

    world: World
    language: str
    failures: list[str] = field(default_factory=list)
    _opened: int = 0
    _reached: dict[str, Chat] = field(default_factory=dict)
    _calls: dict[str, str] = field(default_factory=dict)

    def open(self, state: str) -> Chat:
        """Returns a chat in that state: another course of the chat that was there first, unless its call has changed."""
        first = self._reached.get(state)
        if first is None or self._call_of(first) != self._calls[state]:
            self.finish()
            first = self._reached[state] = self._go(state)
            self._calls[state] = self._call_of(first)
        return replace(first, talk=first.talk.fork())

    def _call_of(self, chat: Chat) -> str:
        found = self.world.handovers(chat.talk.session_id)
        return f"{found[-1].id} {found[-1].state}" if found else ""

    def _go(self, state: str) -> Chat:
        self._opened += 1
        number = f"+49 30 2313{self._opened:04}"
        phone = self.world.phone(number.replace(" ", ""))
        phone.plan = _PLANS.get(state, LetsRing())
        chat = Chat(self, self.world.chat(), state, number)
        for key in WAYS[state]:
            chat.talk.say(LINES[self.language].get(key) or number)
            if key == "consent":
                self._let_it_ring(chat)
        asking = chat.talk.context.get("asking")
        assert asking == (_ASKED.get(state, state) if state in QUESTIONS else None), (
            f"{state} was not reached: {chat.talk.history[-1]}"
        )
        return chat

    def _let_it_ring(self, chat: Chat) -> None:
        agenda = self.world.agenda
        agenda.advance(1)
        if chat.state == "talking":
            agenda.run_until(lambda: any(leg.bridged for leg in self.world.network.calls if not leg.over), at_most=60)
        if chat.state in ("ended", "rating", "again"):
            self.finish()

    def finish(self) -> None:
        """Lets all calls end, and all callbacks arrive."""
        self.world.agenda.run_until(lambda: all(call.over for call in self.world.network.calls), at_most=3600)
        self.world.agenda.advance(5)

    def rung(self) -> list[str]:
        """Returns the numbers that customers were called on."""
        return [call.to for call in self.world.network.calls if call.direction == "outbound-api"]


@dataclass
class Chat:
    """A customer's chat, in a state. `number`: the customer's own, as read back."""

    chats: Chats
    talk: Conversation
    state: str
    number: str


@contextmanager
def chats(language: str) -> Iterator[Chats]:
    """A world with a desk of that language and no limits that chats could meet together."""
    failures: list[str] = []
    desk = {
        **DESK,
        "language": language,
        "retries": {"after_minutes": []},
        "limits": {"calls_per_day": 900, "calls_per_number_per_hour": 10, "calls_per_number_per_day": 50},
    }

    def watch(activation: Activation) -> None:
        run = activation.run
        if run.failure or int(run.facts.get("status") or 0) >= 500:
            failures.append(f"{activation.action}: {run.failure or run.facts}")

    parts = in_memory(Parts(skill=SKILLS[language], desk=desk, timer=False, watch=watch))
    with World(parts=parts) as world:
        for phone in world.agents:
            phone.plan = _TAKES_IT
        skill = world.assistant.skill
        # The same sentences come in every state, and are recognised once.
        intents = SimpleNamespace(match=cache(skill.intents.match))
        entities = SimpleNamespace(find=cache(skill.entities.find))
        world.assistant.skill = replace(skill, intents=cast(Any, intents), entities=cast(Any, entities))
        yield Chats(world, language, failures)
