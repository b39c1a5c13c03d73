"""One checked element of a TwiML document: all its attributes are known and valid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Element:
    """`text`: all text inside, including that of nested markup."""

    name: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    children: tuple[Element, ...] = ()

    def get(self, name: str, default: str = "") -> str:
        return self.attributes.get(name, default)

    def number(self, name: str, default: int) -> int:
        """Returns a whole number, or `default` if it is absent or "auto"."""
        text = self.attributes.get(name, "")
        return int(text) if text.lstrip("-").isdigit() else default

    def flag(self, name: str, default: bool = False) -> bool:
        return self.attributes[name] == "true" if name in self.attributes else default
