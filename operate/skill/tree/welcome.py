"""The first words."""

from __future__ import annotations

from ..nodes import Choice, Node, Text
from .routes import ROUTES

NODES = (
    Node(
        "welcome",
        "Welcome",
        "welcome",
        says=(Text("welcome.hello"), Choice("welcome.what", ("report", "call_me", "hours"))),
    ),
    # On Messenger and in a web chat with a home screen the customer writes first.
    Node("first_message", "First message", "conversation_start", says=(Text("welcome.first"),), then=ROUTES),
)
