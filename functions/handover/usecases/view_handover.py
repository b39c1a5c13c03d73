"""View one handover with everything that is stored about it, and record each view before it is shown.

Views are recorded because it must be possible to find out later who read a customer's words. They are kept beside the
events, because no state depends on them.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Literal

from handover.core.access.viewer import Viewer
from handover.core.access.views import first_view_of
from handover.core.call.events import Event, LegReport
from handover.core.call.masked_request import masked_request
from handover.core.call.state import Handover, fold
from handover.core.chat.masked_chat import masked_chat
from handover.core.chat.provenance import Provenance, provenance
from handover.core.chat.transcript import ChatLine
from handover.core.i18n import Catalogue
from handover.core.privacy.mask import Mask, Numbers
from handover.core.privacy.secrets import Secret
from handover.usecases.context import RequestContext
from handover.usecases.read_chat import ChatPart, Section, chat_page, chat_since


@dataclass(frozen=True)
class HandoverView:
    """A handover with its events, its legs' reports and a part of its chat; `channel` is where the chat took place. `part`
    says which part it is; None if the page must be opened again to show what is new. `hidden` is the number of secrets
    that were hidden for the reader. `provenance` is about the whole chat."""

    handover: Handover
    events: tuple[Event, ...]
    legs: tuple[LegReport, ...]
    chat: tuple[ChatLine, ...]
    channel: str = ""
    part: ChatPart | None = None
    hidden: int = 0
    provenance: Provenance = field(default_factory=Provenance)


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
    events, legs = handovers.read_story(events_at, legs_at)
    handover = fold(handover_id, events, ctx.now())
    if handover is None:
        return None
    if isinstance(chat, Section):
        part = chat_since(stored_turns, turns_at, handover, chat)
    else:
        part = chat_page(stored_turns, turns_at, handover, chat)
    channel = handover.call_request.channel or (part.channel if part else "")
    origin = provenance(turns_at, len(handover.call_request.transcript), handover.began_at)
    lines = part.lines if part else ()
    return HandoverView(handover, tuple(events), tuple(legs), lines, channel, part, provenance=origin)


def record_view(
    ctx: RequestContext, view: HandoverView, viewer: Viewer, what: Literal["view", "reveal"]
) -> HandoverView:
    """Record that this viewer is about to see the page, or the whole number; returns the view with that record in it.

    Raises StorageError when it may not be recorded.
    """
    now, by, handovers = ctx.now(), _by(viewer), ctx.storage.handovers
    attempt, fact = viewer.attempt, first_view_of(viewer.agent.id, ctx.settings.hash_key)
    again = what != "view" or any((leg.attempt, leg.fact) == (attempt, fact) for leg in view.legs)
    if again or not handovers.add_leg(view.handover.id, attempt, fact, now, by):
        fact = f"{what}-{secrets.token_hex(6)}"
        handovers.add_leg(view.handover.id, attempt, fact, now, by)
    return replace(view, legs=(*view.legs, LegReport(fact, now, attempt, by)))


def record_listening(ctx: RequestContext, handover_id: str, viewer: Viewer, once: str) -> None:
    """Record that this viewer is about to listen to the customer's message. `once` names the address that was opened, which
    a browser requests several times. Raises StorageError when it may not be recorded."""
    ctx.storage.handovers.add_leg(handover_id, viewer.attempt, f"listen-{once}", ctx.now(), _by(viewer))


def _by(viewer: Viewer) -> dict[str, Any]:
    return {"agent": viewer.agent.id, "name": viewer.agent.name, "by": "seat" if viewer.signed_in else "link"}


def masked_view(view: HandoverView, texts: Catalogue, whole_number: bool = False) -> HandoverView:
    """Returns the view as a reader of these texts may see it, with the customer's number and all secrets hidden in
    everything that was written. Seeing the number (`whole_number`) needs a request of its own, which is recorded. Nobody
    sees the secrets; `hidden` counts them.

    A number that could not be read when it was typed may be any of the numbers in the chat.
    """
    handover = view.handover
    numbers = Numbers.NONE if whole_number else Numbers.OWN if handover.phone else Numbers.ANY
    if not handover.contact_number:
        numbers = Numbers.NONE
    mask = Mask(handover.contact_number, numbers, {kind: texts.text(f"secrets.{kind}") for kind in Secret})
    chat = tuple(masked_chat(view.chat, mask))
    aside = replace(handover.call_request, transcript=())  # its lines are in the chat
    handover = replace(
        handover,
        call_request=masked_request(aside, mask),
        wraps=tuple(_masked(wrap, "notes", mask) for wrap in handover.wraps),
        ratings=tuple(_masked(rating, "comment", mask) for rating in handover.ratings),
    )
    channel = mask.text(view.channel)
    return replace(view, handover=handover, chat=chat, channel=channel, hidden=mask.hidden)


def _masked(event: Event, fact: str, mask: Mask) -> Event:
    """Returns the event with that text masked: agents note numbers too, and customers comment with them."""
    return replace(event, facts={**event.facts, fact: mask.text(str(event.facts.get(fact, "")))})
