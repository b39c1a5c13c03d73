"""View one handover with everything that is stored about it, and record each view before it is shown.

Views are recorded because it must be possible to find out later who read a customer's words. They are kept beside the
events, because no state depends on them.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal

from handover.core.access.viewer import Viewer
from handover.core.call.events import Event, LegReport
from handover.core.call.state import Handover, fold
from handover.core.chat.transcript import ChatLine
from handover.core.privacy import without_number
from handover.usecases.context import RequestContext
from handover.usecases.read_chat import ChatPart, Section, chat_page, chat_since


@dataclass(frozen=True)
class HandoverView:
    """A handover with its events, its legs' reports and a part of its chat; `channel` is where the chat took place. `part`
    says which part it is; None if the page must be opened again to show what is new."""

    handover: Handover
    events: tuple[Event, ...]
    legs: tuple[LegReport, ...]
    chat: tuple[ChatLine, ...]
    channel: str = ""
    part: ChatPart | None = None


def view_handover(ctx: RequestContext, handover_id: str, chat: int | Section = 1) -> HandoverView | None:
    """Returns the handover in its present state, or None if there is none of that id (any more). Raises StorageError.

    `chat` is the number of the chat's page, or the section whose new lines are requested. It costs three listings at the
    same time, and one read for each event, report and turn of that page which this container has not read before.
    """
    handovers, stored_turns = ctx.storage.handovers, ctx.storage.turns
    events_at, legs_at, turns_at = ctx.storage.in_parallel(
        partial(handovers.list_events, handover_id),
        partial(handovers.list_legs, handover_id),
        partial(stored_turns.list_for, handover_id),
    )
    events, legs = handovers.read(events_at), handovers.read_legs(legs_at)
    handover = fold(handover_id, events, ctx.now())
    if handover is None:
        return None
    if isinstance(chat, Section):
        part = chat_since(stored_turns, turns_at, handover, chat)
    else:
        part = chat_page(stored_turns, turns_at, handover, chat)
    channel = handover.call_request.channel or (part.channel if part else "")
    return HandoverView(handover, tuple(events), tuple(legs), part.lines if part else (), channel, part)


def record_view(
    ctx: RequestContext, view: HandoverView, viewer: Viewer, what: Literal["view", "reveal"]
) -> HandoverView:
    """Record that this viewer is about to see the page, or the whole number; returns the view with that record in it.

    Raises StorageError when it may not be recorded.
    """
    now, attempt = ctx.now(), viewer.attempt
    fact = f"{what}-{secrets.token_hex(6)}"
    by: dict[str, Any] = {
        "agent": viewer.agent.id,
        "name": viewer.agent.name,
        "by": "seat" if viewer.signed_in else "link",
    }
    ctx.storage.handovers.add_leg(view.handover.id, attempt, fact, now, by)
    return replace(view, legs=(*view.legs, LegReport(fact, now, attempt, by)))


def without_numbers(view: HandoverView) -> HandoverView:
    """Returns the view with the customer's number masked in everything that they and the bot wrote. Seeing the number needs
    a request of its own, which is recorded."""
    call_request = view.handover.call_request
    mask = partial(without_number, number=view.handover.contact_number)
    call_request = replace(
        call_request,
        name=mask(call_request.name),
        reason=mask(call_request.reason),
        user_id=mask(call_request.user_id),
        details={mask(name): mask(value) for name, value in call_request.details.items()},
        details_labels={mask(name): mask(label) for name, label in call_request.details_labels.items()},
        consent={name: mask(text) for name, text in call_request.consent.items()},
    )
    chat = tuple(replace(line, text=mask(line.text)) for line in view.chat)
    return replace(
        view, handover=replace(view.handover, call_request=call_request), chat=chat, channel=mask(view.channel)
    )
