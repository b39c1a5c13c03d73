"""A chat as one reader may see it: each line goes through that reader's mask.

What a customer writes after the bot requested a password is one, though nothing in the line says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from handover.core.chat.transcript import ChatLine
from handover.core.privacy.mask import Mask
from handover.core.privacy.secrets import asks_for_secret


def masked_chat(lines: Iterable[ChatLine], mask: Mask) -> Iterator[ChatLine]:
    """Yields the lines of a chat, oldest first, masked."""
    asked = False
    for line in lines:
        if line.who == "bot":
            yield replace(line, text=mask.text(line.text))
            asked = asked or asks_for_secret(line.text)
        else:
            yield replace(line, text=mask.text(line.text, asked))
            asked = False
