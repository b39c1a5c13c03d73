"""A handover as one row: for the dashboard's lists, its charts and its CSV files.

A row is a plain record, so that it can be cached and sent as JSON. A list is shown without a record of who saw it. So a row
has the last two digits of the phone number only, and of every number that the chat's own words contain, and no secrets.
Times are ISO 8601 in UTC, or `""` for what did not happen.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from handover.core.call.events import Event, EventKind, Timeline
from handover.core.call.state import Handover, State, fold
from handover.core.call.wrapup import WrapUp
from handover.core.privacy import Mask


@dataclass(frozen=True)
class Row:
    """One handover. `refusal` is the reason of a refused one, `reason` what the customer wants. `agent` is the id of the
    agent who took the call, `agent_name` their name. `answered_at` is when the customer picked up, `connected_at` when an
    agent took the call, `over_at` when it ended. `odd` marks a contradiction in the record."""

    id: str
    state: str
    live: bool
    since: str
    requested_at: str
    name: str = ""
    reason: str = ""
    refusal: str = ""
    last2: str = ""
    language: str = ""
    channel: str = ""
    agent: str = ""
    agent_name: str = ""
    answered_at: str = ""
    connected_at: str = ""
    over_at: str = ""
    disposition: str = ""
    follow_up: str = ""
    callback: bool = False
    odd: bool = False

    @property
    def wait(self) -> float | None:
        """Seconds from the request until an agent took the call, or None if none did."""
        if not self.connected_at:
            return None
        return (datetime.fromisoformat(self.connected_at) - datetime.fromisoformat(self.requested_at)).total_seconds()

    def as_record(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Row:
        """Returns a cached row. Raises TypeError when it lacks fields, as rows of another version do."""
        return cls(**{name: record[name] for name in cls.__dataclass_fields__ if name in record})


#: Increase it when the rules that make a row change, so that cached rows are made again.
_VERSION = 3

_KINDS = frozenset(EventKind)


def row_from(handover_id: str, events: Sequence[Event], now: datetime) -> Row | None:
    """Returns the row of a handover at that time, or None if the events are not a handover's."""
    handover = fold(handover_id, events, now)
    return row_of(handover, events) if handover else None


def mark_of(identities: Iterable[str]) -> str:
    """Returns a short hash over a handover's events, to tell whether its cached row is still right. Events are named as
    `ringing` or `accepted.1`.

    Events are added and never changed. So a handover that is over and has the same mark has the same row. Another version
    of the rules makes other marks, and ignores kinds of events that it does not know. Returns `""` when the events are
    not a handover's: there is no permit, or a void one.
    """
    known = {word for word in identities if word.partition(".")[0] in _KINDS}
    if EventKind.VOID in known or not known & {EventKind.REQUESTED, EventKind.REFUSED}:
        return ""
    made_by = (str(_VERSION), *Row.__dataclass_fields__, *State)
    return hashlib.sha256("\n".join((*made_by, *sorted(known))).encode()).hexdigest()[:16]


def row_of(handover: Handover, events: Sequence[Event]) -> Row:
    """Returns the row of a handover, from the handover and the same events."""
    timeline, call_request, agent = Timeline(events), handover.call_request, handover.agent
    mask = Mask(handover.contact_number).text
    taken = [event for event in timeline.all(EventKind.ACCEPTED) if event.attempt == handover.accepted_by]
    wrap = WrapUp.from_event(handover.wraps[-1]) if handover.wraps else WrapUp("")
    return Row(
        id=handover.id,
        state=handover.state.value,
        live=handover.live,
        since=handover.since.isoformat(),
        requested_at=handover.requested_at.isoformat(),
        name=mask(call_request.name),
        reason=mask(call_request.reason),
        refusal=handover.reason,
        last2=handover.phone[-2:],
        language=handover.language,
        channel=mask(call_request.channel),
        agent=agent.id if agent else "",
        agent_name=agent.name if agent else "",
        answered_at=_at(timeline.one(EventKind.ANSWERED)),
        connected_at=_at(taken[0] if taken else timeline.one(EventKind.BRIDGED)),
        over_at="" if handover.live else handover.since.isoformat(),
        disposition=wrap.disposition,
        follow_up=wrap.follow_up,
        callback=wrap.callback,
        odd=bool(handover.anomalies),
    )


def _at(event: Event | None) -> str:
    return event.at.isoformat() if event else ""
