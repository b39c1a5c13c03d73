"""One element of a TwiML document after it was checked: every attribute it still has is known and right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Element:
    """`text` holds all words inside, those of nested markup too."""

    name: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    children: tuple[Element, ...] = ()

    def get(self, name: str, default: str = "") -> str:
        return self.attributes.get(name, default)

    def number(self, name: str, default: int) -> int:
        """A whole number; `default` when it is absent or "auto"."""
        text = self.attributes.get(name, "")
        return int(text) if text.lstrip("-").isdigit() else default

    def flag(self, name: str, default: bool = False) -> bool:
        return self.attributes[name] == "true" if name in self.attributes else default
