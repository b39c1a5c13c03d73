"""A handover as one row: for the dashboard's lists, its charts and its CSV files.

A row is a plain record, so that it can be cached and sent as JSON. A list is shown without a record of who saw it. So a row
has the last two digits of the phone number only, and of every number that the chat's own words contain, and no secrets.
Times are ISO 8601 in UTC, or `""` for what did not happen.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from handover.core.call.booking import RETRY
from handover.core.call.events import Event, EventKind, Timeline, number_fact
from handover.core.call.promise import promise_of
from handover.core.call.rating import BEST, rating_of
from handover.core.call.state import Handover, State, fold
from handover.core.call.states import told_as
from handover.core.call.wrapup import WrapUp
from handover.core.privacy.mask import Mask
from handover.core.privacy.numbers import masked
from handover.core.report.readable import date_of, is_moment, moment_of, readable, text_of


@dataclass(frozen=True, slots=True)
class Row:
    """One handover. `refusal` is the reason of a refused one, `reason` what the customer wants. `agent` is the id of the
    agent who took the call, `agent_name` their name, `talks` since when each agent who talks with the customer now does, by
    the agent's id. `answered_at` is when the customer picked up, `keyed_at` when they
    pressed a key, `connected_at` when an agent took the call, `over_at` when it ended. `odd` marks a contradiction in the
    record. `refusals` is the number of refused requests, `limits` says how often each limit was hit, by its word in
    desk.json, or `""` when that is not on record. `rating` is the customer's, 1 to 5, or 0 without one. `booked_for` is when
    a booked call is or was due, `called_at` when it was dialled, `promise` whether that is `open`, `kept` or `broken`, or
    `""` without a promise. `message` is the length of the message that the customer left, in seconds, or 0 for none.
    `retry_of` is the id of the handover that this one tries again by itself. `caller`: somebody without a request rang
    us, who can leave a message only. `rings` says what became of each ring of an agent's phone, by the agent's id
    (rings.py). `words` are what a search finds and no list shows (searchable.py), `ends` the keyed hashes of the number's
    last digits, with a space between. `noted_at` is when the latest outcome was noted, `noted_by` and
    `noted_name` who did, `follow_up_call` the time of the call that was booked with it. `why` says why a call was booked,
    `prefer` is the id of the agent whom it is for, `back_of` the handover that an agent called back. `calls_back`: an agent
    pressed key 3, which books a call back. `handovers` is the number of handovers that the row stands for:
    see grouping.py."""

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
    keyed_at: str = ""
    connected_at: str = ""
    over_at: str = ""
    disposition: str = ""
    follow_up: str = ""
    callback: bool = False
    odd: bool = False
    refusals: int = 0
    limits: Mapping[str, int] = field(default_factory=dict)
    rating: int = 0
    booked_for: str = ""
    promise: str = ""
    message: int = 0
    retry_of: str = ""
    called_at: str = ""
    caller: bool = False
    noted_at: str = ""
    noted_by: str = ""
    noted_name: str = ""
    follow_up_call: str = ""
    why: str = ""
    prefer: str = ""
    back_of: str = ""
    rings: Mapping[str, str] = field(default_factory=dict)
    talks: Mapping[str, str] = field(default_factory=dict)
    words: str = ""
    ends: str = ""
    calls_back: bool = False
    handovers: int = 1

    @property
    def chat(self) -> str:
        """The hash of the chat's session, which is part of the id."""
        return self.id.partition("-")[2].partition("-")[0]

    @property
    def told_as(self) -> str:
        """The word of the state's label: its own, or `calls_back` if no agent took the call but one calls back."""
        return told_as(self.state, self.calls_back)

    @property
    def wait(self) -> float | None:
        """Seconds from the request, or from the dialling of a booked call, until an agent took it; None if none did."""
        if not self.connected_at:
            return None
        began = datetime.fromisoformat(self.called_at or self.requested_at)
        return (datetime.fromisoformat(self.connected_at) - began).total_seconds()

    def as_record(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in _TYPES}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Row:
        """Returns a cached row. Raises TypeError or ValueError when it lacks fields, as rows of another version do, or when
        it is damaged."""
        values = {name: record[name] for name in _TYPES if name in record}
        for name, value in values.items():
            if type(value) is not _TYPES[name] or (type(value) is str and not _is_sendable(value)):
                raise TypeError(f"The row's {name} is damaged.")
        row = cls(**values)
        texts = (*row.rings.values(), *row.talks.values())
        sound = _has_sound_times(row) and _are_counts(row.limits) and all(type(one) is str for one in texts)
        if not sound or not 0 <= row.rating <= BEST or row.message < 0:
            raise ValueError("The row is damaged.")
        return row


_TYPES: Mapping[str, type] = {
    **dict.fromkeys(Row.__match_args__, str),
    **dict.fromkeys(("live", "callback", "odd", "caller", "calls_back"), bool),
    **dict.fromkeys(("refusals", "rating", "message", "handovers"), int),
    **dict.fromkeys(("limits", "rings", "talks"), dict),
}

#: Increase it when the rules that make a row change, so that cached rows are made again.
_VERSION = 7

_KINDS = frozenset(EventKind)
_MADE_BY = (str(_VERSION), *_TYPES, *State)


