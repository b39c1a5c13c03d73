"""What is left to do after calls, computed from their rows: one task for each call at most.

A task is done when an outcome is noted, or when the same customer was reached later; only the outcome of a conversation is
still to be noted then. So nothing has to be ticked off, and nothing is stored for it. A customer whom several calls missed
is one task: the latest of these calls.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from handover.core.call.booking import CALL_BACK, FOLLOW_UP, RETRY
from handover.core.call.states import State
from handover.core.report.row import Row


class Task(StrEnum):
    """What is to be done: words of the texts `todo.task_…`."""

    VOICEMAIL = "voicemail"  # the customer left a message
    CALLBACK = "callback"  # an agent noted that the customer wants to be called back
    FOLLOW_UP = "follow_up"  # an agent noted this day
    BOOKED = "booked"  # a call is booked for today: the desk places it by itself
    PROMISE = "promise"  # a booked call was not placed
    DROPPED = "dropped"  # the conversation was cut off
    MISSED = "missed"  # the customer asked for a call, and no conversation followed
    OUTCOME = "outcome"  # there was a conversation, and no outcome is noted


#: Days for which a day is looked at: a follow-up or callback that was noted before is not listed any more.
DAYS = 31
#: For so long a call without an outcome is a task.
_WITHOUT_OUTCOME = timedelta(days=7)
#: A task without a date is overdue after this.
_OVERDUE = timedelta(days=1)

_MISSED = (State.BUSY, State.NO_ANSWER, State.NO_HUMAN, State.ABANDONED, State.NO_AGENT, State.FAILED)
_TALKED = (State.CONNECTED, State.COMPLETED, State.DROPPED)


@dataclass(frozen=True)
class Item:
    """A task and the handover that it is about. `due` is since when it is to be done (aware), `dated` whether that is a day
    without a time of day. `owner` is the id of the agent whose task it is, or `""` for anybody's, `owner_name` the name on
    record."""

    task: Task
    row: Row
    due: datetime
    overdue: bool
    dated: bool = False
    owner: str = ""
    owner_name: str = ""


def to_do(rows: Sequence[Row], now: datetime, zone: tzinfo) -> list[Item]:
    """Returns what is left to do of these handovers at `now` (aware), the overdue first, of these the longest due first.
    Days are those of `zone`."""
    today = now.astimezone(zone).date()
    later = _Later(rows)
    found = [item for row in rows if (item := _item(row, later, now, today, zone))]
    return sorted(found, key=lambda item: (not item.overdue, item.due, item.row.id))


class _Later:
    """What happened later with the same customer: by the number, or by the chat for a row without one."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._talked: dict[str, str] = {}
        self._asked: dict[str, str] = {}
        rows = tuple(rows)
        in_vain = {row.chat for row in rows if row.back_of and row.state == State.REFUSED}
        for row in rows:
            key = _customer(row)
            if row.state in _TALKED and row.connected_at:
                self._talked[key] = max(self._talked.get(key, ""), _sortable(row.connected_at))
            # A retry gives way to an agent's call back. If the agent did not take that, nobody has called.
            gave_way = row.state == State.CANCELED and row.why == RETRY and row.chat in in_vain
            if row.state != State.REFUSED and not gave_way:
                self._asked[key] = max(self._asked.get(key, ""), _sortable(row.requested_at))

    def talked(self, row: Row, since: str) -> bool:
        """Returns whether the customer talked to an agent after that time."""
        return self._talked.get(_customer(row), "") > _sortable(since)

    def went_on(self, row: Row) -> bool:
        """Returns whether the customer has a later handover, which shows how it went on."""
        return self._asked.get(_customer(row), "") > _sortable(row.requested_at)


def _customer(row: Row) -> str:
    return row.ends or f"-{row.chat}"


def _sortable(at: str) -> str:
    return datetime.fromisoformat(at).astimezone(UTC).isoformat(timespec="microseconds")


def _item(row: Row, later: _Later, now: datetime, today: date, zone: tzinfo) -> Item | None:
    if row.live:
        return _booked(row, today, zone)
    if row.noted_at:
        return None if row.follow_up_call or later.talked(row, row.noted_at) else _noted(row, today, zone)
    over = datetime.fromisoformat(row.over_at or row.since)
    task = _without_outcome(row, later)
    if task is None or now - over > _WITHOUT_OUTCOME:
        return None
    if task is not Task.OUTCOME and later.talked(row, row.over_at or row.since):
        return None
    owned = (row.agent, row.agent_name) if task in (Task.OUTCOME, Task.DROPPED) else (row.prefer, "")
    return Item(task, row, over, now - over > _OVERDUE, False, *owned)


def _booked(row: Row, today: date, zone: tzinfo) -> Item | None:
    if row.state != State.SCHEDULED or row.why not in (CALL_BACK, FOLLOW_UP) or not row.booked_for:
        return None
    due = datetime.fromisoformat(row.booked_for)
    if due.astimezone(zone).date() > today:
        return None
    return Item(Task.BOOKED, row, due, row.promise == "broken", owner=row.prefer)


def _noted(row: Row, today: date, zone: tzinfo) -> Item | None:
    day = date.fromisoformat(row.follow_up) if row.follow_up else None
    if (day is None and not row.callback) or (day and day > today):
        return None
    task = Task.CALLBACK if row.callback else Task.FOLLOW_UP
    due = datetime.combine(day, time.min, zone) if day else datetime.fromisoformat(row.noted_at)
    overdue = (day or due.astimezone(zone).date()) < today
    return Item(task, row, due, overdue, day is not None, row.noted_by, row.noted_name)


def _without_outcome(row: Row, later: _Later) -> Task | None:
    """Returns what is to be done about a handover that is over and has no outcome."""
    if row.message or row.state == State.VOICEMAIL:
        return Task.VOICEMAIL
    if row.state == State.COMPLETED:
        return Task.OUTCOME
    if row.state == State.DROPPED:
        return None if later.went_on(row) else Task.DROPPED
    if row.promise == "broken" and row.state in (State.REFUSED, *_MISSED):
        return None if later.went_on(row) else Task.PROMISE
    return Task.MISSED if row.state in _MISSED and not later.went_on(row) else None
