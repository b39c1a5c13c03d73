"""Prints a story as it happens: messages, ringing phones, and each run of an action with its duration."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import Any

from handover.core.chat.transcript import readable
from sandbox.host import Activation
from sandbox.play.runner import Outcome
from sandbox.twilio import Caption, Change, Entry, KeyPress, Message, Phone
from sandbox.world import World

_WIDTH = 110
_INDENT = " " * 28

#: Facts of an event that are too long for a line, or contain a whole phone number.
_TOO_MUCH = ("wish", "agents", "phone")


class Printed:
    """Prints one world's story, and names phones by their owners. Prints nothing before `watch`."""

    def __init__(self) -> None:
        self._world: World | None = None
        self._states: dict[str, str] = {}

    def watch(self, world: World) -> None:
        """Prints what happens in this world from now on."""
        self._world = world
        world.customer.owner = "customer"
        world.network.on_change(self._changed)

    def customer_says(self, text: str) -> None:
        self._line("customer", text)

    def bot_says(self, items: Sequence[dict[str, Any]]) -> None:
        for item in items:
            if text := readable(item):
                self._line("bot", text)

    def watson_notes(self, problems: Sequence[str]) -> None:
        """Prints what is unusual in the skill, or what failed in a turn."""
        for problem in problems:
            self._line("Watson's skill", problem)

    def activation(self, ran: Activation) -> None:
        """Prints one run of an action, with the outcome of its log line."""
        if self._world is None:
            return
        facts = ran.run.facts
        words = [
            facts.get("step", ""),
            "→",
            facts.get("outcome") or _outcome(ran),
            f"({facts.get('status', '?')}, {ran.took * 1000:.0f} ms)",
        ]
        self._line(f"[{ran.action}]", " ".join(word for word in words if word))
        for warning in facts.get("warnings", []):
            self._line("", f"warning: {warning}")

    def end(self, outcome: Outcome) -> None:
        """Prints the stored transcript and timeline, and whether the story ended as expected."""
        print("\nThe stored transcript")
        for line in outcome.transcript:
            self._plain(f"{line.at[11:19]:8}  {line.who:9}", line.text)
        print("\nThe stored timeline")
        for event in outcome.events:
            facts = {name: _plain(value) for name, value in event.facts.items() if name not in _TOO_MUCH}
            attempt = f".{event.attempt}" if event.attempt else ""
            text = ", ".join(f"{name} {value}" for name, value in facts.items() if value)
            self._plain(f"{event.at.astimezone(UTC):%H:%M:%S}  {event.kind}{attempt}", text)
        for handover in outcome.handovers:
            print(f"\nHandover {handover.id}: {handover.state}")
        print("".join(f"\nWRONG: {sentence}" for sentence in outcome.wrong) or "\nAs expected.")

    def _changed(self, change: Change) -> None:
        about = change.about
        if isinstance(about, Phone) and self._states.get(about.number, "idle") != about.state:
            self._states[about.number] = about.state
            words = {"ringing": "☎ rings", "connected": "picks up", "idle": "is free again", "calling": "dials"}
            self._line(f"phone {about.owner}", words[about.state])
        elif (
            isinstance(about, Caption)
            and about.text
            and (about.kind != "speech" or about.by == self._owner(about.number))
        ):
            heard = "♪ music or a tone" if about.kind == "audio" else f"“{about.text}”"
            self._line(f"phone {self._owner(about.number)}", heard)
        elif isinstance(about, KeyPress):
            self._line(f"phone {self._owner(about.number)}", f"presses {about.keys}")
        elif isinstance(about, Message) and about.status == "delivered":
            self._line(f"phone {self._owner(about.to)}", f"✉ {about.body}")
        elif isinstance(about, Entry):
            self._line("Twilio's console", f"{about.level} {about.code}: {about.text}")

    def _owner(self, number: str) -> str:
        return self._world.phone(number).owner if self._world else number

    def _line(self, who: str, text: str) -> None:
        now = self._world.agenda.now() if self._world else None
        self._plain(f"{now:%H:%M:%S}  {who}" if now else f"          {who}", text)

    def _plain(self, head: str, text: str) -> None:
        lines = textwrap.wrap(text, _WIDTH - len(_INDENT), break_long_words=False, break_on_hyphens=False) or [""]
        first = f"{head:<{len(_INDENT)}}{lines[0]}".rstrip()
        # One write: several threads print, and each line of the console must stay whole.
        sys.stdout.write("\n".join([first, *(f"{_INDENT}{line}" for line in lines[1:]), ""]))


def _plain(value: object) -> str:
    """Returns a fact of an event in words, or "" for nothing and for what has names of its own inside."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return " and ".join(word for each in value if (word := _plain(each)))
    return "" if value is None or isinstance(value, Mapping) else str(value)


def _outcome(ran: Activation) -> str:
    """Returns the outcome in a word, for a log line that has none."""
    if not ran.run.facts:
        return "?"
    return "shown" if ran.method == "GET" else "done"
