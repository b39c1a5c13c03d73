"""What people write and say in the stories: a file per language in `texts/`, or a file of the user's own."""

from __future__ import annotations

import tomllib
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).with_name("texts")
#: Languages that the stories are written in.
LANGUAGES = tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


class MessagesError(Exception):
    """The file is missing, or is no file of messages. The text is one sentence."""


@dataclass(frozen=True)
class Messages:
    """The messages of a chat, by what they lead to; what is said on the phone; and an agent's `notes`. See en.toml."""

    claim: tuple[str, ...]
    just_call: tuple[str, ...]
    abroad: tuple[str, ...]
    where: str
    cancel: str
    customer_speaks: str
    agent_speaks: str
    notes: str
    #: A skill of one's own may not book calls, and files of version 0.5 and before have no message.
    message: str = ""
    action: tuple[str, ...] = ()
    booked: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    unbooked: tuple[str, ...] = ()

    def line(self, name: str) -> str:
        """Returns one message or sentence by its name. Raises MessagesError if the file has none."""
        line = str(getattr(self, name))
        if not line:
            raise MessagesError(f"The file of messages has no {name}, which this story needs.")
        return line

    def chat(self, name: str) -> tuple[str, ...]:
        """Returns the messages of a chat by its name. Raises MessagesError if the file has none."""
        lines = tuple(getattr(self, name))
        if not lines:
            raise MessagesError(f"The file of messages has no {name}, which this story needs.")
        return lines


def messages_in(language: str) -> Messages:
    """Returns the messages in one of LANGUAGES."""
    return read_messages(_FOLDER / f"{language}.toml")


def read_messages(path: Path) -> Messages:
    """Returns the messages in a file. Raises MessagesError."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise MessagesError(f"{path} cannot be read: {error.strerror}.") from None
    except ValueError as error:
        raise MessagesError(f"{path} is not TOML in UTF-8: {error}.") from None
    needed = [field for field in fields(Messages) if field.default is MISSING or field.name in content]
    return Messages(**{field.name: _value(path, content, field.name, field.type) for field in needed})


def _value(path: Path, content: dict[str, Any], name: str, kind: Any) -> Any:
    value = content.get(name)
    if kind == "str":
        if isinstance(value, str):
            return value
        raise MessagesError(f"{path}: {name} must be a text.")
    if isinstance(value, list) and value and all(isinstance(line, str) for line in value):
        return tuple(value)
    raise MessagesError(f"{path}: {name} must be a list of texts.")
