"""See one handover with all that is known of it, and note who saw it before they do.

What is noted are facts of the timeline like any other: who looks at a customer's words can be asked about it later. They
are kept beside the events, because no state depends on them.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal

from handover.core.access.viewer import Visitor
from handover.core.call.events import Event, Report
from handover.core.call.state import Handover, fold
from handover.core.chat.transcript import Line, merged
from handover.core.privacy import without_number
from handover.services.storage import keys
from handover.usecases.context import Tools


@dataclass(frozen=True)
class Seen:
    """A handover with its events, its legs' reports and the whole chat; `channel` is where that was held."""

    handover: Handover
    events: tuple[Event, ...]
    legs: tuple[Report, ...]
    chat: tuple[Line, ...]
    channel: str = ""


def without_numbers(seen: Seen) -> Seen:
    """The same with the customer's number masked in whatever they and the bot wrote: whoever wants to see it has to ask,
    and that is noted."""
    wish = seen.handover.wish
    hide = partial(without_number, number=seen.handover.phone or wish.phone_number)
    wish = replace(
        wish,
        name=hide(wish.name),
        reason=hide(wish.reason),
        user_id=hide(wish.user_id),
        details={hide(name): hide(value) for name, value in wish.details.items()},
        consent={name: hide(text) for name, text in wish.consent.items()},
    )
    chat = tuple(replace(line, text=hide(line.text)) for line in seen.chat)
    return replace(seen, handover=replace(seen.handover, wish=wish), chat=chat, channel=hide(seen.channel))


def see_handover(tools: Tools, hid: str) -> Seen | None:
    """The handover as it stands now; None when there is none (any more). Raises StorageError.

    Three listings side by side, and one read for each object that this container has not read before.
    """
    prefixes = (keys.events(hid), keys.legs(hid), keys.turns(keys.session_of(hid)))
    bucket, timelines = tools.storage.bucket, tools.storage.timelines
    listed = bucket.together(*[partial(bucket.listing, prefix) for prefix in prefixes])
    of_events, of_legs, of_turns = ([entry.key for entry in entries] for entries in listed)
    events, legs, turns = timelines.read(of_events), timelines.read_legs(of_legs), tools.storage.turns.read(of_turns)
    handover = fold(hid, events, tools.now())
    if handover is None:
        return None
    channels = [turn.channel for turn in turns if turn.channel]
    chat = merged(turns, handover.wish.transcript)
    channel = handover.wish.channel or (channels[-1] if channels else "")
    return Seen(handover, tuple(events), tuple(legs), tuple(chat), channel)


def note_look(tools: Tools, seen: Seen, visitor: Visitor, what: Literal["view", "reveal"]) -> Seen:
    """Note that this visitor is about to see the page, or the whole number; what is seen, with that noted. Raises
    StorageError: then it is not on record."""
    now, attempt = tools.now(), visitor.attempt
    fact = f"{what}-{secrets.token_hex(6)}"
    by: dict[str, Any] = {
        "agent": visitor.agent.id,
        "name": visitor.agent.name,
        "by": "seat" if visitor.seated else "link",
    }
    tools.storage.timelines.add_leg(seen.handover.id, attempt, fact, now, by)
    return replace(seen, legs=(*seen.legs, Report(fact, now, attempt, by)))
