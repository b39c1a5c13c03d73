"""Checks a command line by a table: every flag is known, given once unless it repeats, and has a value if it takes one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

#: What a flag takes: nothing, or a value of that form.
NOTHING = ""
ANY = r"(?s).+"


class UsageError(Exception):
    """The real tool would print its usage and fail."""


@dataclass(frozen=True)
class Usage:
    """The flags of one command, the required ones, and those that may repeat. `name`: a name comes before the flags."""

    flags: Mapping[str, str]
    required: tuple[str, ...] = ()
    repeats: tuple[str, ...] = ()
    name: bool = False

    def read(self, line: list[str]) -> dict[str, list[str]]:
        """The values by flag. Raises UsageError."""
        given: dict[str, list[str]] = {}
        rest = list(line)
        if self.name:
            if not rest or rest[0].startswith("-"):
                raise UsageError("Incorrect Usage: a name is required")
            given["NAME"] = [rest.pop(0)]
        while rest:
            flag = rest.pop(0)
            if flag not in self.flags:
                raise UsageError(f"Incorrect Usage: flag provided but not defined: {flag}")
            if flag in given and flag not in self.repeats:
                raise UsageError(f"Incorrect Usage: {flag} is given twice")
            form = self.flags[flag]
            value = rest.pop(0) if form != NOTHING and rest else ""
            if form != NOTHING and not re.fullmatch(form, value):
                raise UsageError(f"Incorrect Usage: the value of {flag} is invalid: '{value}'")
            given.setdefault(flag, []).append(value)
        missing = [flag for flag in self.required if flag not in given]
        if missing:
            raise UsageError(f"Incorrect Usage: Required options {', '.join(missing)} are not set")
        return given
