"""The turns of a chat and their lines, as they are stored.

What is stored may come from another version or from a log with odd values. So reading a record never fails: what cannot be
read is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

#: Times of other years are no times of a chat: a broken clock, or nobody filled them in. They count as unknown. The rule
#: does not depend on the present time, so that a turn that is sent again is read as it was the first time.
_YEARS = range(2000, 2100)

MOST_CHARACTERS = 4096


@dataclass(frozen=True)
class ChatLine:
    """One message of the chat. `who` is `customer` or `bot`, `at` a time as `2026-06-18T12:00:00.101Z`, or `""` if it is
    not known."""

    who: str
    text: str
    at: str = ""

    @property
    def size(self) -> int:
        """The bytes of its text."""
        return len(self.text.encode(errors="replace"))


@dataclass(frozen=True)
class Turn:
    """A customer's message and the bot's reply. `order` sorts turns: by time, then by the session's turn counter."""

    log_id: str
    session_id: str
    at: str
    count: int
    channel: str
    language: str
    lines: tuple[ChatLine, ...] = field(default_factory=tuple)

    @property
    def order(self) -> tuple[str, int, str]:
        return (self.at, self.count, self.log_id)

    @property
    def milliseconds(self) -> int:
        """The turn's time in milliseconds since 1970, or 0 if it is not known."""
        at = moment(self.at)
        return round(datetime.fromisoformat(at).timestamp() * 1000) if at else 0

    def as_record(self) -> dict[str, Any]:
        return asdict(self)

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
