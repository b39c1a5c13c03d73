"""The story's lines about the steps of a booking."""

from __future__ import annotations

from datetime import datetime

from handover.core.call.booking import CANCELED, DIAL, DROPPED, RING_BACK
from handover.core.call.events import Event, text_fact, time_fact
from handover.core.call.state import Handover
from handover.core.desk.spoken_time import dated_time
from handover.core.story.wording import Wording
from handover.core.time_zones import zone


def booking_step(event: Event, handover: Handover, wording: Wording) -> str:
    """Returns the sentence about a step. Times are in the desk's zone."""
    dropped = text_fact(event.facts, DROPPED)
    if dropped:
        return wording.text("story.booking_dropped", reason=wording.labels.refusal(dropped))
    for step in (DIAL, CANCELED, RING_BACK):
        if event.facts.get(step):
            return wording.text(f"story.booking_{step}")
    at = time_fact(event.facts)
    key = "story.booked" if event.attempt == 1 else "story.moved"
    said = wording.text(key, last2=handover.phone[-2:], when=when(at, wording) if at else wording.text("story.no_time"))
    first = wording.desk.agent(text_fact(event.facts, "prefer")) if event.attempt == 1 else None
    return " ".join([said, *([wording.text("story.rung_first", agent=first.name)] if first else [])])


def when(at: datetime, wording: Wording) -> str:
    """Returns a time in words, in the desk's zone."""
    return dated_time(at.astimezone(zone(wording.desk.time_zone)), wording.texts)
