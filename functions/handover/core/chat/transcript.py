"""The transcript of a chat: turns from Watson's log webhook, and the lines that an agent reads.

There are two sources. The log webhook (`message_logged`, the v2 API's class Log) sends every turn with its times, but some
arrive late, twice or out of order. The dialog's own `transcript` parameter comes with the call request, without times.
`merged` combines both without duplicates.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from difflib import SequenceMatcher
from typing import Any

from handover.errors import HandoverError

_MAX_LINE = 4096

#: The names of the two sides in a `transcript` parameter.
_CUSTOMERS, _BOTS = ("user", "customer", "u"), ("bot", "assistant", "watson")


class NotATurnError(HandoverError):
    """The event is not a `message_logged` event that can be stored. The message says what is missing."""


@dataclass(frozen=True)
class ChatLine:
    """One message of the chat. `who` is `customer` or `bot`, `at` a time as `2026-06-18T12:00:00.101Z`, or `""` if it is
    not known."""

    who: str
    text: str
    at: str = ""


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

    def as_record(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Turn:
        known = {name: record[name] for name in cls.__dataclass_fields__ if name in record}
        return cls(**{**known, "lines": tuple(ChatLine(**line) for line in record.get("lines", ()))})


def read_turn(payload: Mapping[str, Any]) -> Turn:
    """Returns the turn in a `message_logged` payload. Ignores missing and unknown fields, as Watson's documentation asks.

    Raises NotATurnError when there is no session or no log_id: the turn could not be found or told from others.
    """
    request, response = _dict(payload.get("request")), _dict(payload.get("response"))
    world = _dict(_dict(response.get("context")).get("global"))
    session = _text(payload.get("session_id")) or _text(world.get("session_id"))
    log_id = _text(payload.get("log_id"))
    if not session or not log_id:
        raise NotATurnError("A message_logged event needs payload.session_id and payload.log_id.")
    request_at = _moment(payload.get("request_timestamp"))
    response_at = _moment(payload.get("response_timestamp")) or request_at
    text = _text(_dict(request.get("input")).get("text"))
    lines = [ChatLine("customer", text[:_MAX_LINE], request_at)] if text.strip() else []
    for item in _list(_dict(response.get("output")).get("generic")):
        text = readable(_dict(item))
        if text:
            lines.append(ChatLine("bot", text[:_MAX_LINE], response_at))
    count = _dict(world.get("system")).get("turn_count")
    return Turn(
        log_id=log_id,
        session_id=session,
        at=request_at or response_at,
        count=count if isinstance(count, int) else 0,
        channel=_channel(_dict(_dict(response.get("context")).get("integrations"))),
        language=_text(payload.get("language")),
        lines=tuple(lines),
    )


def readable(item: Mapping[str, Any]) -> str:
    """Returns one element of `output.generic` as a line that a person can read, or `""` for a pause."""
    kind = _text(item.get("response_type"))
    if kind == "text":
        return _text(item.get("text"))
    if kind in ("option", "suggestion"):
        choices = _list(item.get("options")) or _list(item.get("suggestions"))
        labels = " | ".join(_text(_dict(choice).get("label")) for choice in choices)
        parts = (_text(item.get("title")), _text(item.get("description")), f"[{labels}]" if labels else "")
        return " ".join(part for part in parts if part)
    if kind == "pause":
        return ""
    about = [_text(item.get(name)) for name in ("title", "description", "message_to_user", "source", "text")]
    return " ".join(part for part in (f"({kind or 'unknown'})", *about) if part)


def read_transcript_parameter(items: Iterable[Any]) -> tuple[ChatLine, ...]:
    """Returns the lines of a dialog's `transcript` parameter: `[{"user": …}, {"bot": …}]`, or the form
    `[{"user": "bot", "message": …}]` that some service desks use. Any other item becomes a line of the bot."""
    return tuple(line for item in items for line in _parameter_lines(item))


def merged(turns: Iterable[Turn], sent: Sequence[ChatLine]) -> list[ChatLine]:
    """Returns the whole chat in order, without duplicates: the logged turns, and the `sent` lines that no log has.

    The `sent` lines are the transcript parameter: a part of the chat without gaps that ends with the call request. So where
    the two differ, logged lines come before the sent ones until a first line is in both, and after them from then on.
    """
    logged = _logged(turns)
    if not sent or not logged:
        return logged or list(sent)
    mine, theirs = [_same(line) for line in logged], [_same(line) for line in sent]
    missing = Counter(theirs) - Counter(mine)  # "yes" may occur twice, with only one of them logged so far
    result: list[ChatLine] = []
    for tag, a, b, c, d in SequenceMatcher(a=theirs, b=mine, autojunk=False).get_opcodes():
        only_sent = _take(missing, sent[a:b]) if tag in ("delete", "replace") else []
        result += [*logged[c:d], *only_sent] if a == 0 else [*only_sent, *logged[c:d]]
    return result


def _logged(turns: Iterable[Turn]) -> list[ChatLine]:
    """Returns the lines of all turns in order. Of turns with the same log_id the first counts."""
    by_id: dict[str, Turn] = {}
    for turn in sorted(turns, key=lambda turn: turn.order):
        by_id.setdefault(turn.log_id, turn)
    return [line for turn in by_id.values() for line in turn.lines]


def _take(missing: Counter[tuple[str, str]], lines: Iterable[ChatLine]) -> list[ChatLine]:
    """Returns the lines that are still missing, and removes them from `missing`."""
    taken = []
    for line in lines:
        if missing[_same(line)] > 0:
            missing[_same(line)] -= 1
            taken.append(line)
    return taken


def _same(line: ChatLine) -> tuple[str, str]:
    return (line.who, " ".join(line.text.split()).casefold())


def _parameter_lines(item: Any) -> list[ChatLine]:
    if not isinstance(item, Mapping):
        return [ChatLine("bot", _text(item)[:_MAX_LINE])] if _text(item).strip() else []
    if "message" in item:
        lines = [("bot" if _text(item.get("user")).lower() in _BOTS else "customer", item["message"])]
    else:
        lines = [("customer" if name.lower() in _CUSTOMERS else "bot", text) for name, text in item.items()]
    return [ChatLine(who, _text(text)[:_MAX_LINE]) for who, text in lines if _text(text).strip()]


def _channel(integrations: Mapping[str, Any]) -> str:
    name = _text(_dict(integrations.get("channel")).get("name"))
    return name or ("Web chat" if "chat" in integrations else "")


def _moment(value: Any) -> str:
    """Returns a timestamp in the one form that sorts as text, UTC to the millisecond, or `""` if it is not a timestamp."""
    try:
        at = datetime.fromisoformat(_text(value))
        at = at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return ""
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _dict(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None or isinstance(value, dict | list) else str(value)
