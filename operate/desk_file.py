"""Checks the operator's desk.json on this machine, by the same rules as the bundle."""

from __future__ import annotations

import json
from pathlib import Path

from handover.core.desk.config import DeskError, read
from operate.errors import OperatorError


def check(path: Path) -> bytes | None:
    """Returns the file's bytes if the bundle can use it, or None if there is no such file.

    Raises OperatorError. It names the line of a JSON syntax error, or the place (like `agents[1].phone`) and the rule.
    """
    if not path.is_file():
        return None
    raw = path.read_bytes()
    try:
        read(json.loads(raw.decode("utf-8")))
    except UnicodeDecodeError:
        raise OperatorError(f"{path} is not UTF-8 text; save it as UTF-8.") from None
    except json.JSONDecodeError as error:
        raise OperatorError(f"{path}, line {error.lineno}: this is not JSON ({error.msg}).") from None
    except DeskError as error:
        raise OperatorError(f"{path}: {str(error).removeprefix('desk.json: ')}") from None
    return raw
