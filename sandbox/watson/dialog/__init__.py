"""One user turn: which nodes run, what they say, what they change (IBM's page dialog-build).

`Turn` is the walk through the tree. It stands on a `TurnState` (conditions, context, output of this turn) and hands nodes
with slots to `Slots`. Sessions, channels and logs are above it, in `assistant.py`.
"""

from .callout import CalloutError, Webhook
from .session import Place, Session
from .turn import Answer, Turn

__all__ = ["Answer", "CalloutError", "Place", "Session", "Turn", "Webhook"]
