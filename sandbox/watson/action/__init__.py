"""An action skill that calls Handover as a custom extension. `chat.py` plays the action of docs/extension.md."""

from .chat import ActionChat
from .extension import Extension, ExtensionError, Result
from .session_history import session_history

__all__ = ["ActionChat", "Extension", "ExtensionError", "Result", "session_history"]
