"""The turns of a chat and their lines, as they are stored.

What is stored may come from another version or from a log with odd values. So reading a record never fails: what cannot be
read is left out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar

#: Times of other years are no times of a chat: a broken clock, or nobody filled them in. They count as unknown. The rule
#: does not depend on the present time, so that a turn that is sent again is read as it was the first time.
_YEARS = range(2000, 2100)

MOST_CHARACTERS = 4096


class Source(StrEnum):
    """Where a transcript is from. `LOG_WEBHOOK` and `LOGS_API` are Watson's own log, sent as the chat goes on or requested
    afterwards. `WEB_CHAT` are the messages that the customer's page sent, `DIALOG` the list in the call request."""

    LOG_WEBHOOK = "log_webhook"
    LOGS_API = "logs_api"
    WEB_CHAT = "web_chat"
    DIALOG = "dialog"


#: Watson's own log: the same log ids, times and counts.
LOGGED = frozenset({Source.LOG_WEBHOOK, Source.LOGS_API})


def source_named(name: Any) -> Source:
    """Returns the source of a stored turn. Earlier versions had one source and did not name it."""
    return Source(name) if name in tuple(Source) else Source.LOG_WEBHOOK


@dataclass(frozen=True)
class ChatLine:
    """One message of the chat. `who` is `customer` or `bot`, `at` a time as `2026-06-18T12:00:00.101Z`, or `""` if it is
    not known."""

    who: str
    text: str
    at: str = ""
    #: Whether a page alone reported it, although the chat is in Watson's log. Not stored: a merge finds out (merging.py).
    only_by_page: ClassVar[bool] = False

    @property
    def size(self) -> int:
        """The bytes of its text."""
        return len(self.text.encode(errors="replace"))


@dataclass(frozen=True)
class Turn:
    """A customer's message and the bot's reply; from a page, one message. `order` sorts turns: by time, then by `count`, the
    session's counter of turns or the page's counter of messages."""

    log_id: str
    session_id: str
    at: str
    count: int
    channel: str
    language: str
    lines: tuple[ChatLine, ...] = field(default_factory=tuple)
    source: Source = Source.LOG_WEBHOOK

    @property
    def order(self) -> tuple[str, int, str]:
        return (self.at, self.count, self.log_id)

    @property
    def milliseconds(self) -> int:
        """The turn's time in milliseconds since 1970, or 0 if it is not known."""
        at = moment(self.at)
        return round(datetime.fromisoformat(at).timestamp() * 1000) if at else 0

    @property
    def size(self) -> int:
        """The bytes of its record, about."""
        return len(json.dumps(self.as_record(), ensure_ascii=False).encode(errors="replace"))

    def as_record(self) -> dict[str, Any]:
        """Returns what is stored: the log webhook is the source that is not named, as in earlier versions."""
        record = asdict(self)
        if self.source is Source.LOG_WEBHOOK:
            del record["source"]
        return record

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Turn:
        at, count = record.get("at"), record.get("count")
        return cls(
            log_id=text(record.get("log_id")),
            session_id=text(record.get("session_id")),
            at=_known_time(at),
            count=count if isinstance(count, int) else 0,
            channel=text(record.get("channel")),
            language=text(record.get("language")),
            lines=stored_lines(record.get("lines")),
            source=source_named(record.get("source")),
        )


def stored_lines(records: Any) -> tuple[ChatLine, ...]:
    """Returns the lines in a stored list of them."""
    found = [record for record in records if isinstance(record, Mapping)] if isinstance(records, list | tuple) else []
    lines = (
        ChatLine(
            "customer" if record.get("who") == "customer" else "bot",
            text(record.get("text"))[:MOST_CHARACTERS],
            _known_time(record.get("at")),
        )
        for record in found
    )
    return tuple(line for line in lines if line.text.strip())


def moment(value: Any) -> str:
    """Returns a time in the one form that sorts as text, UTC to the millisecond, or `""` if it is no time of a chat."""
    try:
        at = datetime.fromisoformat(text(value))
        at = at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return ""
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z") if at.year in _YEARS else ""


def text(value: Any) -> str:
    """Returns a value as text; `""` for none, and for lists and objects."""
    return value if isinstance(value, str) else "" if value is None or isinstance(value, dict | list) else str(value)


def _known_time(at: Any) -> str:
    return at if isinstance(at, str) and moment(at) else ""
