"""A phone: it rings, is answered, hears captions, sends keys and words, and hangs up.

It is independent of Twilio. Its call's other end is a `CallHandler`, which gets every key, word and hang-up. Its owner is a
`PhoneListener` (`person.py`), who carries out its plan (`plans.py`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, Protocol

from sandbox.agenda import Agenda
from sandbox.twilio.call import Call
from sandbox.twilio.captions import Caption, KeyPress, Kind
from sandbox.twilio.change_feed import ChangeFeed
from sandbox.twilio.message import Message
from sandbox.twilio.plans import Act, InTurn, Mailbox, Manual, Plan

State = Literal["idle", "calling", "ringing", "connected"]


class PhoneError(Exception):
    """The phone cannot do that now, or never can."""


class CallHandler(Protocol):
    """The network's end of a call."""

    call: Call

    def picked_up(self, by_machine: bool) -> None: ...
    def rejected(self) -> None: ...
    def keyed(self, keys: str) -> None: ...
    def spoken(self, text: str) -> None: ...
    def hung_up(self) -> None: ...
    def broke_off(self) -> None: ...


class Line(Protocol):
    """The network's end of what a phone begins: calls and text messages."""

    def dial_in(self, from_number: str, to: str | None = None, *, withheld: bool = False) -> object: ...
    def text_from(self, number: str, body: str, to: str | None) -> None: ...


class PhoneListener(Protocol):
    """Reacts to the phone as its owner does."""

    def on_ring(self, plan: Plan) -> None:
        """A call comes in. Carries out `plan` and drops the former one."""

    def on_dial(self, acts: tuple[Act, ...]) -> None:
        """A call goes out. Does `acts` once it is answered."""

    def on_change(self) -> None:
        """The phone changed: its state, its other end, or whether a prompt waits."""

    def on_end(self) -> None:
        """Stops the plan: the call is over, or the phone is used by hand."""


