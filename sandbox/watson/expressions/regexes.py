"""Regular expressions of expressions. They are RE2's in Watson (IBM's page dialog-methods), and here too.

RE2 needs time in proportion to the text, so no pattern can hang a conversation. It has no look-around and no
back-references; such a pattern fails here as it fails at Watson.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from ..errors import EvaluationError
from .values import limited

_LONGEST_PATTERN = 10_000


def find(text: str, pattern: str) -> bool:
    """Returns whether the pattern matches somewhere in the text. Raises EvaluationError for an invalid pattern."""
    return _compiled(pattern).search(text) is not None


def matches(text: str, pattern: str) -> bool:
    """Returns whether the pattern matches the whole text. Raises EvaluationError."""
    return _compiled(pattern).fullmatch(text) is not None


def extract(text: str, pattern: str, group: int) -> str:
    """Returns a group of the first match, "" without one. Raises EvaluationError."""
    found = _compiled(pattern).search(text)
    if found is None or not 0 <= group <= _compiled(pattern).groups:
        return ""
    return found.group(group) or ""


def match(text: str, pattern: str, which: int) -> str:
    """Returns the match of a number, counted from 0, or "". Raises EvaluationError."""
    found = [one.group() for one in _compiled(pattern).finditer(text)]
    return found[which] if 0 <= which < len(found) else ""


def split(text: str, pattern: str, limit: int = 0) -> list[str]:
    """Returns the parts between the matches. As in Java, empty parts at the end are left out without a limit.

    Raises EvaluationError.
    """
    parts: list[str] = []
    end = 0
    for found in _compiled(pattern).finditer(text):
        if 0 < limit == len(parts) + 1:
            break
        begin, after = found.span()
        if after == 0 or (begin == after == len(text)):
            continue
        parts.append(text[end:begin])
        end = after
    parts.append(text[end:])
    while limit == 0 and len(parts) > 1 and not parts[-1]:
        parts.pop()
    return parts


def replace(text: str, pattern: str, new: str, count: int = 0) -> str:
    """Returns the text with the matches replaced; `$1` in `new` is a group. Raises EvaluationError."""
    compiled = _compiled(pattern)
    parts: list[str] = []
    end = 0
    for number, found in enumerate(compiled.finditer(text)):
        if 0 < count == number:
            break
        parts += [text[end : found.start()], _replacement(found, new, compiled.groups)]
        end = found.end()
    return limited("".join([*parts, text[end:]]))


def _replacement(found: Any, new: str, groups: int) -> str:
    def group(reference: re.Match[str]) -> str:
        if reference["sign"]:
            return str(reference["sign"])
        which = int(reference["group"])
        if which > groups:
            raise EvaluationError(f"the regular expression has no group {which}")
        return found.group(which) or ""

    return re.sub(r"\\(?P<sign>.)|\$(?P<group>\d)", group, new)


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> Any:
    import re2  # here, because it takes 80 ms and many skills need none

    options = re2.Options()
    options.log_errors = False
    if len(pattern) > _LONGEST_PATTERN:
        raise EvaluationError(f"a regular expression of {len(pattern)} characters is too long")
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        raise EvaluationError(f"the regular expression {pattern!r} is not valid: {_message(error)}") from None


def _message(error: Exception) -> str:
    detail = error.args[0] if error.args else ""
    return detail.decode("utf-8", "replace") if isinstance(detail, bytes) else str(detail)