def row_from(
    handover_id: str, events: Sequence[Event], now: datetime, ends: Callable[[str], str] = lambda _: ""
) -> Row | None:
    """Returns the row of a handover at that time, or None if the events are not a handover's. Facts that cannot be
    understood are left out. `ends` returns the keyed hashes of a number's (E.164) last digits."""
    from handover.core.report.rings import rings_of  # a start of a call loads this module, and makes no row
    from handover.core.report.searchable import words_of

    sound = [readable(event, handover_id) for event in events]
    handover = fold(handover_id, sound, now)
    if handover is None:
        return None
    return replace(
        _row_of(handover, sound, now),
        rings=rings_of(handover, sound),
        words=words_of(handover, events),
        ends=ends(handover.phone),
    )


def mark_of(identities: Iterable[str]) -> str:
    """Returns a short hash over a handover's events, to tell whether its cached row is still right. Events are named as
    `ringing` or `accepted.1`.

    Events are added and never changed. So a handover that is over and has the same mark has the same row. Another version
    of the rules makes other marks, and ignores kinds of events that it does not know. Returns `""` when the events are
    not a handover's: there is no booking and no permit, or a void one.
    """
    return _mark(frozenset(word for word in identities if word.partition(".")[0] in _KINDS))


@lru_cache(maxsize=4096)
def _mark(known: frozenset[str]) -> str:
    kinds = {word.partition(".")[0] for word in known}
    if EventKind.VOID in kinds or not kinds & {EventKind.BOOKED, EventKind.REQUESTED, EventKind.REFUSED}:
        return ""
    return hashlib.sha256("\n".join((*_MADE_BY, *sorted(known))).encode()).hexdigest()[:16]


def _row_of(handover: Handover, events: Sequence[Event], now: datetime) -> Row:
    """Returns the row of a handover at that time, from the handover and the same events."""
    timeline, call_request, agent = Timeline(events), handover.call_request, handover.agent
    mask = Mask(handover.contact_number).text
    taken = [event for event in timeline.all(EventKind.ACCEPTED) if event.attempt == handover.accepted_by]
    connected_at = _at(taken[0] if taken else timeline.one(EventKind.BRIDGED))
    wrapped = handover.wraps[-1] if handover.wraps else None
    wrap = WrapUp.from_event(wrapped) if wrapped else WrapUp("")
    rating = rating_of(handover)
    return Row(
        id=handover.id,
        state=handover.state.value,
        live=handover.live,
        since=handover.since.isoformat(),
        requested_at=handover.began_at.isoformat(),
        called_at=handover.requested_at.isoformat() if handover.requested_at > handover.began_at else "",
        name=mask(call_request.name),
        reason=mask(call_request.reason),
        refusal=handover.reason,
        last2=masked(handover.contact_number).removeprefix("…"),
        language=handover.language,
        channel=mask(call_request.channel),
        agent=agent.id if agent else "",
        agent_name=agent.name if agent else "",
        answered_at=_at(timeline.one(EventKind.ANSWERED)),
        keyed_at=_at(timeline.one(EventKind.HUNT)),
        connected_at=connected_at,
        over_at="" if handover.live else handover.since.isoformat(),
        disposition=text_of(wrap.disposition),
        follow_up=date_of(wrap.follow_up),
        callback=wrap.callback is True,
        odd=bool(handover.anomalies),
        refusals=len(handover.refusals),
        limits=_limits(handover),
        rating=rating.rating if rating else 0,
        booked_for=handover.booking.at.isoformat() if handover.booking else "",
        promise=promise_of(handover, now) or "",
        message=_message(timeline),
        caller=handover.message_only,
        noted_at=_at(wrapped),
        noted_by=text_of(wrap.agent),
        noted_name=text_of(wrap.name),
        follow_up_call=wrap.call_at if moment_of(wrap.call_at) else "",
        why=text_of(handover.booking.why) if handover.booking else "",
        prefer=text_of(handover.prefer),
        back_of=text_of(handover.back_of),
        calls_back=handover.calls_back,
        retry_of=handover.booking.after if handover.booking and handover.booking.why == RETRY else "",
        talks=_talks(handover, connected_at),
    )


def _talks(handover: Handover, connected_at: str) -> dict[str, str]:
    """Returns since when each agent who talks with the customer now does, by the agent's id."""
    if handover.state is not State.CONNECTED:
        return {}
    agent = handover.agent
    first = {agent.id: connected_at or handover.since.isoformat()} if agent and not handover.agent_left else {}
    joined = {
        each.agent.id: each.joined_at.isoformat() for each in handover.colleagues if each.joined_at and each.is_in
    }
    return {agent_id: at for agent_id, at in {**first, **joined}.items() if agent_id}


def _message(timeline: Timeline) -> int:
    """Returns the seconds of the message that the customer left, at least 1, or 0 if there is none."""
    recorded = timeline.one(EventKind.RECORDED)
    return max(1, number_fact(recorded.facts, "seconds")) if recorded else 0


def _limits(handover: Handover) -> dict[str, int]:
    words = [(event.facts.get("limit", ""), event.facts.get("reason")) for event in handover.refusals]
    return dict(Counter(limit for limit, reason in words if limit or reason == "limit_reached"))


def _has_sound_times(row: Row) -> bool:
    others = (row.called_at, row.answered_at, row.keyed_at, row.connected_at, row.over_at, row.booked_for)
    noted = (row.noted_at, row.follow_up_call)
    times = (row.since, row.requested_at, *filter(None, (*others, *noted)))
    return all(is_moment(datetime.fromisoformat(at)) for at in times) and row.follow_up == date_of(row.follow_up)


def _are_counts(limits: Mapping[Any, Any]) -> bool:
    return all(type(word) is str and type(count) is int for word, count in limits.items())


def _is_sendable(text: str) -> bool:
    return text.isascii() or text == text_of(text)


def _at(event: Event | None) -> str:
    return event.at.isoformat() if event else ""
