"""Reads what happened: a handover's record, or the call requests of the last days. Reads only."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from handover.core.call.call_request import CallRequest
from handover.core.call.events import Event, EventKind, LegReport, Timeline
from handover.services.storage import RequestStorage
from handover.services.storage.keys import handover_keys, quota_keys
from operate.errors import OperatorError
from operate.flight.backtesting import Happened
from operate.flight.replay import Flight

_AT_ONCE = 200
_WANTED = (EventKind.REQUESTED, EventKind.REFUSED, EventKind.HUNT, EventKind.ACCEPTED, EventKind.BRIDGED)


def from_bucket(storage: RequestStorage, handover_id: str) -> Flight:
    """Returns a handover's record. Raises StorageError; OperatorError if there is none."""
    events = storage.handovers.events(handover_id)
    if not events:
        raise OperatorError(f"There are no events of {handover_id}: its id is wrong, or its time is over.")
    phone = next((str(event.facts["phone"]) for event in events if event.facts.get("phone")), "")
    day = datetime.fromisoformat(handover_id[:8])
    days = [f"{day + timedelta(days=by):%Y%m%d}" for by in (-1, 0, 1)]
    prefixes = [prefix for day_of in days for prefix in quota_keys.counters_of(day_of)]
    names = [
        entry.key
        for prefix in ([storage.keys.number(phone)] if phone else []) + prefixes
        for entry in storage.bucket.listing(prefix)
    ]
    bodies = _batches(storage, names)
    claims = [name for name, body in zip(names, bodies, strict=True) if body and body.get("hid") == handover_id]
    marked = {name for name in names if name.rpartition(".")[0] in claims}
    quotas = [f"{name}{' (given back)' if f'{name}.released' in marked else ''}" for name in claims]
    return Flight(handover_id, events, storage.handovers.legs(handover_id), [_without_hash(name) for name in quotas])


def from_export(file: Path, handover_id: str) -> Flight:
    """Returns a handover's record from a person.json of `operate export`. Raises OperatorError."""
    try:
        handovers = json.loads(file.read_text(encoding="utf-8"))["handovers"]
        found = next((each for each in handovers if each["id"] == handover_id), None)
        if found is None:
            listed = ", ".join(each["id"] for each in handovers)
            raise OperatorError(f"{file} has no handover {handover_id}; it has: {listed or 'none'}.")
        events = [
            Event(EventKind(each["kind"]), datetime.fromisoformat(each["at"]), each["attempt"], _facts(found, each))
            for each in found["events"]
        ]
        reports = [
            LegReport(each["fact"], datetime.fromisoformat(each["at"]), each["attempt"], each["facts"])
            for each in found["reports"]
        ]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise OperatorError(f"{file} is not a person.json of `operate export` ({type(error).__name__}).") from None
    return Flight(handover_id, events, reports)


def requests(storage: RequestStorage, now: datetime, days: int) -> list[Happened]:
    """Returns what became of each call request of the last `days` days, oldest first. Raises StorageError."""
    since = now - timedelta(days=days)
    names = [
        entry.key
        for ago in range(-1, days + 1)
        for entry in storage.bucket.listing(handover_keys.day(f"{now - timedelta(days=ago):%Y%m%d}"))
        if entry.key.rpartition("/")[2].partition(".")[0] in _WANTED
    ]
    by_handover: dict[str, list[Event]] = defaultdict(list)
    for n in range(0, len(names), _AT_ONCE):
        part = names[n : n + _AT_ONCE]
        works = [partial(storage.handovers.read, [name]) for name in part]
        for name, events in zip(part, storage.in_parallel(*works), strict=True):
            by_handover[handover_keys.handover_in(name)] += events
    found = [happened for id, events in by_handover.items() for happened in _happened(id, events)]
    return sorted((each for each in found if each.at >= since), key=lambda each: each.at)


def _happened(handover_id: str, events: Sequence[Event]) -> list[Happened]:
    """Returns the requests of a handover: its permit's, or each refused one that had none."""
    timeline = Timeline(events)
    permit, refused = timeline.one(EventKind.REQUESTED), timeline.all(EventKind.REFUSED)
    if permit:
        reason = str(refused[0].facts.get("reason", "")) if refused else ""
        hunt = timeline.one(EventKind.HUNT)
        order = hunt.facts.get("agents", ()) if hunt else ()
        return [_request(handover_id, permit, reason, len(order) if not timeline.accepted() else timeline.accepted())]
    return [_request(handover_id, event, str(event.facts.get("reason", "")), 0) for event in refused]


def _request(handover_id: str, event: Event, reason: str, rung: int) -> Happened:
    wish = CallRequest.from_record(event.facts.get("wish", {}))
    typed = str(event.facts.get("phone") or wish.phone_number)
    return Happened(handover_id, handover_keys.session_of(handover_id), event.at, typed, reason, rung)


def _facts(handover: Mapping[str, Any], event: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the event's facts, with the call request that an export sets apart."""
    first = event["kind"] in (EventKind.REQUESTED, EventKind.REFUSED)
    return {**event["facts"], **({"wish": handover["request"]} if first else {})}


def _batches(storage: RequestStorage, names: Sequence[str]) -> list[dict[str, Any] | None]:
    bodies: list[dict[str, Any] | None] = []
    for n in range(0, len(names), _AT_ONCE):
        bodies += storage.bucket.get_many(list(names[n : n + _AT_ONCE]))
    return bodies


def _without_hash(name: str) -> str:
    """Returns a counter's name for people: `number/…/000001`."""
    parts = name.removeprefix("v1/").split("/")
    return "/".join("…" if len(part) == 24 else part for part in parts)
