"""Tells a handover from its stored events: each event with the state before and after it, and the verdict. Pure.

The state is that of the bundle's own fold, at the time of the event: a replay cannot say anything else than what chat and
desk saw then.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from handover.core.call.events import Event, EventKind, LegReport, Timeline
from handover.core.call.state import Handover, State, fold
from operate.flight.meanings import meaning


@dataclass(frozen=True)
class Flight:
    """All that is on record about a handover. `quotas` are the names of the counters that it claimed."""

    handover_id: str
    events: Sequence[Event]
    reports: Sequence[LegReport] = ()
    quotas: Sequence[str] = ()


def tell(flight: Flight, now: datetime) -> list[str]:
    """Returns the story in lines, oldest first."""
    events = sorted(flight.events, key=lambda event: (event.at, list(EventKind).index(event.kind), event.attempt))
    lines = [(event.at, 0, _line(flight.handover_id, events, n)) for n, event in enumerate(events)]
    lines += [(report.at, 1, _report(report)) for report in flight.reports]
    folded = fold(flight.handover_id, events, now)
    return [
        f"Handover {flight.handover_id}",
        *(line for _, _, line in sorted(lines, key=lambda line: line[:2])),
        *(f"Claimed: {name}" for name in flight.quotas),
        *(f"Anomaly: {anomaly}" for anomaly in (folded.anomalies if folded else ())),
        f"State now: {folded.state if folded else 'none'}",
        f"Verdict: {verdict(events, folded)}",
    ]


def verdict(events: Iterable[Event], folded: Handover | None) -> str:
    """Returns why the call did or did not happen, in one sentence. `folded` is the handover as it is now."""
    timeline = Timeline(events)
    refused, ended = timeline.one(EventKind.REFUSED), timeline.one(EventKind.ENDED)
    if folded is None:
        void = timeline.one(EventKind.VOID)
        return "No call: the permit was void." if void else "There is no permit on record, so nothing was dialled."
    if refused and not folded.sid:
        return f"No call: {refused.facts.get('reason', 'no reason on record')}."
    if ended and folded.state is State.FAILED and not folded.sid:
        return "No call is known to Twilio: it was looked for and not found."
    if folded.sid:
        return f"The call {folded.sid} was placed once. {_end(timeline, folded)}"
    if timeline.one(EventKind.CANCELED):
        return "It was cancelled; no call is on record."
    return "It is not known whether a call was placed; it is never placed again."


def _end(timeline: Timeline, folded: Handover) -> str:
    if folded.live:
        return "It is not over."
    taken = timeline.accepted()
    if taken:
        name = folded.agent.name if folded.agent else f"agent {taken}"
        return f"{name} took it." if folded.state is State.COMPLETED else f"{name} took it; it ended as {folded.state}."
    return f"It ended as {folded.state}, and no agent took it."


def _line(handover_id: str, events: Sequence[Event], n: int) -> str:
    event = events[n]
    before, after = (fold(handover_id, events[:until], event.at) for until in (n, n + 1))
    states = f"{before.state if before else 'none'} → {after.state if after else 'none'}"
    attempt = f".{event.attempt}" if event.attempt else ""
    return f"{_time(event.at)}  {event.kind}{attempt}  [{states}]  {meaning(event)}"


def _report(report: LegReport) -> str:
    leg = f"agent {report.attempt}'s leg" if report.attempt else "the customer's leg"
    return f"{_time(report.at)}  report  {leg}: {report.fact}"


def _time(at: datetime) -> str:
    return at.isoformat(sep=" ", timespec="milliseconds")
