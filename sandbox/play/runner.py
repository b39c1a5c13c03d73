"""Plays a story in a world and checks how it ended. A watcher receives the messages of the chat."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from handover.core.call.events import Event, EventKind
from handover.core.call.state import Handover
from handover.core.chat.transcript import ChatLine
from sandbox.host import PlatformName
from sandbox.play.messages import Messages, messages_in
from sandbox.play.plans import spoken
from sandbox.play.story import Story
from sandbox.watson import ActionChat, Conversation
from sandbox.world import Parts, World


class Watcher(Protocol):
    """Receives every message of the chat, and what Watson notes about its skill."""

    def customer_says(self, text: str) -> None: ...

    def bot_says(self, items: Sequence[dict[str, Any]]) -> None: ...

    def watson_notes(self, problems: Sequence[str]) -> None: ...


#: Seconds after a call until the scheduler has fetched its chat from Watson's logs.
_UNTIL_LOGS = 600


@dataclass(frozen=True)
class Outcome:
    """How a story ended. `wrong` lists the differences from what is expected, as sentences."""

    handovers: list[Handover]
    events: list[Event]
    transcript: list[ChatLine]
    wrong: list[str] = field(default_factory=list)


class _NoWatcher:
    def customer_says(self, text: str) -> None: ...

    def bot_says(self, items: Sequence[dict[str, Any]]) -> None: ...

    def watson_notes(self, problems: Sequence[str]) -> None: ...


def play(story: Story, world: World, watcher: Watcher | None = None, messages: Messages | None = None) -> Outcome:
    """Plays a story to its end, in English without `messages`. Returns its outcome."""
    watching: Watcher = watcher or _NoWatcher()
    messages = messages or messages_in("en")
    world.customer.plan = spoken(story.customer, messages)
    for phone, plan in zip(world.agents, story.agents, strict=True):
        phone.plan = spoken(plan, messages)
    story.set_up(world)
    watching.watson_notes(world.assistant.skill.notices)
    chat = world.action_chat() if story.action_skill else world.chat(story.channel)
    watching.bot_says(chat.greeting)
    watching.watson_notes(chat.problems)
    for text in messages.chat(story.chat):
        world.agenda.advance(5)
        _say(chat, text, watching)
    for act in story.meanwhile:
        if world.agenda.run_until(lambda act=act: act.when(world), at_most=300):  # type: ignore[misc]  # a bound default
            act.does(world, messages)
            if act.says:
                _say(chat, messages.line(act.says), watching)
    world.agenda.run_until(lambda: all(call.over for call in world.network.calls), at_most=3600)
    world.agenda.advance(story.wait)
    for name in story.afterwards:
        _say(chat, messages.line(name), watching)
    world.agenda.advance(_UNTIL_LOGS if world.logs_api else 30)
    return _outcome(story, world, chat)


def make_world(story: Story, platform: PlatformName, parts: Parts | None = None, in_processes: bool = False) -> World:
    """Returns a world that begins at the story's time."""
    parts = parts or Parts()
    parts.start = story.start
    return World(platform, parts, in_processes)


def _say(chat: Conversation | ActionChat, text: str, watching: Watcher) -> None:
    watching.customer_says(text)
    known = len(chat.problems)
    answer = chat.choose(text) if text in chat.choices() else chat.say(text)
    watching.bot_says(answer)
    watching.watson_notes(chat.problems[known:])


def _outcome(story: Story, world: World, chat: Conversation | ActionChat) -> Outcome:
    found = world.handovers(chat.session_id)
    events = world.storage().handovers.events(found[-1].id) if found else []
    transcript = world.transcript(chat.session_id)
    wrong = [*_wrong_end(story, found), *_wrong_calls(story, world)]
    wrong += _lost_words(chat, transcript) if world.assistant.log or world.logs_api else []  # else no source has all
    wrong += [f"The timeline has no {kind}." for kind in story.noted if kind not in {event.kind for event in events}]
    wrong += [
        f"Twilio's console: {entry.code} {entry.text}" for entry in world.network.console if entry.level == "error"
    ]
    return Outcome(found, in_order(events), transcript, wrong)


def in_order(events: Iterable[Event]) -> list[Event]:
    """Returns the events in order of time. Twilio reports whole seconds; within one, a call's usual order decides."""
    usual = list(EventKind)
    return sorted(events, key=lambda event: (event.at.replace(microsecond=0), usual.index(event.kind), event.attempt))


def _wrong_end(story: Story, found: list[Handover]) -> list[str]:
    ends = [str(handover.state) for handover in found]
    expected = [str(state) for state in story.ends]
    return [] if ends == expected else [f"The handovers ended as {ends or 'none'}, not as {expected or 'none'}."]


def _wrong_calls(story: Story, world: World) -> list[str]:
    agents = [phone.number for phone in world.agents]
    placed = [call for call in world.network.calls if call.direction == "outbound-api" and call.to not in agents]
    most = len(story.ends) if story.calls is None else story.calls
    return [] if len(placed) == most else [f"{len(placed)} calls were placed to the customer, not {most}."]


def _lost_words(chat: Conversation | ActionChat, transcript: list[ChatLine]) -> list[str]:
    """Returns a sentence if the stored transcript lacks what the customer said in the chat."""
    kept = [line.text for line in transcript if line.who == "customer"]
    said = [said.text for said in chat.history if said.by == "customer"]
    return (
        []
        if kept == said
        else [f"The transcript has {len(kept)} of the customer's {len(said)} messages, or another order."]
    )
