"""The demo: a world, and everything that the page shows of it.

Listens to the network, the actions and the bucket, and updates the state that the page shows. The state changes under the
agenda's lock, and nothing here waits while it holds the lock.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Literal

from handover.core.call.state import State
from sandbox.demo import dashboard
from sandbox.demo.activity import ActivityLog, is_only_a_look
from sandbox.demo.changes import Changes
from sandbox.demo.chat_window import ChatWindow, InBackground, NotNowError
from sandbox.demo.handset import Handset, reading_form
from sandbox.demo.plays import Play, Step, plays
from sandbox.demo.record import Kept, Record
from sandbox.demo.words import words_in
from sandbox.host import Activation, PlatformName
from sandbox.twilio import Caption, Change, Entry, KeyPress, Manual, Message, Phone
from sandbox.warm_up import warm_up
from sandbox.world import DESK, Parts, World

Mode = Literal["by-hand", "played"]

#: The default limits would end a user's third try, and the quiet hours a booking at night. A message may be left.
_RULES = {
    "limits": {
        "calls_per_number_per_hour": 60,
        "calls_per_number_per_day": 100,
        "calls_per_chat_per_hour": 60,
        "calls_per_chat_per_day": 100,
        "button_calls_per_hour": 60,
    },
    "quiet_hours": None,
    "voicemail": {"enabled": True},
    "transfer": {"enabled": True},
}
#: Seconds by which the clock is moved.
_MOVES = {"minute": 60, "ten_minutes": 600}
#: Seconds between two looks at what the next step of a play waits for.
_LOOKS_EVERY = 2


class Demo:
    """`mode`: whether the user works the phones ("by-hand") or a script does ("played"). `origins` are those at which the
    demo is served: its page without a bot may ask for calls."""

    def __init__(
        self,
        platform: PlatformName,
        in_background: InBackground,
        parts: Parts | None = None,
        in_processes: bool = False,
        origins: Sequence[str] = (),
    ) -> None:
        parts = parts or Parts()
        web = {"web": {"origins": list(origins), "button": True}} if origins else {}
        self._desk = parts.desk or {**DESK, "language": parts.language, **_RULES, **web}
        self.platform = platform
        self.words = words_in(parts.language)
        #: Suggestions and the played chat are for the skill of this repository.
        self.own_skill = parts.skill is not None
        self.mode: Mode = "by-hand"
        self.plays = plays(self.words)
        self.play = next(iter(self.plays))
        self.changes = Changes()
        self.activity = ActivityLog(self.words)
        self.world = World(platform, replace(parts, desk=self._desk, watch=self._ran), in_processes)
        self.world.customer.owner = self.words.text("handset.customer")
        now = self.world.agenda.now()
        the_customer = self.words.text("handset.the_customer")
        self.customer = Handset(self.world.customer, "customer", the_customer, now, words=self.words)
        self.browsers = {agent["phone"]: agent["id"] for agent in self.world.desk["agents"]}
        self.agents = [
            Handset(phone, "agent", phone.owner, now, dashboard.path_of(self.browsers[phone.number]), self.words)
            for phone in self.world.agents
        ]
        self.handsets = {handset.phone.number: handset for handset in (self.customer, *self.agents)}
        self.record = Record(self.world, in_background, self._looked)
        self.chat = ChatWindow(self.world, self._chat_changed, in_background, self.words)
        self.world.network.on_change(self._network_changed)

    @classmethod
    @contextmanager
    def live(cls, platform: PlatformName, parts: Parts | None = None, origins: Sequence[str] = ()) -> Iterator[Demo]:
        """Yields a demo in real time with a chat open. Its functions run in their own processes."""
        pool = ThreadPoolExecutor(4, thread_name_prefix="demo")

        def in_background(work: Callable[[], None]) -> None:
            pool.submit(_reporting, work)

        parts = replace(parts or Parts(), start=datetime.now(UTC))
        demo = cls(platform, in_background, parts, in_processes=True, origins=origins)
        try:
            demo.world.agenda.go_live()
            warm_up(demo.world)
            demo.open_chat()
            yield demo
        finally:
            demo.world.close()
            pool.shutdown(wait=False, cancel_futures=True)

    @property
    def shown_number(self) -> str:
        """Returns the customer's number in the form that people read and type."""
        return reading_form(self.customer.phone.number)

    def open_chat(self, channel: str | None = None) -> None:
        """Opens a new chat for the customer. In a played demo the script writes in it."""
        played = self.mode == "played" and not self.own_skill
        lines = self.words.script(self.plays[self.play].chat) if played else ()
        self.chat.open(channel or self.chat.channel, [line.format(number=self.shown_number) for line in lines])
        with self.world.agenda.lock:
            self.activity.clear()
            self.activity.noticed(self.world.assistant.skill.notices, self.world.agenda.now())
            self.record.kept = Kept()

    def set_mode(self, mode: Mode, play: str = "") -> None:
        """Sets who works the phones from the next call on, and which play is played. A play ends the calls that are under
        way. It begins with agents who are available and a new chat, which a script writes if the skill is the repository's
        own."""
        if mode == "played":
            self._end_all_calls()
            self._free_the_agents(self.plays[play or self.play])
        with self.world.agenda.lock:
            self.mode, self.play = mode, play or self.play
            for handset in self.handsets.values():
                handset.phone.plan = Manual()
            if mode == "played":
                self._cast(self.plays[self.play])
        if mode == "played":
            self.open_chat()
            self._direct(list(self.plays[self.play].steps), self.chat.number)
        else:
            self.chat.stop_script()
        self.changes.notify()

    def _end_all_calls(self) -> None:
        """Ends the calls that are under way: the customer's number would be taken, and an agent busy."""
        with self.world.agenda.lock:
            for phone in (handset.phone for handset in self.handsets.values()):
                if phone.state == "ringing":
                    phone.reject()
                elif phone.state != "idle":
                    phone.hang_up()

    def _free_the_agents(self, play: Play) -> None:
        """Lets the desk ring as the play has it, and makes all agents available: one who let two calls ring is away."""
        self.world.set_desk({**self._desk, "ringing": {"strategy": play.strategy, "wrap_up_seconds": 0}})
        availability = self.world.storage().availability
        for agent_id in self.browsers.values():
            availability.set_away(agent_id, False, "demo", self.world.agenda.now())

    def _cast(self, play: Play) -> None:
        self.customer.phone.plan = play.customer
        for handset, plan in zip(self.agents, play.agents, strict=False):
            handset.phone.plan = plan

    def _direct(self, steps: Sequence[Step], chat: int) -> None:
        """Takes the steps of a play, one after the other, until another chat begins or the user takes over."""

        def look(at: int) -> None:
            if not steps[at:] or self.mode != "played" or self.chat.number != chat:
                return
            if steps[at].when(self):
                steps[at].does(self)
                at += 1
            self.world.agenda.after(_LOOKS_EVERY, lambda: look(at))

        self.world.agenda.after(_LOOKS_EVERY, lambda: look(0))

    # The clock

    @property
    def booked_at(self) -> datetime | None:
        """Returns when the chat's booked call is due, or None if it has none."""
        kept = self.record.kept
        handover = kept.handover if kept.session_id == self.chat.session_id else None
        if handover is None or handover.state is not State.SCHEDULED or handover.booking is None:
            return None
        return handover.booking.at

    def move_clock(self, to: str) -> None:
        """Moves the clock: by a `minute`, by `ten_minutes`, or to the `booking`. Raises NotNowError during a call."""
        with self.world.agenda.lock:
            if any(handset.phone.state != "idle" for handset in self.handsets.values()):
                raise NotNowError(self.words.text("not_now.in_a_call"))
            seconds = float(_MOVES.get(to, 0))
            if to == "booking":
                if self.booked_at is None:
                    raise NotNowError(self.words.text("not_now.no_booking"))
                seconds = (self.booked_at - self.world.agenda.now()).total_seconds()
            self.world.agenda.skip(max(0.0, seconds))
        self.changes.notify()

    # What the world reports

    def _ran(self, activation: Activation) -> None:
        if is_only_a_look(activation):
            return  # the polls of an open page would hide everything else
        with self.world.agenda.lock:
            self.activity.ran(activation)
            session_id = self.chat.session_id
        self.changes.notify()
        if session_id:
            self.record.look(session_id)

    def _looked(self, kept: Kept) -> None:
        if kept.session_id != self.chat.session_id:
            return
        self.activity.kept(kept.events)
        self.changes.notify()

    def _chat_changed(self) -> None:
        with self.world.agenda.lock:
            self.activity.troubled(self.chat.problems, self.world.agenda.now())
        self.changes.notify()

    def _network_changed(self, change: Change) -> None:
        about = change.about
        if isinstance(about, Entry):
            self.activity.noted(about)
        elif isinstance(about, Phone | Caption | KeyPress):
            handset = self.handsets.get(about.number)
            if handset:
                _show(handset, about, change.at)
        elif isinstance(about, Message):
            self._texted(about, change.at)
        self.changes.notify()

    def _texted(self, message: Message, at: datetime) -> None:
        """A text message has a new status. It is shown when it is delivered, and on the phone that sent it."""
        sender = self.handsets.get(message.from_)
        if sender and message.direction == "inbound":
            sender.sent(message, at)
            self.activity.answered(sender.phone.owner, at)
        handset = self.handsets.get(message.to)
        if handset and message.status == "delivered":
            agent_id = self.browsers.get(message.to, "")
            handset.received(message, at, lambda link: dashboard.inside(self.world, agent_id, link))
            self.activity.texted(handset.phone.owner, at)


def _reporting(work: Callable[[], None]) -> None:
    """Runs work whose result is not awaited, and prints the traceback if it fails."""
    try:
        work()
    except Exception:
        traceback.print_exc()


def _show(handset: Handset, about: Phone | Caption | KeyPress, at: datetime) -> None:
    match about:
        case Caption():
            handset.heard(about)
        case KeyPress():
            handset.keyed(about)
        case Phone():
            handset.moved(at)
