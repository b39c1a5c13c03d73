"""What was said in the chat: one event of the log webhook becomes a turn, a turn becomes lines an agent can read.

Sources differ in what they know. The log webhook (`message_logged`, the v2 API's class Log) brings every turn with its
times, but late, twice or out of order. The dialog's own `transcript` parameter brings words without times, at once.
`merged` puts both together without doubles.
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

#: What dialogs call the two who talk.
_CUSTOMERS, _BOTS = ("user", "customer", "u"), ("bot", "assistant", "watson")


class NotATurnError(HandoverError):
    """The event is no `message_logged` event that can be kept; the message says what is missing."""


@dataclass(frozen=True)
class ChatLine:
    """One thing said: by `customer` or `bot`; `at` is `2026-06-18T12:00:00.101Z`, or empty when the source does not say."""

    who: str
    text: str
    at: str = ""


@dataclass(frozen=True)
class Turn:
    """What one message and its answer said. `order` sorts turns: time first, then the session's turn counter."""

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
    """The turn that a `message_logged` payload tells of. Tolerates missing and unknown fields, as Watson's docs ask for.

    Raises NotATurnError when there is no session or no log_id: without them it could neither be found nor told apart.
    """
    request, response = _dict(payload.get("request")), _dict(payload.get("response"))
    world = _dict(_dict(response.get("context")).get("global"))
    session = _text(payload.get("session_id")) or _text(world.get("session_id"))
    log_id = _text(payload.get("log_id"))
    if not session or not log_id:
        raise NotATurnError("A message_logged event needs payload.session_id and payload.log_id.")
    asked_at = _moment(payload.get("request_timestamp"))
    answered_at = _moment(payload.get("response_timestamp")) or asked_at
    said = _text(_dict(request.get("input")).get("text"))
    lines = [ChatLine("customer", said[:_MAX_LINE], asked_at)] if said.strip() else []
    for item in _list(_dict(response.get("output")).get("generic")):
        text = readable(_dict(item))
        if text:
            lines.append(ChatLine("bot", text[:_MAX_LINE], answered_at))
    count = _dict(world.get("system")).get("turn_count")
    return Turn(
        log_id=log_id,
        session_id=session,
        at=asked_at or answered_at,
        count=count if isinstance(count, int) else 0,
        channel=_channel(_dict(_dict(response.get("context")).get("integrations"))),
        language=_text(payload.get("language")),
        lines=tuple(lines),
    )


def readable(item: Mapping[str, Any]) -> str:
    """One element of `output.generic` as a line for a person; empty for what only paces the page."""
    kind = _text(item.get("response_type"))
    if kind == "text":
        return _text(item.get("text"))
    if kind in ("option", "suggestion"):
        choices = _list(item.get("options")) or _list(item.get("suggestions"))
        labels = " | ".join(_text(_dict(choice).get("label")) for choice in choices)
        asked = (_text(item.get("title")), _text(item.get("description")), f"[{labels}]" if labels else "")
        return " ".join(part for part in asked if part)
    if kind == "pause":
        return ""
    about = [_text(item.get(name)) for name in ("title", "description", "message_to_user", "source", "text")]
    return " ".join(part for part in (f"({kind or 'unknown'})", *about) if part)


def read_transcript_parameter(given: Iterable[Any]) -> tuple[ChatLine, ...]:
    """The lines of a dialog's own `transcript` parameter: `[{"user": …}, {"bot": …}]`, and the form
    `[{"user": "bot", "message": …}]` that some service desks use. Anything else is kept as the bot's words."""
    return tuple(line for item in given for line in _given_lines(item))


def merged(turns: Iterable[Turn], given: Sequence[ChatLine]) -> list[ChatLine]:
    """All that was said, in order, without doubles: logged turns with their times, and given lines that no log has.

    The given lines are a stretch of the chat without a gap, up to the wish. So where both differ, what is logged stands
    before the stretch as long as they had no line in common, and after it from then on.
    """
    logged = _logged(turns)
    if not given or not logged:
        return logged or list(given)
    mine, theirs = [_same(line) for line in logged], [_same(line) for line in given]
    missing = Counter(theirs) - Counter(mine)  # "yes" may be said twice and logged once so far
    result: list[ChatLine] = []
    for tag, a, b, c, d in SequenceMatcher(a=theirs, b=mine, autojunk=False).get_opcodes():
        only_given = _take(missing, given[a:b]) if tag in ("delete", "replace") else []
        result += [*logged[c:d], *only_given] if a == 0 else [*only_given, *logged[c:d]]
    return result


def _logged(turns: Iterable[Turn]) -> list[ChatLine]:
    """The lines of all turns in order; of a turn that is there twice, the first."""
    by_id: dict[str, Turn] = {}
    for turn in sorted(turns, key=lambda turn: turn.order):
        by_id.setdefault(turn.log_id, turn)
    return [line for turn in by_id.values() for line in turn.lines]


def _take(missing: Counter[tuple[str, str]], lines: Iterable[ChatLine]) -> list[ChatLine]:
    """Those of the lines that are still missing; they are not from then on."""
    taken = []
    for line in lines:
        if missing[_same(line)] > 0:
            missing[_same(line)] -= 1
            taken.append(line)
    return taken


def _same(line: ChatLine) -> tuple[str, str]:
    return (line.who, " ".join(line.text.split()).casefold())


def _given_lines(item: Any) -> list[ChatLine]:
    if not isinstance(item, Mapping):
        return [ChatLine("bot", _text(item)[:_MAX_LINE])] if _text(item).strip() else []
    if "message" in item:
        said = [("bot" if _text(item.get("user")).lower() in _BOTS else "customer", item["message"])]
    else:
        said = [("customer" if name.lower() in _CUSTOMERS else "bot", text) for name, text in item.items()]
    return [ChatLine(who, _text(text)[:_MAX_LINE]) for who, text in said if _text(text).strip()]


def _channel(integrations: Mapping[str, Any]) -> str:
    name = _text(_dict(integrations.get("channel")).get("name"))
    return name or ("Web chat" if "chat" in integrations else "")


def _moment(value: Any) -> str:
    """A timestamp in the one form that sorts as text: UTC to the millisecond. Empty when it is none."""
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
