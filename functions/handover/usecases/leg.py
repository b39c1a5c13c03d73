"""The data that every step of a leg works with: Twilio's request, and what is stored about its handover.

A step reads what it needs, and no more, in one round of storage: somebody waits for its words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from handover.core.call.call_request import CallRequest
from handover.core.call.callback_urls import CallbackUrls
from handover.core.call.events import (
    ATTEMPT,
    PICKED_UP,
    Event,
    EventKind,
    HuntTarget,
    Timeline,
    frozen_order,
    number_fact,
    text_fact,
)
from handover.core.call.hunt import hunt_of
from handover.core.call.masked_request import masked_request
from handover.core.call.twiml import TwimlBuilder
from handover.core.i18n import Catalogue, catalogue, tag_of
from handover.core.privacy.mask import Mask, Numbers
from handover.core.privacy.secrets import Secret
from handover.errors import HandoverError
from handover.usecases.context import RequestContext


class UnknownCallError(HandoverError):
    """This step belongs to no handover, or to no attempt of it."""


@dataclass(frozen=True)
class LegRequest:
    """One request of Twilio for a leg: the handover and the attempt (0 for none), and Twilio's form. `language`, `offer`
    and `turn` are words of the address that only `wait` has, `heard` one that only `decide` has, `recording` one of
    `connect` and `agree`: what was announced (core/call/call_recording.py). `first` is the first attempt of several agents
    who are rung together, or 0: what they share has its number. `picked_up` is when the agent picked up, in seconds of Unix
    time, or 0 if that is not known."""

    ctx: RequestContext
    handover_id: str
    attempt: int
    form: Mapping[str, str]
    language: str = field(default="", kw_only=True)
    offer: str = field(default="", kw_only=True)
    turn: int = field(default=0, kw_only=True)
    heard: bool = field(default=False, kw_only=True)
    first: int = field(default=0, kw_only=True)
    recording: str = field(default="", kw_only=True)
    picked_up: int = field(default=0, kw_only=True)

    @property
    def callback_urls(self) -> CallbackUrls:
        return replace(self.ctx.callback_urls, first=self.first, picked_up=self.picked_up)

    def leg(self, *kinds: EventKind) -> Leg:
        """Returns the leg with those of its events that exist. Raises UnknownCallError, StorageError."""
        return self.leg_beside(kinds)[0]

    def agents_leg(self, *kinds: EventKind) -> Leg:
        """Returns an agent's leg with the order of agents. An attempt after that order has an agent of its own, which costs
        one read more. Raises UnknownCallError, StorageError."""
        leg = self.leg(EventKind.HUNT, *kinds)
        if leg.attempt <= len(frozen_order(leg.hunt)):
            return leg
        wanted = {EventKind.CHOSEN: self.first or self.attempt}
        chosen, _ = self.ctx.storage.handovers.events_beside(self.handover_id, wanted)
        return replace(leg, events={**leg.events, **chosen})

    def leg_beside(self, kinds: Iterable[EventKind], *works: Callable[[], Any]) -> tuple[Leg, list[Any]]:
        """Returns the leg, and the results of works that run at the same time. The permit is read in any case. Of the kinds
        that belong to one agent, this attempt's event is read. Raises UnknownCallError, StorageError, and what a work
        raises."""
        wanted = {kind: self.number_of(kind) for kind in (EventKind.REQUESTED, *kinds)}
        events, done = self.ctx.storage.handovers.events_beside(self.handover_id, wanted, *works)
        if EventKind.REQUESTED not in events:
            raise UnknownCallError("There is no such handover.")
        leg = Leg(
            self.ctx,
            self.handover_id,
            self.attempt,
            self.form,
            events,
            first=self.first,
            recording=self.recording,
            picked_up=self.picked_up,
        )
        return leg, done

    def number_of(self, kind: EventKind) -> int:
        """Returns the attempt that events of that kind have in their names."""
        if kind in _OF_SEVERAL:
            return self.first or self.attempt
        return self.attempt if kind in _OF_ATTEMPT else 0


_OF_ATTEMPT = frozenset({EventKind.PASSED, EventKind.BRIDGED})
#: Agents who are rung together share one event of these.
_OF_SEVERAL = frozenset({EventKind.ACCEPTED, EventKind.CHOSEN, EventKind.MISSED})


@dataclass(frozen=True)
class Leg(LegRequest):
    """The leg of such a request, with the events that its step has read."""

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
    def picked_up_fact(self) -> Mapping[str, str]:
        """The fact of when the agent picked up; none if that is not known, or Twilio reports it: of those who are rung
        together."""
        known = self.picked_up and not self.first
        return {PICKED_UP: datetime.fromtimestamp(self.picked_up, UTC).isoformat()} if known else {}

    @property
    def by_button(self) -> bool:
        """Whether the customer asked for the call by the button of a page without a chat."""
        request = self.facts.get("wish")
        return isinstance(request, Mapping) and bool(request.get("origin"))

    @property
    def texts(self) -> Catalogue:
        """The customer's texts."""
        return catalogue(tag_of(self.facts["language"], self.by_button))

    @property
    def customer(self) -> TwimlBuilder:
        """A TwiML builder in the customer's language."""
        return TwimlBuilder(self.texts)

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
        hunt = hunt_of(Timeline(self.events.values()))
        agent = hunt.agent_of(self.attempt) if hunt else None
        if agent is None:
            raise UnknownCallError("This step belongs to no attempt that was made.")
        return agent

    @property
    def agents_texts(self) -> Catalogue:
        """The agent's texts. Raises UnknownCallError."""
        return catalogue(tag_of(self.agent.language, self.by_button))

    @property
    def taken_by(self) -> str | None:
        """The name of the colleague who was rung together with this agent and has the call (`""` if it is not known), or
        None if there is none; ACCEPTED must be read. Raises UnknownCallError."""
        return self.colleague_in(self.events.get(EventKind.ACCEPTED))

    def colleague_in(self, accepted: Event | None) -> str | None:
        """Returns the same of that acceptance, which the agents who are rung together share."""
        if not self.first or accepted is None or number_fact(accepted.facts, ATTEMPT) == self.attempt:
            return None
        hunt = hunt_of(Timeline(self.events.values()))
        order = hunt.order if hunt else ()
        return next((agent.name for agent in order if agent.id == text_fact(accepted.facts, "agent")), "")

    def record(self, *kinds: EventKind, **facts: Any) -> None:
        """Record facts that the call does not depend on, at the same time."""
        at = self.ctx.now()
        works = [partial(self._record, kind, at, facts) for kind in kinds]
        with self.ctx.best_effort(f"Recording {' and '.join(kinds)}"):
            self.ctx.storage.in_parallel(*works)

    def _record(self, kind: EventKind, at: datetime, facts: Mapping[str, Any]) -> None:
        self.ctx.storage.handovers.add(self.handover_id, kind, at, facts, self.number_of(kind))
