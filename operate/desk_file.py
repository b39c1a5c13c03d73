"""Checks the operator's desk.json on this machine, by the same rules as the bundle."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from handover.core.desk.config import DeskError, read
from handover.core.desk.schema import SCHEMA
from operate.desk_explained import mistakes
from operate.errors import OperatorError


def check(path: Path) -> bytes | None:
    """Returns the file's bytes if the bundle can use it, or None if there is no such file.

    Raises OperatorError. It names the line of a JSON syntax error, or every mistake: the place (like `agents[1].phone`), and
    the rule in words.
    """
    if not path.is_file():
        return None
    raw = path.read_bytes()
    try:
        read(_document(path, raw))
    except DeskError as error:
        explain(path)
        raise OperatorError(f"{path}: {str(error).removeprefix('desk.json: ')}") from None
    return raw


def explain(path: Path) -> None:
    """Raises OperatorError with a line for each mistake in the file, in words; for a missing file, too."""
    if not path.is_file():
        raise OperatorError(f"There is no {path}: copy desk.example.json there and enter your agents.")
    found = mistakes(json.loads(SCHEMA.read_text(encoding="utf-8")), _document(path, path.read_bytes()))
    if found:
        raise OperatorError("\n".join(f"{path}: {each.rstrip('.')}." for each in found))


def consequences(path: Path) -> list[str]:
    """Returns sentences about what is right in a good file, but is easily overlooked: who cannot sign in."""
    agents = read(_document(path, path.read_bytes())).agents
    return [
        f"Note: agents[{index}] ({agent.name}) cannot sign in and gets no text messages: an extension takes none. "
        "Give the agent a mobile if they are to use the pages."
        for index, agent in enumerate(agents)
        if not agent.own_phone
    ]


def _document(path: Path, raw: bytes) -> Any:
    try:
        return json.loads(raw.decode("utf-8"))
    except UnicodeDecodeError:
        raise OperatorError(f"{path} is not UTF-8 text; save it as UTF-8.") from None
    except json.JSONDecodeError as error:
        raise OperatorError(f"{path}, line {error.lineno}: this is not JSON ({error.msg}).") from None
    except (ValueError, RecursionError) as error:
        raise OperatorError(f"{path}: this is not JSON that can be read ({error}).") from None
