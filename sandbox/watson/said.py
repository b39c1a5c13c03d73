"""The messages of a chat, as its window shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Said:
    """One message. An assistant's has `items` (response elements) and `user_defined` (what it hands to the page beside
    them), a customer's has `text`.

    `clicked`: the label of the button that the customer clicked, if any.
    """

    by: str
    at: datetime
    text: str = ""
    items: tuple[dict[str, Any], ...] = ()
    clicked: str | None = None
    user_defined: Mapping[str, Any] = field(default_factory=dict)
