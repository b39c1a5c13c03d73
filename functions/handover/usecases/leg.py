"""The data that every step of a leg works with: Twilio's request, and what is stored about its handover."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from handover.core.call.call_request import CallRequest
from handover.core.call.callback_urls import CallbackUrls
from handover.core.call.events import Event, EventKind, HuntTarget, frozen_order
from handover.core.call.masked_request import masked_request
from handover.core.call.twiml import TwimlBuilder
from handover.core.i18n import Catalogue, catalogue
from handover.core.privacy import Mask, Numbers, Secret
from handover.errors import HandoverError
from handover.usecases.context import RequestContext


class UnknownCallError(HandoverError):
    """This step belongs to no handover, or to no attempt of it."""


@dataclass(frozen=True)
class Leg:
    """One request of Twilio for a leg: the handover and the attempt (0 for none), Twilio's form, and the events that
    a step needs."""

    ctx: RequestContext
    handover_id: str
    attempt: int
    form: Mapping[str, str]
    events: Mapping[EventKind, Event]

    @property
    def facts(self) -> Mapping[str, Any]:
        """What the permit holds."""
        return self.events[EventKind.REQUESTED].facts

    @property
    def over(self) -> bool:
        """Whether the call was canceled, or the customer has hung up."""
        return EventKind.CANCELED in self.events or EventKind.ENDED in self.events

    @property
    def callback_urls(self) -> CallbackUrls:
        return self.ctx.callback_urls

    @property
    def customer(self) -> TwimlBuilder:
        """A TwiML builder in the customer's language."""
        return TwimlBuilder(catalogue(self.facts["language"]))

    def call_request_for(self, texts: Catalogue, numbers: Numbers = Numbers.OWN) -> CallRequest:
        """Returns the call request as it is spoken to an agent: the customer's number and all secrets are hidden. Of other
        numbers `numbers` decides."""
        words = {kind: texts.text(f"secrets.spoken_{kind}") for kind in Secret}
        mask = Mask(str(self.facts["phone"]), numbers, words)
        return masked_request(replace(CallRequest.from_record(self.facts.get("wish", {})), transcript=()), mask)

    @property
    def hunt(self) -> Mapping[str, Any]:
        """The frozen order of agents, and for how many seconds each phone rings; empty before the customer pressed a key."""
        return self.events[EventKind.HUNT].facts if EventKind.HUNT in self.events else {}

    @property
    def agent(self) -> HuntTarget:
        """The agent of this attempt. Raises UnknownCallError."""
        order = frozen_order(self.hunt)
        if not 0 < self.attempt <= len(order):
            raise UnknownCallError("This step belongs to no attempt that was made.")
        return order[self.attempt - 1]

    def record(self, kind: EventKind, **facts: Any) -> None:
        """Record a fact that the call does not depend on."""
        with self.ctx.best_effort(f"Recording {kind}"):
            self.ctx.storage.handovers.add(self.handover_id, kind, self.ctx.now(), facts, self.attempt)


def read_leg(ctx: RequestContext, handover_id: str, attempt: int, form: Mapping[str, str]) -> Leg:
    """Returns the leg of this request. Raises UnknownCallError, StorageError."""
    events = ctx.storage.handovers.events_of(
        handover_id, EventKind.REQUESTED, EventKind.HUNT, EventKind.CANCELED, EventKind.ENDED
    )
    if EventKind.REQUESTED not in events:
        raise UnknownCallError("There is no such handover.")
    return Leg(ctx, handover_id, attempt, form, events)
