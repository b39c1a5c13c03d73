"""Judges what the bot made of one sentence: what must never be, and the outcome that a sentence names.

Outcomes, by name: `plate_number`, `place`, `name`, `hail`: the value that is stored. `reads`: the number that is read.
`calls`: whether the chat's own phone rings. `cancelled`: no call any more. `leads_out`: nothing more is asked for a call.
`asks_number`, `asks_consent`: what is asked next. `intent`: what was recognised.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from handover.core.call.state import State
from tests.sandbox.watson.corpus.sentences import Sentence
from tests.sandbox.watson.corpus.states import Chat
from tests.sandbox.watson.small_skills import texts

_SLOTS = ("plate_number", "place", "name", "happened", "hail")
#: What a sentence of these kinds is never stored as.
_NEVER: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("refusal", "question", "person", "change", "small", "unsure", "yes", "rude", "injection"),
                    ("plate_number", "place", "name", "happened")),
    "number": ("plate_number", "place", "name"),
    "story": ("plate_number", "name"),
    "note": ("plate_number", "name"),
}  # fmt: skip
_FOR_A_CALL = ("number", "which", "extension", "name", "consent", "time")
_LONGEST = {"plate_number": 20, "place": 80, "name": 60}


@dataclass(frozen=True)
class Moment:
    """What is known at one moment: the dialog's variables, and the numbers of all calls to customers so far, and
    the chat's booked calls."""

    variables: Mapping[str, Any]
    rung: tuple[str, ...]
    booked: tuple[str, ...]

    @classmethod
    def of(cls, chat: Chat) -> Moment:
        handovers = chat.chats.world.handovers(chat.talk.session_id)
        booked = tuple(f"{one.id} {one.booking.at}" for one in handovers if one.booking and not one.booking.over)
        return cls(chat.talk.context, tuple(chat.chats.rung()), booked)

    @property
    def asking(self) -> str:
        """Returns the word of the open question, or ""."""
        return str(self.variables.get("asking") or "")

    def stored(self, slot: str) -> str:
        """Returns what is stored in a slot; "" if nothing, or if it was left open."""
        return str(self.variables.get(slot) or "")


def faults(chat: Chat, sentence: Sentence) -> list[str]:
    """Sends a sentence to a chat. Returns the faults of the answer and of what is then stored, in words."""
    before, seen = Moment.of(chat), len(chat.chats.failures)
    items = chat.talk.say(sentence.say)
    after = Moment.of(chat)
    expected = sentence.at.get(chat.state, {})
    found = [
        *_silence(items),
        *_calls(before, after, chat, bool(expected.get("calls"))),
        *_bookings(before, after, sentence),
        *_nonsense(before, after, sentence, expected),
        *(f"expression: {problem}" for problem in chat.talk.problems),
        *(f"a function failed: {failure}" for failure in chat.chats.failures[seen:]),
        *_missed(expected, after, chat, sentence),
    ]
    return [f"{fault}\n      the bot: {' | '.join(texts(items))}" for fault in found]


def _silence(items: list[dict[str, Any]]) -> Iterator[str]:
    if not any(text.strip() for text in texts(items)):
        yield "no answer"


def _calls(before: Moment, after: Moment, chat: Chat, expected: bool) -> Iterator[str]:
    rung = after.rung[len(before.rung) :]
    own = (chat.number.replace(" ", ""),)
    if rung != (own if expected else ()):
        yield f"phones rang: {', '.join(rung) or 'none'}"


def _bookings(before: Moment, after: Moment, sentence: Sentence) -> Iterator[str]:
    """Nothing but a yes books or moves a call."""
    made = sorted(set(after.booked) - set(before.booked))
    if made and sentence.kind != "yes":
        yield f"booked: {', '.join(made)}"


def _nonsense(before: Moment, after: Moment, sentence: Sentence, expected: Mapping[str, Any]) -> Iterator[str]:
    for slot in _SLOTS:
        value = after.stored(slot)
        if not value or value == before.stored(slot) or slot in expected:
            continue
        never = slot in _NEVER.get(sentence.kind, ())
        # "In Ulm" within a sentence may be noted at any time; the sentence itself is no place.
        part = slot == "place" and len(value) < len(sentence.say) / 2
        whole = slot == "place" and sentence.kind == "story" and value == sentence.say
        if (never and not part) or whole or len(value) > _LONGEST.get(slot, 2048) or not _fits(slot, value):
            yield f"stored as {slot}: {value}"


def _fits(slot: str, value: str) -> bool:
    letter, digit = any(map(str.isalpha, value)), any(map(str.isdigit, value))
    if slot == "plate_number":
        return letter and digit
    if slot == "name":
        return letter and not digit and not set(value) & set("<>{}$@#?!")
    return letter or slot not in ("place", "happened")


def _missed(expected: Mapping[str, Any], after: Moment, chat: Chat, sentence: Sentence) -> Iterator[str]:
    understood = chat.chats.world.assistant.skill.intents.match(sentence.say)
    holds: Mapping[str, Callable[[Any], bool]] = {
        **{slot: partial(_same_words, after.stored(slot)) for slot in _SLOTS},
        "reads": lambda number: after.stored("phone_number") == number,
        "calls": lambda _: True,
        "cancelled": lambda _: _cancelled(after, chat),
        "leads_out": lambda _: after.asking not in _FOR_A_CALL,
        "asks_number": lambda _: after.asking in ("number", "which"),
        "asks_consent": lambda _: after.asking == "consent",
        "intent": lambda name: [intent.intent for intent in understood][:1] == [name],
    }
    for outcome, value in expected.items():
        if not holds[outcome](value):
            stored = {slot: after.stored(slot) for slot in _SLOTS if after.stored(slot)}
            yield f"missed {outcome} = {value} (asks: {after.asking or 'nothing'}; stored: {stored})"


def _same_words(stored: str, expected: str) -> bool:
    return stored.casefold() == expected.casefold()


def _cancelled(after: Moment, chat: Chat) -> bool:
    if chat.state == "consent":
        return after.asking not in _FOR_A_CALL
    return chat.chats.world.handover(chat.talk.session_id).state is State.CANCELED
