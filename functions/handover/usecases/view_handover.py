"""See one handover with all that is known of it, and note who saw it before they do.

What is noted are facts of the timeline like any other: who looks at a customer's words can be asked about it later. They
are kept beside the events, because no state depends on them.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal

from handover.core.access.viewer import Viewer
from handover.core.call.events import Event, LegReport
from handover.core.call.state import Handover, fold
from handover.core.chat.transcript import ChatLine, merged
from handover.core.privacy import without_number
from handover.services.storage import keys
from handover.usecases.context import RequestContext


@dataclass(frozen=True)
class HandoverView:
    """A handover with its events, its legs' reports and the whole chat; `channel` is where that was held."""

    handover: Handover
    events: tuple[Event, ...]
    legs: tuple[LegReport, ...]
    chat: tuple[ChatLine, ...]
    channel: str = ""


def without_numbers(seen: HandoverView) -> HandoverView:
    """The same with the customer's number masked in whatever they and the bot wrote: whoever wants to see it has to ask,
    and that is noted."""
    call_request = seen.handover.call_request
    hide = partial(without_number, number=seen.handover.phone or call_request.phone_number)
    call_request = replace(
        call_request,
        name=hide(call_request.name),
        reason=hide(call_request.reason),
        user_id=hide(call_request.user_id),
        details={hide(name): hide(value) for name, value in call_request.details.items()},
        consent={name: hide(text) for name, text in call_request.consent.items()},
    )
    chat = tuple(replace(line, text=hide(line.text)) for line in seen.chat)
    return replace(
        seen, handover=replace(seen.handover, call_request=call_request), chat=chat, channel=hide(seen.channel)
    )


def view_handover(ctx: RequestContext, handover_id: str) -> HandoverView | None:
    """The handover as it stands now; None when there is none (any more). Raises StorageError.

    Three listings side by side, and one read for each object that this container has not read before.
    """
    prefixes = (keys.events(handover_id), keys.legs(handover_id), keys.turns(keys.session_of(handover_id)))
    bucket, handovers = ctx.storage.bucket, ctx.storage.handovers
    listed = bucket.together(*[partial(bucket.listing, prefix) for prefix in prefixes])
    of_events, of_legs, of_turns = ([entry.key for entry in entries] for entries in listed)
    events, legs, turns = handovers.read(of_events), handovers.read_legs(of_legs), ctx.storage.turns.read(of_turns)
    handover = fold(handover_id, events, ctx.now())
    if handover is None:
        return None
    channels = [turn.channel for turn in turns if turn.channel]
    chat = merged(turns, handover.call_request.transcript)
    channel = handover.call_request.channel or (channels[-1] if channels else "")
    return HandoverView(handover, tuple(events), tuple(legs), tuple(chat), channel)


def note_look(ctx: RequestContext, seen: HandoverView, viewer: Viewer, what: Literal["view", "reveal"]) -> HandoverView:
    """Note that this visitor is about to see the page, or the whole number; what is seen, with that noted. Raises
    StorageError: then it is not on record."""
    now, attempt = ctx.now(), viewer.attempt
    fact = f"{what}-{secrets.token_hex(6)}"
    by: dict[str, Any] = {
        "agent": viewer.agent.id,
        "name": viewer.agent.name,
        "by": "seat" if viewer.signed_in else "link",
    }
    ctx.storage.handovers.add_leg(seen.handover.id, attempt, fact, now, by)
    return replace(seen, legs=(*seen.legs, LegReport(fact, now, attempt, by)))
