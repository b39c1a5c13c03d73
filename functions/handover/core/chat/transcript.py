"""The lines of a chat, read from what its sources send: Watson's log (`message_logged` and the logs API, the v2 API's class
Log), and the list in a call request. page_turns.py reads what a page sends; merging.py makes one transcript of all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from handover.core.chat.turn import MOST_CHARACTERS, ChatLine, Turn, moment, text
from handover.errors import HandoverError

__all__ = ["ChatLine", "NotATurnError", "Turn", "read_transcript_parameter", "read_turn", "readable"]

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
    """Returns the lines of a `transcript` parameter: `[{"user": …}, {"bot": …}]` or `["user: …", "bot: …"]` of a dialog; an
    action's session history, `[{"u": …, "n": true}, {"a": …}]` or `[{"role": "user", "content": …}]`; or
    `[{"user": "bot", "message": …}]`, as some service desks have it. Any other item becomes a line of the bot."""
    return tuple(line for item in items for line in _parameter_lines(item))


def _parameter_lines(item: Any) -> list[ChatLine]:
    if not isinstance(item, Mapping):
        who, words = _speaker(text(item))
        return [ChatLine(who, words[:MOST_CHARACTERS])] if words.strip() else []
    if "message" in item:
        lines = [("bot" if text(item.get("user")).lower() in _BOTS else "customer", item["message"])]
    elif "role" in item and "content" in item:
        lines = [("customer" if text(item["role"]).lower() in _CUSTOMERS else "bot", item["content"])]
    else:  # an action's session history has `n` beside `u`: whether the message is new
        lines = [
            ("customer" if name.lower() in _CUSTOMERS else "bot", words)
            for name, words in item.items()
            if not isinstance(words, bool)
        ]
    return [ChatLine(who, text(words)[:MOST_CHARACTERS]) for who, words in lines if text(words).strip()]


def _speaker(said: str) -> tuple[str, str]:
    """Returns who said a text that begins with a name of one of the two sides, and the text without the name."""
    name, colon, words = said.partition(": ")
    if colon and name.lower() in (*_CUSTOMERS, *_BOTS):
        return ("customer" if name.lower() in _CUSTOMERS else "bot"), words
    return "bot", said


def _channel(integrations: Mapping[str, Any]) -> str:
    name = text(_dict(integrations.get("channel")).get("name"))
    return name or ("Web chat" if "chat" in integrations else "")


def _dict(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