class Phone:
    """`owner` is a label. `heard`, `pressed` and `messages` cover all its calls.

    `in_mailbox`: a machine has taken this call. `asked`: a Gather has said its prompt, or Record has beeped, and waits.
    `listening`: the same, also while a Gather still plays its prompt: a key ends it. `recording`: a Record listens.
    `listener` carries out the plan; without one the phone is used by hand only.
    """

    def __init__(self, number: str, agenda: Agenda, feed: ChangeFeed, line: Line) -> None:
        self.number = number
        self.owner = number
        self._plan: Plan = Manual()
        self.state: State = "idle"
        self.heard: list[Caption] = []
        self.pressed = ""
        self.messages: list[Message] = []
        self.message_outcome = "delivered"
        self.talking_to: Phone | None = None
        self.asked = False
        self.listening = False
        self.recording = False
        self.in_mailbox = False
        self.listener: PhoneListener | None = None
        self._handler: CallHandler | None = None
        self._rung = 0
        self._agenda = agenda
        self._feed = feed
        self._line = line

    @property
    def call(self) -> Call | None:
        """Returns the present call, or None."""
        return self._handler.call if self._handler else None

    @property
    def plan(self) -> Plan:
        """Returns the plan. A new one begins with the next call, whatever rang here before."""
        return self._plan

    @plan.setter
    def plan(self, plan: Plan) -> None:
        self._plan, self._rung = plan, 0

    def plan_for_next_call(self) -> Plan:
        """Returns the plan for the next call."""
        plan = self.plan
        return plan.plans[min(self._rung, len(plan.plans) - 1)] if isinstance(plan, InTurn) else plan

    # What its owner does

    def answer(self, by_machine: bool = False) -> None:
        """Answers the call that rings. `by_machine`: the owner's mailbox answers. Raises PhoneError if no call rings."""
        with self._agenda.lock:
            handler = self._in_state("ringing")
            self.in_mailbox = by_machine
            self._enter("connected")
            handler.picked_up(by_machine)

    def to_mailbox(self) -> None:
        """Lets a mailbox answer the call that rings: the plan's, or a default one. Raises PhoneError if no call rings."""
        with self._agenda.lock:
            plan = self.plan_for_next_call()
            self._in_state("ringing")
            mailbox = plan if isinstance(plan, Mailbox) else Mailbox()
            if self.listener:
                self.listener.on_ring(replace(mailbox, after=0.0))

    def reject(self) -> None:
        with self._agenda.lock:
            self._in_state("ringing").rejected()

    def let_ring(self) -> None:
        """Lets this call ring, whatever the plan is."""
        with self._agenda.lock:
            self._in_state("ringing")
            self._stop_listener()

    def press(self, keys: str) -> None:
        """Presses keys: any of 0-9, * and #. Raises PhoneError for others, or without a call."""
        if not keys or set(keys) - set("0123456789*#"):
            raise PhoneError(f"A phone has no key for '{keys}'; it has 0 to 9, * and #.")
        with self._agenda.lock:
            handler = self._in_state("connected")
            self.pressed += keys
            self._feed.publish("key", KeyPress(self._agenda.now(), self.number, keys))
            handler.keyed(keys)

    def speak(self, text: str) -> None:
        """Says something, which the other end hears."""
        with self._agenda.lock:
            handler = self._in_state("connected")
            self.hear("speech", text, by=self.owner)
            handler.spoken(text)

    def dial(self, to: str | None = None, withheld: bool = False) -> None:
        """Dials the account's number, or another of its numbers. `withheld`: without showing its own number."""
        self._line.dial_in(self.number, to, withheld=withheld)

    def hang_up(self) -> None:
        """Ends the call, also one that this phone is still dialling."""
        with self._agenda.lock:
            self._in_state("connected", "calling").hung_up()

    def lose_line(self) -> None:
        """Loses the connection, as in a tunnel: nobody hangs up."""
        with self._agenda.lock:
            self._in_state("connected").broke_off()

    def send_text(self, body: str, to: str | None = None) -> None:
        """Sends a text to the account's number, or to another of its numbers."""
        with self._agenda.lock:
            self._line.text_from(self.number, body, to)

    # What the network does

    def ring(self, handler: CallHandler) -> None:
        plan = self.plan_for_next_call()
        self._rung += 1
        self._handler = handler
        self._enter("ringing")
        if self.listener:
            self.listener.on_ring(plan)

    def passed_over(self) -> None:
        """A call came that did not ring: the next one finds the next of several plans."""
        self._rung += 1

    def calling(self, handler: CallHandler, then: tuple[Act, ...]) -> None:
        """Its owner dialled a number. They hear it ring, and do `then` once connected."""
        self._handler = handler
        self._enter("calling")
        self.hear("ringback")
        if self.listener:
            self.listener.on_dial(then)

    def connected(self) -> None:
        if self.state != "connected":
            self._enter("connected")

    def released(self) -> None:
        """The call is over."""
        self._stop_listener()
        self._handler, self.talking_to = None, None
        self.asked = self.listening = self.recording = self.in_mailbox = False
        self._enter("idle")

    def joined(self, other: Phone | None) -> None:
        """Its owner talks to the owner of the other phone; None: no longer."""
        self.talking_to = other
        self._changed()

    def words(self) -> str:
        """Returns all words that were heard on this phone, a line each."""
        return "\n".join(caption.text for caption in self.heard if caption.text)

    def prompted(self, asked: bool) -> None:
        """A prompt waits for a key or a word, or no longer does."""
        self.asked = asked
        self._changed()

    def listened(self, listening: bool, recording: bool = False) -> None:
        """A Gather or Record waits for a key, or no longer does."""
        self.listening, self.recording = listening, recording
        self._changed()

    def hear(self, kind: Kind, text: str = "", *, language: str = "", voice: str = "", by: str = "") -> None:
        caption = Caption(self._agenda.now(), self.number, kind, text, language, voice, by)
        self.heard.append(caption)
        self._feed.publish("caption", caption)

    # Inside

    def _stop_listener(self) -> None:
        if self.listener:
            self.listener.on_end()

    def _in_state(self, *states: State) -> CallHandler:
        if self._handler is None or self.state not in states:
            raise PhoneError(f"The phone of {self.owner} is {self.state}, not {' or '.join(states)}.")
        return self._handler

    def _enter(self, state: State) -> None:
        self.state = state
        self._changed()

    def _changed(self) -> None:
        if self.listener:
            self.listener.on_change()
        self._feed.publish("phone", self)
