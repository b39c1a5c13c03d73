"""Kinds of attribute values. Each checks a text, and describes the valid ones."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol


class Value(Protocol):
    def accepts(self, text: str) -> bool: ...

    @property
    def wanted(self) -> str:
        """Returns a description of the valid values, for the end of a sentence."""


@dataclass(frozen=True)
class Anything:
    longest: int | None = None

    def accepts(self, text: str) -> bool:
        return self.longest is None or len(text) <= self.longest

    @property
    def wanted(self) -> str:
        return f"at most {self.longest} characters"


@dataclass(frozen=True)
class Whole:
    low: int
    high: int | None = None

    def accepts(self, text: str) -> bool:
        number = re.fullmatch(r"-?\d{1,9}", text, re.ASCII)
        return number is not None and self.low <= int(text) <= (int(text) if self.high is None else self.high)

    @property
    def wanted(self) -> str:
        return f"a whole number from {self.low}" + (f" to {self.high}" if self.high is not None else "")


@dataclass(frozen=True)
class OneOf:
    words: tuple[str, ...]

    def accepts(self, text: str) -> bool:
        return text in self.words

    @property
    def wanted(self) -> str:
        return " or ".join(self.words)


@dataclass(frozen=True)
class SomeOf:
    """One or more words, separated by spaces."""

    words: tuple[str, ...]

    def accepts(self, text: str) -> bool:
        return bool(text.split()) and set(text.split()) <= set(self.words)

    @property
    def wanted(self) -> str:
        return "words with spaces between, of: " + ", ".join(self.words)


@dataclass(frozen=True)
class Pattern:
    expression: str
    wanted: str

    def accepts(self, text: str) -> bool:
        return re.fullmatch(self.expression, text, re.ASCII) is not None


@dataclass(frozen=True)
class Either:
    first: Value
    second: Value

    def accepts(self, text: str) -> bool:
        return self.first.accepts(text) or self.second.accepts(text)

    @property
    def wanted(self) -> str:
        return f"{self.first.wanted}, or {self.second.wanted}"


FLAG = OneOf(("true", "false"))
METHOD = OneOf(("GET", "POST"))
ADDRESS = Pattern(r"\S*", "an address without spaces")
LANGUAGE = Pattern(r"[a-z]{2,3}(-[A-Za-z]{2,4}){0,2}(-\d{3})?", "a language such as en-US")
VOICE = Pattern(
    r"man|woman|alice|(Polly|Google)\.[A-Za-z0-9][\w-]*", "man, woman, alice, or a voice such as Polly.Joanna-Neural"
)
