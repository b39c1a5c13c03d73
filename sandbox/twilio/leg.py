"""A leg: one call in progress, with Twilio at one end and a phone at the other.

A leg dials, rings, is answered and ends, and sends the status events. A script (`script.py`) decides what is played. Two
legs that are bridged are joined; in a conference there may be more. A leg that Dial created reports to that Dial.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from sandbox.agenda import Timer
from sandbox.twilio.call import Call, Event, Status, StatusCallback
from sandbox.twilio.captions import Kind
from sandbox.twilio.context import NetworkContext
from sandbox.twilio.flow import Inbox, Sleep, Steps, Task
from sandbox.twilio.phone import Phone
from sandbox.twilio.plans import Busy, Unreachable
from sandbox.twilio.status_events import status_params

#: Seconds from dialling until the network knows whether it rings.
_SET_UP = 1.0
#: Seconds from the first ring to the busy signal.
_BUSY_SIGNAL = 1.0

#: The SIP code of a line that broke: Service Unavailable.
_LOST = 503
_SIP: dict[Status, int] = {"completed": 200, "busy": 486, "failed": 404, "no-answer": 487, "canceled": 487}


#: Seconds for a "w" in SendDigits; a "W" is twice as long.
_WAIT_DIGIT = 0.5


def send_digits(leg: Leg, digits: str) -> Steps[None]:
    """Sends keys to the phone that answered, as Twilio does before it plays anything."""
    yield Sleep(_WAIT_DIGIT * sum(1 if key == "w" else 2 for key in digits if key in "wW"))
    leg.hear("tone", digits.strip("wW"))


@dataclass(frozen=True)
class Keys:
    """Keys that were pressed at the other end."""

    text: str


@dataclass(frozen=True)
class Words:
    """Words that were said at the other end."""

    text: str


@dataclass(frozen=True)
class News:
    """Something that happened to a leg. `left`: REST moved it to another script."""

    leg: Leg
    what: Literal["answered", "over", "left"]


class Leg:
    """`inbox` gets keys and words, and for a Dial the news of its legs. `by_machine`: a mailbox answered.

    `live` holds the legs of all calls that are not over, by call sid; a leg adds and removes itself.
    """

    def __init__(
        self,
        context: NetworkContext,
        live: dict[str, Leg],
        call: Call,
        status: StatusCallback | None,
        listener: Callable[[News], None],
        phone: Phone,
    ) -> None:
        self.context = context
        self.live = live
        self.call = call
        self.phone = phone
        self.inbox = Inbox()
        self.by_machine = False
        self.moved = False
        self.partner: Leg | None = None
        self.company: list[Leg] = []
        self._status_callback = status
        self._listener = listener
        self._script: Task | None = None
        self._timers: list[Timer] = []
        live[call.sid] = self

    # Dialling

    def dial(self, ring_for: float) -> None:
        """Calls the phone and lets it ring at most `ring_for` seconds."""
        self.call.started = self.context.agenda.now()
        self._move("initiated")
        self._fire("initiated")
        self.after(_SET_UP, lambda: self._reach(ring_for))

    def _reach(self, ring_for: float) -> None:
        plan = self.phone.plan_for_next_call()
        if isinstance(plan, Unreachable | Busy):
            self.phone.passed_over()
        if isinstance(plan, Unreachable) or self.call.to in self.context.account.unroutable:
            self.end("failed")
            return
        self._move("ringing")
        self._fire("ringing")
        if isinstance(plan, Busy) or self.phone.state != "idle":
            self.after(_BUSY_SIGNAL, lambda: self.end("busy"))
            return
        self.after(ring_for, self._rang_out)
        self.phone.ring(self)

    def _rang_out(self) -> None:
        if self.call.status == "ringing":
            self.end("no-answer")

    # What the phone reports

    def picked_up(self, by_machine: bool) -> None:
        self.by_machine = by_machine
        self.answer()
        self._listener(News(self, "answered"))

    def rejected(self) -> None:
        self.end(self.context.variants().rejected_is)

    def keyed(self, keys: str) -> None:
        for other in self._heard_by():
            other.phone.hear("tone", keys, by=self.phone.owner)
        self.inbox.put(Keys(keys))

    def spoken(self, text: str) -> None:
        for other in self._heard_by():
            other.phone.hear("speech", text, by=self.phone.owner)
        self.inbox.put(Words(text))

    def hung_up(self) -> None:
        self.end("completed" if self.call.answered else "no-answer")

    def broke_off(self) -> None:
        self.end(self.context.variants().broken_line_is, _LOST)

    # What Twilio does

    def answer(self) -> None:
        """The call is answered. Does nothing if it is already."""
        if self.call.answered is None:
            self.call.answered = self.context.agenda.now()
            self._move("in-progress")
            self.phone.connected()
            self._fire("answered")

    def play(self, steps: Steps[Any], then: Callable[[Any], None]) -> None:
        """Runs a script on this leg. `then` is called with its result, unless it is interrupted."""
        self._script = Task(self.context.agenda, steps, then)

    def move_to(self, steps: Steps[Any], then: Callable[[Any], None]) -> None:
        """Replaces the present script, or a bridge, by another script."""
        self.moved = True
        if self._script:
            self._script.interrupt("moved")
        self.part()
        self._listener(News(self, "left"))
        self.play(steps, then)

    def hear(self, kind: Kind, text: str = "", *, language: str = "", voice: str = "") -> None:
        """Plays something of Twilio's to the phone."""
        self.phone.hear(kind, text, language=language, voice=voice)

    def join(self, other: Leg) -> None:
        """Bridges the two phones."""
        self.partner, other.partner = other, self
        self.call.bridged = other.call.bridged = True
        self.phone.joined(other.phone)
        other.phone.joined(self.phone)

    def part(self) -> None:
        if self.partner:
            other, self.partner = self.partner, None
            other.partner = None
            self.phone.joined(None)
            other.phone.joined(None)

    def in_company(self, others: list[Leg]) -> None:
        """The leg is in a conference with those others, or no longer."""
        if others != self.company:
            self.company = others
            self.phone.joined(others[0].phone if others else None)

    def _heard_by(self) -> list[Leg]:
        return [self.partner] if self.partner else self.company

    def end(self, status: Status, sip: int = 0) -> None:
        """Ends the call, with that SIP code or the usual one of the status. Does nothing if it is over."""
        if self.call.over:
            return
        self.call.ended = self.context.agenda.now()
        self.call.sip_code = sip or _SIP[status]
        self._move(status)
        self.part()
        for timer in self._timers:
            timer.cancel()
        if self._script:
            self._script.interrupt("over")
        if self.phone.call is self.call:
            self.phone.released()
        self.live.pop(self.call.sid, None)
        self._listener(News(self, "over"))
        self._fire("completed")

    def after(self, seconds: float, act: Callable[[], None]) -> Timer:
        """Schedules `act`, unless the call is over by then."""
        timer = self.context.agenda.after(seconds, act)
        self._timers.append(timer)
        return timer

    # Reporting

    def _move(self, status: Status) -> None:
        self.call.move(status, self.context.agenda.now())
        self.context.feed.publish("call", self.call)

    def _fire(self, event: Event) -> None:
        callback, variants = self._status_callback, self.context.variants()
        subscribed = callback is not None and event in callback.events
        sequence = self.call.fired
        if subscribed or variants.sequence_counts == "fired":
            self.call.fired += 1
        if callback and subscribed:
            extras = variants.agent_leg_extras or self.call.direction != "outbound-dial"
            params = status_params(self.call, event, sequence, self.context.agenda.now(), extras)
            self.context.callbacks.send("status", callback.webhook, params, self.call.sid)
