"""What a row keeps so that a search finds it: the plain words of the details and of the agents' notes.

Nobody reads these words in a list. They are plain (plain_words.py) and bounded, the customer's own number and all secrets
are hidden in them, and they are gone when the row is: with the handover. The words of the chat are kept apart, because a
chat is kept for a shorter time (chat_words.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from handover.core.call.call_request import CallRequest
from handover.core.call.events import Event, EventKind
from handover.core.call.state import Handover
from handover.core.privacy.mask import Mask, Numbers
from handover.core.report.plain_words import FIELD, plain
from handover.core.report.readable import text_of

#: Characters of a row's words: as long as the longest notes.
MOST_CHARACTERS = 4000

_REQUESTS = (EventKind.BOOKED, EventKind.REQUESTED, EventKind.REFUSED)


def mask_of(handover: Handover) -> Mask:
    """Returns the mask of words that are searched: as on the handover's page, so that what can be read there is found."""
    return Mask(handover.contact_number, Numbers.OWN if handover.phone else Numbers.ANY)


def words_of(handover: Handover, events: Sequence[Event]) -> str:
    """Returns the words of the handover's details and notes, from its events as they are stored."""
    mask = mask_of(handover)
    notes = [mask.text(text_of(facts.get("notes"))) for facts in _facts(events, EventKind.WRAPPED)]
    details = [
        mask.value(name, value)
        for facts in _facts(events, *_REQUESTS)
        for name, value in CallRequest.from_record({"details": _details(facts)}).details.items()
    ]
    return bounded(map(plain, [*details, *reversed(notes)]), MOST_CHARACTERS)


def bounded(texts: Iterable[str], most: int) -> str:
    """Returns plain texts as one, each of them once, in `most` characters: the last one may be cut at the end of a word."""
    kept: dict[str, None] = {}
    room = most
    for text in texts:
        if not text or text in kept:
            continue
        if len(text) + 1 > room:
            cut = text[: max(0, room - 1)].rpartition(" ")[0]
            kept.update({cut: None} if cut else {})
            break
        kept[text] = None
        room -= len(text) + 1
    return FIELD.join(kept)


def _facts(events: Sequence[Event], *kinds: EventKind) -> list[Mapping[str, Any]]:
    return [event.facts for event in events if event.kind in kinds and isinstance(event.facts, Mapping)]


def _details(facts: Mapping[str, Any]) -> Any:
    request = facts.get("wish")
    return request.get("details") if isinstance(request, Mapping) else None
