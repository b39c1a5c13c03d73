"""Reads what is stored of the chat: the latest handover, its timeline, and after its end the transcript.

It reads through the bundle's own storage, in the background, after each run of an action. Reads never hold the agenda's
lock, and one runs at a time: the bucket serves one request at a time, and the actions come first.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from handover.core.call.events import Event
from handover.core.call.state import Handover, fold
from handover.core.chat.transcript import ChatLine
from handover.errors import HandoverError
from sandbox.demo.chat_window import InBackground
from sandbox.world import World


@dataclass(frozen=True)
class Kept:
    """`transcript` is empty while the handover is live."""

    session_id: str = ""
    handover: Handover | None = None
    events: tuple[Event, ...] = ()
    transcript: tuple[ChatLine, ...] = ()


class Record:
    """`kept` is what was read last. `then` is called after each read, under the lock."""

    def __init__(self, world: World, in_background: InBackground, then: Callable[[Kept], None]) -> None:
        self.kept = Kept()
        self._world, self._in_background, self._then = world, in_background, then
        self._lock = threading.Lock()
        self._wanted: str | None = None
        self._looking = False

    def look(self, session_id: str) -> None:
        """Reads soon, in the background. Any number of calls during a read cause one more read."""
        with self._lock:
            self._wanted = session_id
            if self._looking:
                return
            self._looking = True
        self._in_background(self._look_while_wanted)

    def _look_while_wanted(self) -> None:
        while (wanted := self._next()) is not None:
            try:
                kept = self._read(wanted)
            except HandoverError:
                continue  # the actions report it themselves, and the next run causes the next read
            with self._world.agenda.lock:
                self.kept = kept
                self._then(kept)

    def _next(self) -> str | None:
        """Returns the chat to read next, or None."""
        with self._lock:
            wanted, self._wanted = self._wanted, None
            self._looking = wanted is not None
            return wanted

    def _read(self, session_id: str) -> Kept:
        known = self.kept.handover if self.kept.session_id == session_id else None
        events: Sequence[Event] = ()
        if known is not None and known.live:
            events = self._world.storage().handovers.events(known.id)
            known = fold(known.id, events, self._world.agenda.now())
        if known is None or not known.live:  # a second call in the same chat, or a call back, has another handover
            found = self._world.handovers(session_id)
            if not found:
                return Kept(session_id)
            if known is None or not events or found[-1].id != known.id:
                events = self._world.storage().handovers.events(found[-1].id)
                known = fold(found[-1].id, events, self._world.agenda.now())
        handover, over = known, known is not None and not known.live
        transcript = self._world.transcript(session_id) if over else []
        return Kept(session_id, handover, tuple(events), tuple(transcript))
