"""The first agent's steps at the dashboard in a story: opens the link that came with the call, and saves the wrap-up."""

from __future__ import annotations

import re

from sandbox.browser import Browser
from sandbox.play.messages import Messages
from sandbox.world import World

_LINK = re.compile(r"https?://\S+")  # a laptop's addresses have no certificate


def link_has_come(world: World) -> bool:
    """Returns whether the first agent's phone rings and has a link."""
    return world.agents[0].state == "ringing" and _link(world) != ""


def call_is_over(world: World) -> bool:
    """Returns whether all calls are over."""
    return all(call.over for call in world.network.calls)


def open_link(world: World, _messages: Messages) -> None:
    """Opens the link, and presses the button on its page."""
    browser = _browser(world)
    browser.open(_link(world))
    browser.submit(t=_link(world).partition("t=")[2])


def wrap_up(world: World, messages: Messages) -> None:
    """Saves the wrap-up of the call, on the page that is still open."""
    browser = _browser(world)
    browser.submit(do="wrap_up", disposition=world.storage().desk().dispositions[0].id, notes=messages.notes)


def _browser(world: World) -> Browser:
    return world.browser(world.desk["agents"][0]["id"])


def _link(world: World) -> str:
    """Returns the link in the agent's latest message, or ""."""
    messages = world.agents[0].messages
    return link_in(messages[-1].body) if messages else ""


def link_in(text: str) -> str:
    """Returns the first link in a text message, or ""."""
    found = _LINK.search(text)
    return found[0] if found else ""
