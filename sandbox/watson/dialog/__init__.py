"""One user turn: which nodes run, what they say, what they change (IBM's page dialog-build).

`Turn` walks through the tree. It uses a `TurnState` (conditions, context and output of the turn), and `Slots` for nodes with
slots. `assistant.py` has sessions, channels and logs.
"""

from .callout import CalloutError, Webhook
from .session import Place, Session
from .turn import Answer, Turn

__all__ = ["Answer", "CalloutError", "Place", "Session", "Turn", "Webhook"]
