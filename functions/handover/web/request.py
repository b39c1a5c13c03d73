"""A request, the same on every platform.

Making one never fails. An action first checks the caller by the headers, then reads the body as the form or JSON that it
expects; a body that is neither raises BadBodyError.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl

#: Twilio sends about forty fields. The limit keeps a body of nothing but separators cheap.
MOST_FIELDS = 1000

FORM = "application/x-www-form-urlencoded"


class BadBodyError(Exception):
    """The body is not what the action expects. The message is one plain sentence and repeats nothing of the body."""


class Fields(Mapping[str, str]):
    """The fields of a form or query by name: `fields["a"]` is the last value, `getlist` has all in the order sent.

    Twilio's RequestValidator calls `getlist`, so a form can be passed to it as it is.
    """

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in pairs:
            self._values.setdefault(name, []).append(value)

    def getlist(self, name: str) -> list[str]:
        """Returns all values of that name, or an empty list."""
        return list(self._values.get(name, ()))

    def __getitem__(self, name: str) -> str:
        return self._values[name][-1]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"Fields({', '.join(self._values)})"  # values are phone numbers and secrets


@dataclass(frozen=True)
class Request:
    """`method` in upper case; `path` begins with "/"; `query` as sent, without "?"; header names in lower case."""

    method: str
    path: str = "/"
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def header(self, name: str) -> str:
        """Returns the header's value, or `""`. Names match in any case."""
        return self.headers.get(name.lower(), "")

    @property
    def bearer_token(self) -> str:
        """What follows `Bearer ` in the header Authorization, or `""`."""
        scheme, _, value = self.header("authorization").strip().partition(" ")
        return value.strip() if scheme.lower() == "bearer" else ""

    @property
    def content_type(self) -> str:
        """The media type in lower case, without parameters, or `""`."""
        return media_type(self.header("content-type"))

    @cached_property
    def query_params(self) -> Fields:
        """The query's fields, blank ones too; none if there are more than MOST_FIELDS."""
        try:
            return _fields(self.query)
        except ValueError:
            return Fields([])

    @cached_property
    def form(self) -> Fields:
        """The body's fields, blank ones too; none if it is not a form. Raises BadBodyError if it cannot be parsed."""
        if self.content_type not in (FORM, ""):
            return Fields([])
        try:
            return _fields(self.body.decode())
        except UnicodeDecodeError:
            raise BadBodyError("The body is not a form in UTF-8.") from None
        except ValueError:
            raise BadBodyError(f"The form has more than {MOST_FIELDS} fields.") from None

    def json(self) -> Any:
        """Returns the body as a JSON value, whatever its content type. Raises BadBodyError if it is not JSON.

        Every text in it can be stored and sent on: half a surrogate pair, as in text cut by length, becomes U+FFFD.
        """
        if not self.body.strip():
            raise BadBodyError("The request has no body; a JSON object is expected.")
        try:
            value = json.loads(self.body.decode("utf-8-sig"), parse_constant=_reject_constant, parse_float=_finite)
            return _well_formed(value) if b"\\ud" in self.body.lower() else value
        except UnicodeDecodeError:
            raise BadBodyError("The body is not in UTF-8.") from None
        except RecursionError:
            raise BadBodyError("The body is nested too deeply.") from None
        except ValueError:
            raise BadBodyError("The body is not valid JSON.") from None

    def json_object(self) -> dict[str, Any]:
        """Returns the body as a JSON object. Raises BadBodyError if it is anything else."""
        value = self.json()
        if not isinstance(value, dict):
            raise BadBodyError("The body is not a JSON object.")
        return value


def whole_number(text: str, most_digits: int = 5) -> int | None:
    """Returns the number that the text is, from 0, or None if it is anything but a few digits of ASCII."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= most_digits else None


def well_formed(text: str) -> str:
    """Returns the text with U+FFFD for each half of a surrogate pair: no encoding has one."""
    return text if text.isascii() else text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def media_type(content_type: str) -> str:
    """`Text/XML; charset=utf-8` → `text/xml`."""
    return content_type.partition(";")[0].strip().lower()


def _fields(encoded: str) -> Fields:
    return Fields(parse_qsl(encoded, keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="replace"))


def _reject_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")


def _finite(digits: str) -> float:
    """1e999 is JSON, but Python reads it as infinity, which is not: no platform could send it back."""
    number = float(digits)
    if math.isinf(number):
        raise ValueError("too large a number")
    return number


def _well_formed(value: Any) -> Any:
    return json.loads(well_formed(json.dumps(value, ensure_ascii=False)))
