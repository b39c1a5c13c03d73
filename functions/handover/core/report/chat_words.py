"""The words of a chat that a search finds: all that the customer wrote, and what the bot said besides.

They are plain (plain_words.py) and bounded, and masked as on the handover's page. A bot says the same in every chat, so of
its lines each word is kept once.
"""

from __future__ import annotations

from collections.abc import Iterable

from handover.core.chat.masked_chat import masked_chat
from handover.core.chat.transcript import ChatLine
from handover.core.privacy.mask import Mask
from handover.core.report.plain_words import plain
from handover.core.report.searchable import bounded

#: Characters of one chat.
MOST_CHARACTERS = 4000


def chat_words(lines: Iterable[ChatLine], mask: Mask) -> str:
    """Returns the words of these lines, oldest first."""
    said = [(line.who, plain(line.text)) for line in masked_chat(lines, mask)]
    customers = bounded((text for who, text in said if who != "bot"), MOST_CHARACTERS)
    known = set(customers.split())
    bots = dict.fromkeys(word for who, text in said if who == "bot" for word in text.split() if word not in known)
    return bounded([*customers.split("\n"), " ".join(bots)], MOST_CHARACTERS)
