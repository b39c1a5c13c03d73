"""Who asked for a person and got one: how many, how long it took, and why the others did not.

Somebody who asks again because the first call came to nothing has one request: what a chat asks for, until somebody talks to
an agent or a day has passed. Waits are counted in opening hours, because nobody can be reached outside of them; of a booked
call from the booked time on, because the customer chose it. The hours are those that the desk has now.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from statistics import median

from handover.core.call.booking import KEPT_WITHIN
from handover.core.desk.open_time import OpenTime
from handover.core.report.plain_words import plain
from handover.core.report.row import Row
from handover.core.report.statistics import Cause, cause_of, has_talked, last_attempts

#: Refusals of somebody who has a call already: no request of its own.
_HAS_A_CALL = ("already_calling", "already_connected")

#: The refusal of requests that name no chat: they have nothing in common.
_NO_CHAT = "missing_session"

#: After so long, asking again is another request.
_SAME_REQUEST = timedelta(hours=24)


@dataclass(frozen=True)
class PersonFigures:
    """`asked` are all requests with a result, `got` those that reached a person; `open_asked` and `open_got` are those made
    in opening hours. `waiting` have no result yet. `median` and `most` (nine in ten) are seconds in opening hours, None
    without any. `causes` are the last results of the others, the most frequent first. `kept`, `broken` and `due` count the
    promises of booked calls. `misunderstood` are calls that began because the chat could not help, `misunderstood_got`
    those of them that reached a person."""

    asked: int = 0
    got: int = 0
    open_asked: int = 0
    open_got: int = 0
    waiting: int = 0
    median: float | None = None
    most: float | None = None
    causes: tuple[Cause, ...] = ()
    kept: int = 0
    broken: int = 0
    due: int = 0
    misunderstood: int = 0
    misunderstood_got: int = 0

    @property
    def share(self) -> float | None:
        """The share of requests in opening hours that reached a person, 0 to 1, or None without any."""
        return self.open_got / self.open_asked if self.open_asked else None

    @property
    def promises_kept(self) -> float | None:
        """The share of promises that were kept, 0 to 1, or None if none is over."""
        over = self.kept + self.broken
        return self.kept / over if over else None


def person_figures(rows: Sequence[Row], hours: OpenTime, misunderstood: Sequence[str] = ()) -> PersonFigures:
    """Returns the figures of these rows. `misunderstood` are the reasons that a chat gives when it could not help."""
    requests = requests_of(rows, hours)
    over = [request for request in requests if not request.waiting]
    got = [request for request in over if request.got]
    waits = sorted(request.wait for request in got)
    causes = Counter(cause_of(request.last) for request in over if not request.got)
    reasons = {plain(reason) for reason in misunderstood}
    began = [request for request in requests if plain(request.first.reason) in reasons]
    promises = Counter(row.promise for row in rows)
    return PersonFigures(
        asked=len(over),
        got=len(got),
        open_asked=sum(request.in_hours for request in over),
        open_got=sum(request.in_hours for request in got),
        waiting=len(requests) - len(over),
        median=median(waits) if waits else None,
        most=waits[ceil(len(waits) * 0.9) - 1] if waits else None,
        causes=tuple(
            Cause(kind, word, count)
            for (kind, word), count in sorted(causes.items(), key=lambda item: (-item[1], item[0]))
        ),
        kept=promises["kept"],
        broken=promises["broken"],
        due=promises["open"],
        misunderstood=len(began),
        misunderstood_got=sum(request.got for request in began),
    )


def requests_of(rows: Sequence[Row], hours: OpenTime) -> list[Request]:
    """Returns the requests for a person in these rows."""
    return [Request(request, hours) for request in _requests(last_attempts(rows))]


class Request:
    """One request. `first` and `last` are the rows that it began and ended with. `got`: it reached a person. `waiting`: it
    has no result yet. `in_hours`: it was made in opening hours. `wait` are seconds in opening hours, 0 for one that did not
    reach a person. `rows` are its rows, oldest first."""

    def __init__(self, rows: Sequence[Row], hours: OpenTime) -> None:
        self.first, self.last = rows[0], rows[-1]
        self.got = has_talked(self.last)
        self.waiting = self.last.live and not self.got
        self.asked_at = datetime.fromisoformat(self.first.requested_at)
        self.in_hours = hours.is_open(self.asked_at)
        self.wait = hours.seconds(_begin(self.first, self.asked_at), _taken(self.last)) if self.got else 0.0


def _begin(row: Row, asked_at: datetime) -> datetime:
    """Returns when the wait began: at the booked time, if the call came when it was due, else with the request."""
    if not row.booked_for or not row.called_at:
        return asked_at
    booked_for, called_at = datetime.fromisoformat(row.booked_for), datetime.fromisoformat(row.called_at)
    return min(booked_for, called_at) if called_at <= booked_for + KEPT_WITHIN else booked_for


def _taken(row: Row) -> datetime:
    return datetime.fromisoformat(row.connected_at or row.since)


def _requests(rows: Sequence[Row]) -> list[list[Row]]:
    """Returns the rows by request, each oldest first."""
    found: list[list[Row]] = []
    latest: dict[str, list[Row]] = {}
    counted = [row for row in rows if row.refusal not in _HAS_A_CALL]
    for row in sorted(counted, key=lambda row: (datetime.fromisoformat(row.requested_at), row.id)):
        chat = row.id if row.refusal == _NO_CHAT else row.chat
        before = latest.get(chat)
        if before is None or _is_over(before[-1], row):
            before = latest[chat] = []
            found.append(before)
        before.append(row)
    return found


def _is_over(before: Row, row: Row) -> bool:
    """Returns whether the row is a new request after the one before it."""
    if has_talked(before):
        return True
    return datetime.fromisoformat(row.requested_at) - datetime.fromisoformat(before.requested_at) > _SAME_REQUEST
