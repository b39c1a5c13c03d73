"""Reads the operator's settings file: one `NAME=value` a line.

Strict, because a mistake would only show later as a wrong signature: what a shell, an editor or a copy button adds to a
value is reported with its line and the remedy, and never removed silently. A message never contains a value.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from pathlib import Path

from handover import settings
from operate import connect
from operate.errors import OperatorError, ProblemsError

_LINE = re.compile(r"(?:export[ ]+)?(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?P<before>[ \t]*)=(?P<value>.*)")


def read(path: Path, environ: Mapping[str, str] = connect.CODE_ENGINE) -> dict[str, str]:
    """Returns the settings in the file, without empty ones, for a platform with that environment.

    Raises ProblemsError with one sentence a problem: the file's format, unknown names, and what the bundle itself would
    reject.
    """
    path = path.absolute()  # its folder may be another than the operator thinks
    values, problems = parse(_text(path), str(path))
    if not problems:
        try:
            settings.read(values, environ)
        except settings.SettingsError as error:
            problems.append(f"{path}: {error}")
    if problems:
        raise ProblemsError(problems)
    return values


def parse(text: str, name: str) -> tuple[dict[str, str], list[str]]:
    """Returns the values in a settings file's text, and its problems. `name` is the file's name in messages."""
    if "\r" in text:
        return {}, [f"{name} has Windows line ends; save it with LF, for example: sed -i 's/\\r$//' {name}"]
    values: dict[str, str] = {}
    problems: list[str] = []
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            key, value = _entry(line)
        except OperatorError as error:
            problems.append(f"{name}, line {number}: {error}.")
            continue
        if key in values:
            problems.append(f"{name}, line {number}: {key} is set twice; keep one of the lines.")
        values[key] = value
    return {key: value for key, value in values.items() if value}, problems


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        raise OperatorError(
            f"There is no {path}; copy settings.example.env there and fill it in, or name another with --settings FILE."
        ) from None
    except (OSError, UnicodeDecodeError):
        raise OperatorError(f"{path} cannot be read as UTF-8 text.") from None


def _entry(line: str) -> tuple[str, str]:
    found = _LINE.fullmatch(line)
    if not found:
        raise OperatorError("this is not NAME=value")
    name, value = found["name"], found["value"]
    if name not in settings.RULES:
        near = difflib.get_close_matches(name.upper(), settings.RULES, n=1)
        raise OperatorError(f"{name} is not a setting" + (f"; did you mean {near[0]}" if near else ""))
    if found["before"] or value[:1] in (" ", "\t"):
        raise OperatorError(f"{name} has spaces around its =; write {name}=value")
    return name, _unquoted(name, value)


def _unquoted(name: str, value: str) -> str:
    if value != value.rstrip():
        raise OperatorError(f"{name} has a space at its end; delete it")
    quote = value[:1]
    if quote in ("'", '"', "\u201c", "\u2018"):
        if len(value) < 2 or value[-1] != quote or quote in ("\u201c", "\u2018"):
            raise OperatorError(f"{name} has a quotation mark that does not close on its line; quotes are not needed")
        value = value[1:-1]
    elif value[-1:] in ("'", '"'):
        raise OperatorError(f"{name} ends in a quotation mark; delete it")
    if value.endswith(("\\n", "\\r")):
        raise OperatorError(f"{name} ends in a line break written as \\n; delete it")
    if value != value.strip() or any(ord(sign) < 32 for sign in value):
        raise OperatorError(f"{name} has spaces or control characters at its ends or within; copy it again")
    return value
