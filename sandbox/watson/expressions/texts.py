"""Methods of texts: Watson's own, and those of java.lang.String (IBM's page dialog-methods)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from ..errors import EvaluationError
from . import regexes
from .values import LONGEST_TEXT, index, limited, text_of

Method = Callable[..., Any]


def _substring(text: str, begin: Any, end: Any = None) -> str:
    first, last = index(begin), len(text) if end is None else index(end)
    if not 0 <= first <= last <= len(text):
        raise EvaluationError(f"a text of {len(text)} characters has none from {first} to {last}")
    return text[first:last]


def _char_at(text: str, place: Any) -> str:
    which = index(place)
    if not 0 <= which < len(text):
        raise EvaluationError(f"a text of {len(text)} characters has none at {which}")
    return text[which]


def _parse_json(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_not_json)
    except ValueError:
        raise EvaluationError("the text is not JSON") from None


def _not_json(_constant: str) -> None:
    raise ValueError


def _repeat(text: str, times: Any) -> str:
    count = index(times)
    if count < 0 or len(text) * count > LONGEST_TEXT:
        raise EvaluationError(f"a text cannot be repeated {count} times")
    return text * count


def _compare(text: str, other: Any) -> int:
    second = text_of(other)
    for one, two in zip(text, second, strict=False):
        if one != two:
            return ord(one) - ord(two)
    return len(text) - len(second)


METHODS: dict[str, Method] = {
    "append": lambda text, more: limited(text + text_of(more)),
    "charAt": _char_at,
    "compareTo": _compare,
    "compareToIgnoreCase": lambda text, other: _compare(text.lower(), text_of(other).lower()),
    "concat": lambda text, more: limited(text + text_of(more)),
    "contains": lambda text, part: text_of(part) in text,
    "endsWith": lambda text, end: text.endswith(text_of(end)),
    "equals": lambda text, other: text == other,
    "equalsIgnoreCase": lambda text, other: text.casefold() == text_of(other).casefold(),
    "extract": lambda text, pattern, group: regexes.extract(text, text_of(pattern), index(group)),
    "getMatch": lambda text, pattern, which: regexes.match(text, text_of(pattern), index(which)),
    "indexOf": lambda text, part, begin=0: text.find(text_of(part), max(0, index(begin))),
    "isBlank": lambda text: not text.strip(),
    "isEmpty": lambda text: text == "",
    "lastIndexOf": lambda text, part: text.rfind(text_of(part)),
    "length": lambda text: len(text),
    "matches": lambda text, pattern: regexes.matches(text, text_of(pattern)),
    "repeat": _repeat,
    "replace": lambda text, old, new: limited(text.replace(text_of(old), text_of(new))),
    "replaceAll": lambda text, pattern, new: regexes.replace(text, text_of(pattern), text_of(new)),
    "replaceFirst": lambda text, pattern, new: regexes.replace(text, text_of(pattern), text_of(new), 1),
    "split": lambda text, pattern, limit=0: regexes.split(text, text_of(pattern), index(limit)),
    "startsWith": lambda text, start: text.startswith(text_of(start)),
    "strip": lambda text: text.strip(),
    "substring": _substring,
    "toJson": _parse_json,
    "toLowerCase": lambda text: text.lower(),
    "toUpperCase": lambda text: text.upper(),
    "trim": lambda text: text.strip(),
}
