"""The operator's desk.json on this machine: held against the same rules as in the bundle, told with its line."""

from __future__ import annotations

import json
import re
from pathlib import Path

from handover.core.desk.config import DeskError, read
from operate.errors import OperatorError

_DECODER = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\r\n]*")


def check(path: Path) -> bytes | None:
    """The file's bytes when the bundle can use it; None when there is no such file.

    Raises OperatorError with the line and the rule.
    """
    if not path.is_file():
        return None
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8")
        document = json.loads(text)
    except UnicodeDecodeError:
        raise OperatorError(f"{path} is not UTF-8 text; save it as UTF-8.") from None
    except ValueError as error:
        line = getattr(error, "lineno", 1)
        raise OperatorError(f"{path}, line {line}: this is not JSON ({getattr(error, 'msg', error)}).") from None
    try:
        read(document)
    except DeskError as error:
        rule = str(error).removeprefix("desk.json: ")
        raise OperatorError(f"{path}, line {line_of(text, rule.partition(': ')[0])}: {rule}") from None
    return raw


def line_of(text: str, place: str) -> int:
    """The line (from 1) of a place like `agents[0].phone` in a JSON text; of its nearest known parent if it is not there."""
    position = _skip(text, 0)
    for part in re.findall(r"[^.\[\]]+", place):
        below = _member(text, position, part)
        if below is None:
            break
        position = below
    return text.count("\n", 0, position) + 1


def _member(text: str, position: int, part: str) -> int | None:
    """Where the value of a member or item begins, in the object or array that begins at `position`."""
    if text[position] not in "{[":
        return None
    is_object, index = text[position] == "{", 0
    position = _skip(text, position + 1)
    while text[position] not in "}]":
        name, begin = str(index), position
        if is_object:
            name, end = _DECODER.raw_decode(text, position)
            begin = _skip(text, _skip(text, end) + 1)
        if name == part:
            return position if is_object and text[begin] not in "{[" else begin
        position = _skip(text, _DECODER.raw_decode(text, begin)[1])
        if text[position] == ",":
            position = _skip(text, position + 1)
        index += 1
    return None


def _skip(text: str, position: int) -> int:
    found = _SPACE.match(text, position)
    return found.end() if found else position
