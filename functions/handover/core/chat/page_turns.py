"""Turns of a chat that the page which shows it sends: for plans without a log webhook.

They have the form of the log webhook's payload. The session is the token's: a page that names another one is refused. A log
id of the page's never meets one of Watson's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from handover.core.chat.transcript import NotATurnError, read_turn
from handover.core.chat.turn import Source, Turn, moment, text
from handover.errors import HandoverError

CHANNEL = "Web chat"
#: Turns in one request, and lines in a turn. More are not read.
MOST_TURNS, MOST_LINES = 50, 40
#: Begins the log ids of pages. Watson's are UUIDs.
_OF_PAGES = "web:"
#: A turn that is older was not sent by the page of a chat that goes on.
_OLDEST = timedelta(hours=24)
_SAME_CLOCK = timedelta(seconds=30)


class OtherSessionError(HandoverError):
    """The page names another session than its token does."""


def read_page_turns(body: Mapping[str, Any], session_id: str, now: datetime) -> list[Turn]:
    """Returns the turns in `{"turns": […], "now": …}`. Each is a payload with `log_id`, `request`, `response` and times.
    `now` is the page's own time when it sent them: the times of a clock that is wrong are shifted to ours, all by as much,
    so that none is in the future. Turns of the same time are in the order of the list, unless they have a count.

    One turn may also come as the log webhook sends it, as `payload`.

    Raises NotATurnError when there is no list, or a turn has no log_id; OtherSessionError.
    """
    sent = body["turns"] if "turns" in body else [body.get("payload")] if "payload" in body else None
    if not isinstance(sent, list):
        raise NotATurnError("A page sends its turns as a list named turns.")
    if any(_names_another(part, session_id) for part in (body, *sent)):
        raise OtherSessionError("The token is of another session.")
    theirs = moment(body.get("now"))
    shift = now - datetime.fromisoformat(theirs) if theirs else timedelta(0)
    shift = shift if abs(shift) > _SAME_CLOCK else timedelta(0)
    turns = [_turn(each, session_id, n) for n, each in enumerate(sent[:MOST_TURNS], 1)]
    shift -= max(timedelta(0), _newest(turns, now - shift) - (now - shift))
    return [_shifted(turn, shift, now) for turn in turns]


def _newest(turns: Sequence[Turn], now: datetime) -> datetime:
    """Returns the newest time in the turns by the page's clock; `now` if they have none."""
    times = [at for turn in turns for at in (turn.at, *(line.at for line in turn.lines)) if at]
    return datetime.fromisoformat(max(times)) if times else now


def _names_another(part: Any, session_id: str) -> bool:
    return isinstance(part, Mapping) and part.get("session_id") not in (None, "", session_id)


def _turn(sent: Any, session_id: str, place: int) -> Turn:
    payload = sent if isinstance(sent, Mapping) else {}
    log_id = text(payload.get("log_id"))
    own = {"session_id": session_id, "log_id": f"{_OF_PAGES}{log_id}" if log_id else ""}
    turn = read_turn({**payload, **own})
    return replace(
        turn, count=turn.count or place, channel=CHANNEL, lines=turn.lines[:MOST_LINES], source=Source.WEB_CHAT
    )


def _shifted(turn: Turn, shift: timedelta, now: datetime) -> Turn:
    lines = tuple(replace(line, at=_ours(line.at, shift, now)) for line in turn.lines)
    return replace(turn, at=_ours(turn.at, shift, now), lines=lines)


def _ours(at: str, shift: timedelta, now: datetime) -> str:
    """Returns a time of the page's clock as one of ours, within the last day. An unknown one is now."""
    if not at:
        return moment(now.isoformat())
    meant = datetime.fromisoformat(at) + shift
    return moment(min(max(meant, now - _OLDEST), now).isoformat())
