"""The first words."""

from __future__ import annotations

from ..nodes import Choice, Node, Response, Text
from .expressions import SURE
from .routes import ROUTES

_WELCOME = (Text("welcome.hello"), Choice("welcome.what", ("report", "call_me", "hours")))

NODES = (
    Node(
        "welcome",
        "Welcome",
        "welcome",
        says=_WELCOME,
    ),
    # On Messenger and in a web chat with a home screen the customer writes first.
    Node(
        "first_message",
        "First message",
        "conversation_start",
        responses=(
            Response("first_greeting", f"#greeting && {SURE}", says=_WELCOME),
            Response("first_words", says=(Text("welcome.first"),), then=ROUTES),
        ),
    ),
)
