"""The transcript of a chat: turns from Watson's log webhook, and the lines that an agent reads.

There are two sources. The log webhook (`message_logged`, the v2 API's class Log) sends every turn with its times, but some
arrive late, twice or out of order. The dialog's own `transcript` parameter comes with the call request, without times.
`merged` combines both without duplicates.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from handover.core.chat.alignment import aligned
from handover.core.chat.turn import MOST_CHARACTERS, ChatLine, Turn, moment, text
from handover.errors import HandoverError

__all__ = ["ChatLine", "NotATurnError", "Turn", "merged", "read_transcript_parameter", "read_turn", "readable"]

#: The names of the two sides in a `transcript` parameter.
_CUSTOMERS, _BOTS = ("user", "customer", "u"), ("bot", "assistant", "watson")


class NotATurnError(HandoverError):
    """The event is not a `message_logged` event that can be stored. The message says what is missing."""


def read_turn(payload: Mapping[str, Any]) -> Turn:
    """Returns the turn in a `message_logged` payload. Ignores missing and unknown fields, as Watson's documentation asks.

    Raises NotATurnError when there is no session or no log_id: the turn could not be found or told from others.
    """
    request, response = _dict(payload.get("request")), _dict(payload.get("response"))
    world = _dict(_dict(response.get("context")).get("global"))
    session = text(payload.get("session_id")) or text(world.get("session_id"))
    log_id = text(payload.get("log_id"))
    if not session or not log_id:
        raise NotATurnError("A message_logged event needs payload.session_id and payload.log_id.")
    request_at = moment(payload.get("request_timestamp"))
    response_at = moment(payload.get("response_timestamp")) or request_at
    said = text(_dict(request.get("input")).get("text"))
    lines = [ChatLine("customer", said[:MOST_CHARACTERS], request_at)] if said.strip() else []
    for item in _list(_dict(response.get("output")).get("generic")):
        answer = readable(_dict(item))
        if answer.strip():
            lines.append(ChatLine("bot", answer[:MOST_CHARACTERS], response_at))
    count = _dict(world.get("system")).get("turn_count")
    return Turn(
        log_id=log_id,
        session_id=session,
        at=request_at or response_at,
        count=count if isinstance(count, int) else 0,
        channel=_channel(_dict(_dict(response.get("context")).get("integrations"))),
        language=text(payload.get("language")),
        lines=tuple(lines),
    )


def readable(item: Mapping[str, Any]) -> str:
    """Returns one element of `output.generic` as a line that a person can read, or `""` for a pause, and for what the
    page's script draws."""
    kind = text(item.get("response_type"))
    if kind == "text":
        return text(item.get("text"))
    if kind in ("option", "suggestion"):
        choices = _list(item.get("options")) or _list(item.get("suggestions"))
        labels = " | ".join(text(_dict(choice).get("label")) for choice in choices)
        parts = (text(item.get("title")), text(item.get("description")), f"[{labels}]" if labels else "")
        return " ".join(part for part in parts if part)
    if kind == "pause" or "handover" in _dict(item.get("user_defined")):
        return ""
    about = [text(item.get(name)) for name in ("title", "description", "message_to_user", "source", "text")]
    return " ".join(part for part in (f"({kind or 'unknown'})", *about) if part)


def read_transcript_parameter(items: Iterable[Any]) -> tuple[ChatLine, ...]:
    """Returns the lines of a dialog's `transcript` parameter: `[{"user": …}, {"bot": …}]`, or the form
    `[{"user": "bot", "message": …}]` that some service desks use. Any other item becomes a line of the bot."""
    return tuple(line for item in items for line in _parameter_lines(item))


def merged(turns: Iterable[Turn], sent: Sequence[ChatLine], requested_at: datetime | None = None) -> list[ChatLine]:
    """Returns the whole chat in order, without duplicates: the logged turns, and the `sent` lines that no log has.

    The `sent` lines are the transcript parameter: a part of the chat without gaps that ends with the call request. So where
    the two differ, logged lines come before the sent ones until a first line is in both, and after them from then on. If no
    line is in both, the turns after `requested_at` come after the sent lines: they were written during the call.
    """
    turns = list(turns)
    logged = _logged(turns)
    if not sent or not logged:
        return logged or list(sent)
    mine, theirs = [_same(line) for line in logged], [_same(line) for line in sent]
    if requested_at and not set(mine) & set(theirs):
        request = requested_at.timestamp() * 1000
        earlier = [turn for turn in turns if turn.milliseconds <= request]
        later = [turn for turn in turns if turn.milliseconds > request]
        return [*_logged(earlier), *sent, *_logged(later)]
    missing = Counter(theirs) - Counter(mine)  # "yes" may occur twice, with only one of them logged so far
    result: list[ChatLine] = []
    a = c = 0
    for b, d in [*aligned(theirs, mine), (len(sent), len(logged))]:
        only_sent = _take(missing, sent[a:b])
        result += [*logged[c:d], *only_sent] if a == 0 else [*only_sent, *logged[c:d]]
        result += logged[d : d + 1]
        a, c = b + 1, d + 1
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
        return [ChatLine("bot", text(item)[:MOST_CHARACTERS])] if text(item).strip() else []
    if "message" in item:
        lines = [("bot" if text(item.get("user")).lower() in _BOTS else "customer", item["message"])]
    else:
        lines = [("customer" if name.lower() in _CUSTOMERS else "bot", words) for name, words in item.items()]
    return [ChatLine(who, text(words)[:MOST_CHARACTERS]) for who, words in lines if text(words).strip()]


def _channel(integrations: Mapping[str, Any]) -> str:
    name = text(_dict(integrations.get("channel")).get("name"))
    return name or ("Web chat" if "chat" in integrations else "")


def _dict(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
