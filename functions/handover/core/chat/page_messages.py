"""The messages of a chat as the customer's page sends them.

    {"web_chat": {"page": "8b1d…", "sent_at": "2026-06-18T12:00:30.000Z", "messages": [
        {"n": 1, "at": "2026-06-18T12:00:01.000Z", "bot": [{"response_type": "text", "text": "Hello."}]},
        {"n": 2, "at": "2026-06-18T12:00:09.000Z", "user": "please call me", "label": "Call me"}]}}

`page` is a random id of the loaded page, `n` counts its messages from 1: both together name a message, so that one sent
twice is kept once. `bot` is Watson's `output.generic`, or a text. Times are by the page's clock, which may be wrong:
`sent_at` tells by how much.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from handover.core.chat.transcript import NotATurnError, readable
from handover.core.chat.turn import MOST_CHARACTERS, ChatLine, Source, Turn, moment, text

#: Messages of one body, and of one loaded page.
MOST_MESSAGES, MOST_OF_A_PAGE = 50, 2000
#: Elements of one answer of the bot.
_MOST_ELEMENTS = 20
_PAGE = re.compile(r"[A-Za-z0-9_-]{8,64}")
#: Messages that a page sends so late have the time of the oldest one that it may send.
_OLDEST = timedelta(days=1)


def read_page_messages(body: Mapping[str, Any], received_at: datetime) -> tuple[Turn, ...]:
    """Returns a turn for each message that has words, in the order of `n`, with times by our clock. The turns name no
    session: that is in the page's token. Raises NotATurnError if any part of the body has another shape."""
    sent = body.get("web_chat")
    if not isinstance(sent, Mapping) or not _PAGE.fullmatch(text(sent.get("page"))):
        raise NotATurnError("A page sends web_chat.page, 8 to 64 letters, digits, _ or -.")
    messages = sent.get("messages")
    if not isinstance(messages, list) or not 1 <= len(messages) <= MOST_MESSAGES:
        raise NotATurnError(f"A page sends web_chat.messages, 1 to {MOST_MESSAGES} of them.")
    numbered = sorted((_number(message), n) for n, message in enumerate(messages))
    if len({number for number, _ in numbered}) < len(numbered):
        raise NotATurnError("Each message of a page has an n of its own.")
    times = [_time(messages[n].get("at")) for _, n in numbered]
    ours = _by_our_clock(times, _time(sent.get("sent_at")), received_at)
    turns = []
    for (number, n), at in zip(numbered, ours, strict=True):
        lines = tuple(_lines(messages[n], at))
        if lines:
            turns.append(Turn(f"{sent['page']}.{number}", "", at, number, "Web chat", "", lines, Source.WEB_CHAT))
    return tuple(turns)


def _number(message: Any) -> int:
    n = message.get("n") if isinstance(message, Mapping) else None
    if not isinstance(n, int) or isinstance(n, bool) or not 1 <= n <= MOST_OF_A_PAGE:
        raise NotATurnError(f"Each message of a page has an n from 1 to {MOST_OF_A_PAGE}.")
    return n


def _lines(message: Mapping[str, Any], at: str) -> list[ChatLine]:
    if ("user" in message) == ("bot" in message):
        raise NotATurnError("Each message of a page has either user or bot.")
    if "user" in message:
        said = _words(message["user"]).strip() or _words(message.get("label", ""))
        found = [("customer", said)]
    elif isinstance(message["bot"], list):
        elements = [element for element in message["bot"] if isinstance(element, Mapping)]
        found = [("bot", readable(element)) for element in elements[:_MOST_ELEMENTS]]
    else:
        found = [("bot", _words(message["bot"]))]
    return [ChatLine(who, words[:MOST_CHARACTERS], at) for who, words in found if words.strip()]


def _words(value: Any) -> str:
    if not isinstance(value, str):
        raise NotATurnError("A message of a page is a text; the bot's may be a list of response elements.")
    return value


def _time(value: Any) -> datetime | None:
    at = moment(value)
    return datetime.fromisoformat(at) if at else None


def _by_our_clock(times: list[datetime | None], sent_at: datetime | None, received_at: datetime) -> list[str]:
    """Returns the times as our clock would have them: none after now, none before the message in front of it."""
    last = sent_at or max(filter(None, times), default=None)
    earliest = received_at - _OLDEST
    found = []
    for at in times:
        by_ours = received_at - (last - at) if at and last else received_at
        earliest = min(max(by_ours, earliest), received_at)
        found.append(moment(earliest.isoformat()))
    return found
