"""The one masker for everything that shows, speaks, texts or logs what a customer or a bot wrote.

Secrets are hidden from everybody. Phone numbers are masked as the place needs it: in lists and in what a mailbox may hear
every number, on a handover's page the customer's own, until an agent has it shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from handover.core.privacy.numbers import without_any_number, without_number
from handover.core.privacy.secrets import PLAIN, Secret, secret_in_field, without_secrets


class Numbers(Enum):
    """Which phone numbers a mask hides."""

    ANY = auto()
    OWN = auto()  # that of the customer
    NONE = auto()  # for a viewer who had the number shown


@dataclass
class Mask:
    """A mask for one reader. `number` is the customer's, in E.164 or as it was typed. `words` stand in place of secrets.
    `hidden` counts the secrets that it hid so far."""

    number: str = ""
    numbers: Numbers = Numbers.ANY
    words: Mapping[Secret, str] = field(default_factory=lambda: PLAIN)
    hidden: int = 0

    def text(self, text: str, asked: bool = False) -> str:
        """Returns the text for that reader. `asked` says that the bot had just requested a password."""
        text, count = without_secrets(text, self.words, self.number, asked)
        self.hidden += count
        if self.numbers is not Numbers.NONE:
            text = without_number(text, self.number)
        return without_any_number(text) if self.numbers is Numbers.ANY else text

    def value(self, name: str, text: str) -> str:
        """Returns the text of a named field, such as a detail of a call request."""
        secret = secret_in_field(name, text)
        if secret is None:
            return self.text(text)
        self.hidden += 1
        return self.words[secret]
