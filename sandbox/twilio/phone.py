"""A telephone somewhere in the world: it rings, somebody answers, hears, presses keys, speaks, hangs up.

It knows nothing of Twilio: the other end is a `Line`, which gets what is done here. What its owner does by habit is a plan
(`plans.py`), carried out by `person.py`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal, Protocol

from sandbox.agenda import Agenda
from sandbox.twilio.captions import Caption, KeyPress, Kind
from sandbox.twilio.flow import Inbox, Steps, Task
from sandbox.twilio.journal import Journal
from sandbox.twilio.person import call_somebody, take_call
from sandbox.twilio.plans import Act, InTurn, Mailbox, Manual, Plan

if TYPE_CHECKING:
    from sandbox.twilio.call import Call
    from sandbox.twilio.messages import Message

State = Literal["idle", "calling", "ringing", "connected"]


class PhoneError(Exception):
    """The owner of a phone tried what it cannot do now."""


class Line(Protocol):
    """The network's end of a call."""

    call: Call

    def picked_up(self, by_machine: bool) -> None: ...
    def rejected(self) -> None: ...
    def keyed(self, keys: str) -> None: ...
    def spoken(self, text: str) -> None: ...
    def hung_up(self) -> None: ...


class Texts(Protocol):
    """The network's end of the phone's text messages."""

    def text_from(self, number: str, body: str, to: str | None) -> None: ...


class Phone:
    """`owner` is a label. `heard`, `pressed` and `messages` cover all its calls.

    `in_mailbox`: a machine has taken this call. `asked`: a Gather has said its prompt, or Record has beeped, and waits.
    `news` gets a note whenever something here changed; its plan waits for that.
    """

    def __init__(self, number: str, agenda: Agenda, journal: Journal, texts: Texts) -> None:
        self.number = number
        self.owner = number
        self.plan: Plan = Manual()
        self.state: State = "idle"
        self.heard: list[Caption] = []
        self.pressed = ""
        self.messages: list[Message] = []
        self.message_outcome = "delivered"
        self.talking_to: Phone | None = None
        self.asked = False
        self.in_mailbox = False
        self.news = Inbox()
        self._line: Line | None = None
        self._habit: Task | None = None
        self._rung = 0
        self._agenda = agenda
        self._journal = journal
        self._texts = texts

    @property
    def call(self) -> Call | None:
        """The call it is in or that rings it."""
        return self._line.call if self._line else None

    def todays_plan(self) -> Plan:
        """What its owner does about the next call."""
        plan = self.plan
        return plan.plans[min(self._rung, len(plan.plans) - 1)] if isinstance(plan, InTurn) else plan

    # What its owner does

    def answer(self) -> None:
        with self._agenda.lock:
            self._pick_up(by_machine=False)

    def to_mailbox(self) -> None:
        """Let the owner's mailbox take the call that rings; the plan's, or a common one."""
        with self._agenda.lock:
            plan = self.todays_plan()
            self._in_state("ringing")
            mailbox = plan if isinstance(plan, Mailbox) else Mailbox()
            self._live(self._under(replace(mailbox, after=0.0)))

    def reject(self) -> None:
        with self._agenda.lock:
            self._in_state("ringing").rejected()

    def let_ring(self) -> None:
        """Do nothing about this call, whatever the plan was."""
        with self._agenda.lock:
            self._in_state("ringing")
            self._forget_habit()

    def press(self, keys: str) -> None:
        """Press keys: any of 0-9, * and #."""
        if not keys or set(keys) - set("0123456789*#"):
            raise PhoneError(f"A phone has no keys for '{keys}': 0 to 9, * and # are there.")
        with self._agenda.lock:
            line = self._in_state("connected")
            self.pressed += keys
            self._journal.tell("key", KeyPress(self._agenda.now(), self.number, keys))
            line.keyed(keys)

    def speak(self, text: str) -> None:
        """Say something; whoever is at the other end hears it."""
        with self._agenda.lock:
            line = self._in_state("connected")
            self.hear("speech", text, by=self.owner)
            line.spoken(text)

    def hang_up(self) -> None:
        """End the call, also one that is still being set up from here."""
        with self._agenda.lock:
            self._in_state("connected", "calling").hung_up()

    def send_text(self, body: str, to: str | None = None) -> None:
        """Text to the account's number, or to another one of it."""
        with self._agenda.lock:
            self._texts.text_from(self.number, body, to)

    # What the network does

    def ring(self, line: Line) -> None:
        plan = self.todays_plan()
        self._rung += 1
        self._line = line
        self._enter("ringing")
        self._live(self._under(plan))

    def calling(self, line: Line, then: tuple[Act, ...]) -> None:
        """Its owner dialled a number, hears it ring, and does `then` once connected."""
        self._line = line
        self._enter("calling")
        self.hear("ringback")
        self._live(call_somebody(self, then))

    def connected(self) -> None:
        if self.state != "connected":
            self._enter("connected")

    def released(self) -> None:
        """The call is over for this phone."""
        self._forget_habit()
        self._line, self.talking_to, self.asked, self.in_mailbox = None, None, False, False
        self._enter("idle")

    def joined(self, other: Phone | None) -> None:
        """Its owner now talks to the owner of the other phone, or no longer does."""
        self.talking_to = other
        self._changed()

    def words(self) -> str:
        """All words that were heard on this phone, a line each."""
        return "\n".join(caption.text for caption in self.heard if caption.text)

    def prompted(self, asked: bool) -> None:
        """Somebody waits for a key or a word here, or no longer does."""
        self.asked = asked
        self._changed()

    def hear(self, kind: Kind, text: str = "", *, language: str = "", voice: str = "", by: str = "") -> None:
        caption = Caption(self._agenda.now(), self.number, kind, text, language, voice, by)
        self.heard.append(caption)
        self._journal.tell("caption", caption)

    # Inside

    def _pick_up(self, by_machine: bool) -> None:
        line = self._in_state("ringing")
        self.in_mailbox = by_machine
        self._enter("connected")
        line.picked_up(by_machine)

    def _under(self, plan: Plan) -> Steps[None]:
        return take_call(self, plan, lambda: self._pick_up(by_machine=True))

    def _live(self, habit: Steps[None]) -> None:
        self._forget_habit()
        self.news.clear()
        self._habit = Task(self._agenda, habit)

    def _forget_habit(self) -> None:
        if self._habit:
            self._habit.interrupt("over")
            self._habit = None

    def _in_state(self, *states: State) -> Line:
        if self._line is None or self.state not in states:
            raise PhoneError(f"The phone of {self.owner} is {self.state}, not {' or '.join(states)}.")
        return self._line

    def _enter(self, state: State) -> None:
        self.state = state
        self._changed()

    def _changed(self) -> None:
        self.news.put("changed")
        self._journal.tell("phone", self)
