"""Wrap-ups: the outcome of a call, an agent's notes and a follow-up date.

Each save is an event of its own. So nothing is lost when two agents save at the same time, and earlier wrap-ups can still
be read. The latest one has the outcome of the handover.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from handover.core.call.events import Event, time_fact
from handover.core.call.state import Handover
from handover.core.chat.turn import text
from handover.core.desk.dispositions import Disposition, FollowUp, find
from handover.errors import HandoverError

MOST_NOTES = 4000
_ONCE = 40

#: The word of a form for a call that the author takes; another one is for the desk.
FOR_ME = "me"


class WrapUpError(HandoverError):
    """The wrap-up cannot be saved as it is. `field` is the field to change, `problem` a word for what is wrong with it:
    `missing`, `unknown`, `too_long`, `past`, `no_date` or `not_possible`; of a call also why it cannot be booked. `values`
    fill in the sentence about it."""

    def __init__(self, field: str, problem: str, **values: object) -> None:
        super().__init__(f"The wrap-up's {field} cannot be saved: {problem}.")
        self.field = field
        self.problem = problem
        self.values = values


@dataclass(frozen=True)
class WrapUp:
    """`disposition` is an id of the desk's list, `follow_up` a date as `2026-11-30` or `""`. `call_at` is when the customer
    is to be called again (ISO 8601, UTC), or `""`, and `call_for` the id of the agent whom that call is for, or `""` for the
    desk. `agent` is the author's id and
    `name` their name at that time. `once` is a random word of the form: a form that is sent twice is one wrap-up."""

    disposition: str
    notes: str = ""
    follow_up: str = ""
    callback: bool = False
    agent: str = ""
    name: str = ""
    once: str = ""
    call_at: str = ""
    call_for: str = ""

    def as_record(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_event(cls, event: Event) -> WrapUp:
        """Returns the wrap-up in an event, also in one of another version: what it lacks is empty, and a follow-up that is
        no date is none."""
        texts = ("disposition", "notes", "follow_up", "agent", "name", "once", "call_for")
        found = {name: text(event.facts.get(name)) for name in texts}
        try:
            found["follow_up"] = date.fromisoformat(found["follow_up"]).isoformat()
        except ValueError:
            found["follow_up"] = ""
        call = time_fact(event.facts, "call_at")
        return cls(**found, callback=event.facts.get("callback") is True, call_at=call.isoformat() if call else "")


@dataclass(frozen=True)
class SavedWrapUp:
    """A stored wrap-up, and when it was saved."""

    at: datetime
    wrap: WrapUp


def saved_wrap_ups(handover: Handover) -> list[SavedWrapUp]:
    """Returns the handover's wrap-ups, newest first. A form that was sent twice is one wrap-up. A form that was sent,
    changed and sent again is two, because the change must not be lost."""
    first: dict[WrapUp, SavedWrapUp] = {}
    for event in handover.wraps:
        wrap = WrapUp.from_event(event)
        first.setdefault(wrap, SavedWrapUp(event.at, wrap))
    return list(reversed(first.values()))


def may_wrap_up(handover: Handover) -> bool:
    """Returns whether the handover can have an outcome: an agent took the call, or it is over, or it was refused."""
    return not handover.live or handover.accepted_by > 0


def read_wrap_up(
    form: Mapping[str, str], dispositions: Sequence[Disposition], today: date, zone_name: str = "UTC"
) -> WrapUp:
    """Returns the wrap-up in a form, without its author: `call_for` is still a word of the form. `today` is the date where
    the author is, `zone_name` their time zone. Raises WrapUpError for the first field that must change.

    Notes that are too long are refused and not cut: the author decides what to leave out.
    """
    chosen, notes = form.get("disposition", ""), form.get("notes", "").replace("\r\n", "\n").strip()
    disposition = find(dispositions, chosen)
    if disposition is None:
        raise WrapUpError("disposition", "missing" if not chosen else "unknown")
    if len(notes) > MOST_NOTES:
        raise WrapUpError("notes", "too_long")
    call, typed = form.get("call_at", "").strip(), form.get("follow_up", "").strip()
    call_at = _call_at(call, disposition.follow_up, zone_name)
    if call_at and not typed and disposition.follow_up is FollowUp.REQUIRED:
        typed = call[:10]
    follow_up = _follow_up(typed, disposition.follow_up, today)
    return WrapUp(
        disposition=disposition.id,
        notes=notes,
        follow_up=follow_up.isoformat() if follow_up else "",
        callback=form.get("callback", "") != "",
        once=form.get("once", "")[:_ONCE],
        call_at=call_at,
        call_for=form.get("call_for", "")[:_ONCE] if call_at else "",
    )


def _call_at(typed: str, rule: FollowUp, zone_name: str) -> str:
    """Returns the time in the form in ISO 8601 and UTC, or `""` for an empty field. Whether the desk can call then is
    decided where the desk and the number are known. Raises WrapUpError."""
    if not typed:
        return ""
    if rule is FollowUp.NO:
        raise WrapUpError("call_at", "not_possible")
    from handover.core.desk.booking_time import BookingTimeError, read_time  # rows are made without it

    try:
        return read_time(typed, zone_name).isoformat()
    except BookingTimeError as error:
        raise WrapUpError("call_at", "gap" if error.rule == "gap" else "no_time") from None


def _follow_up(text: str, rule: FollowUp, today: date) -> date | None:
    """Returns the date in the form, or None for an empty field. Raises WrapUpError. A date that does not fit the
    disposition is refused and not dropped: the author decides whether the date or the disposition is wrong."""
    if text and rule is FollowUp.NO:
        raise WrapUpError("follow_up", "not_possible")
    day = _day(text)
    if day is None and rule is FollowUp.REQUIRED:
        raise WrapUpError("follow_up", "missing")
    if day and day < today:
        raise WrapUpError("follow_up", "past")
    return day


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise WrapUpError("follow_up", "no_date") from None
