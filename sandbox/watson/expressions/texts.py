"""Methods of texts and numbers. Regular expressions are RE2 in Watson and `re` here; skills use what both share."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from ..errors import EvaluationError
from .values import number, text_of

Method = Callable[..., Any]


def _regex(pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except re.error as error:
        raise EvaluationError(f"the regular expression {pattern!r} is not valid: {error}") from None


def _extract(text: str, pattern: str, group: int) -> str:
    found = _regex(pattern).search(text)
    if found is None or group > found.re.groups:
        return ""
    return found.group(group) or ""


def _get_match(text: str, pattern: str, which: int) -> str:
    found = [match.group() for match in _regex(pattern).finditer(text)]
    return found[which] if 0 <= which < len(found) else ""


def _substring(text: str, begin: int, end: int | None = None) -> str:
    end = len(text) if end is None else end
    if not 0 <= begin <= end <= len(text):
        raise EvaluationError(f"{text!r} has no characters from {begin} to {end}")
    return text[begin:end]


def _parse_json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise EvaluationError(f"{text!r} is not JSON") from None


NUMBER_METHODS: dict[str, Method] = {
    "toInt": lambda value: int(number(value)),
    "toLong": lambda value: int(number(value)),
    "toDouble": lambda value: float(number(value)),
    "toString": lambda value: text_of(value),
    "toJson": lambda value: value,
}

METHODS: dict[str, Method] = {
    **NUMBER_METHODS,
    "append": lambda text, more: text + text_of(more),
    "contains": lambda text, part: text_of(part) in text,
    "endsWith": lambda text, end: text.endswith(end),
    "equals": lambda text, other: text == other,
    "equalsIgnoreCase": lambda text, other: text.casefold() == text_of(other).casefold(),
    "extract": _extract,
    "find": lambda text, pattern: _regex(pattern).search(text) is not None,
    "getMatch": _get_match,
    "indexOf": lambda text, part: text.find(part),
    "isEmpty": lambda text: text == "",
    "length": lambda text: len(text),
    "matches": lambda text, pattern: _regex(pattern).fullmatch(text) is not None,
    "replace": lambda text, old, new: text.replace(old, new),
    "replaceAll": lambda text, pattern, new: _regex(pattern).sub(new, text),
    "split": lambda text, pattern: _regex(pattern).split(text),
    "startsWith": lambda text, start: text.startswith(start),
    "substring": _substring,
    "toJson": _parse_json,
    "toLowerCase": lambda text: text.lower(),
    "toUpperCase": lambda text: text.upper(),
    "trim": lambda text: text.strip(),
}
