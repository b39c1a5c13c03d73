"""The demo: a world, and everything that the page shows of it.

Listens to the network, the actions and the bucket, and updates the state that the page shows. The state changes under the
agenda's lock, and nothing here waits while it holds the lock.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Literal

from sandbox.demo import autoplay, dashboard
from sandbox.demo.activity import ActivityLog, is_only_a_look
from sandbox.demo.changes import Changes
from sandbox.demo.chat_window import ChatWindow, InBackground
from sandbox.demo.handset import Handset, reading_form
from sandbox.demo.record import Kept, Record
from sandbox.demo.words import words_in
from sandbox.host import Activation, PlatformName
from sandbox.twilio import Caption, Change, Entry, KeyPress, Manual, Message, Phone
from sandbox.warm_up import warm_up
from sandbox.world import DESK, Parts, World

Mode = Literal["by-hand", "played"]

#: The default limits would end a user's third try.
_LIMITS = {
    "calls_per_number_per_hour": 60,
    "calls_per_number_per_day": 100,
    "calls_per_chat_per_hour": 60,
    "calls_per_chat_per_day": 100,
}


class Demo:
    """`mode`: whether the user works the phones ("by-hand") or a script does ("played")."""

    def __init__(
        self,
        platform: PlatformName,
        in_background: InBackground,
        parts: Parts | None = None,
        in_processes: bool = False,
    ) -> None:
        parts = parts or Parts()
        desk = parts.desk or {**DESK, "language": parts.language, "limits": _LIMITS}
        self.platform = platform
        self.words = words_in(parts.language)
        #: Suggestions and the played chat are for the skill of this repository.
        self.own_skill = parts.skill is not None
        self.mode: Mode = "by-hand"
        self.changes = Changes()
        self.activity = ActivityLog(self.words)
        self.world = World(platform, replace(parts, desk=desk, watch=self._ran), in_processes)
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
    def live(cls, platform: PlatformName, parts: Parts | None = None) -> Iterator[Demo]:
        """Yields a demo in real time with a chat open. Its functions run in their own processes."""
        pool = ThreadPoolExecutor(4, thread_name_prefix="demo")

        def in_background(work: Callable[[], None]) -> None:
            pool.submit(_reporting, work)

        parts = replace(parts or Parts(), start=datetime.now(UTC))
        demo = cls(platform, in_background, parts, in_processes=True)
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
        lines = self.words.script("chat") if self.mode == "played" and not self.own_skill else ()
        self.chat.open(channel or self.chat.channel, [line.format(number=self.shown_number) for line in lines])
        with self.world.agenda.lock:
            self.activity.clear()
            self.activity.noticed(self.world.assistant.skill.notices, self.world.agenda.now())
            self.record.kept = Kept()

    def set_mode(self, mode: Mode) -> None:
        """Sets who works the phones from the next call on. Played mode begins with a new chat, which a script
        writes if the skill is the repository's own."""
        with self.world.agenda.lock:
            self.mode = mode
            for handset in self.agents:
                handset.phone.plan = Manual()
            self.customer.phone.plan = Manual()
            if mode == "played":
                for handset, plan in zip(self.agents, autoplay.agents(self.words), strict=False):
                    handset.phone.plan = plan
                self.customer.phone.plan = autoplay.customer(self.words)
        if mode == "played":
            self.open_chat()
        else:
            self.chat.stop_script()
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
        """A text message has a new status. It is shown when it is delivered."""
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
