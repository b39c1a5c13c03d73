"""Settle a live handover that is past its bound: callbacks may never come, so Twilio is asked, once, and the finding is
an event like any other.

A call whose create was never answered has no id yet; it is looked for by its number, which no other live handover can
have. Twilio's list lags behind, so only two look-ups that are two minutes apart prove that there is no call.
"""

from __future__ import annotations

from typing import Any

from handover.core.call.bounds import LOOK_GAP, overdue
from handover.core.call.events import Kind
from handover.core.call.state import Handover
from handover.services.telephony import Leg, TelephoneError
from handover.usecases.context import Tools
from handover.usecases.keep_row import keep_row


def settled(tools: Tools, handover: Handover) -> Handover:
    """The handover as it stands after a look at Twilio, if one was due; as it is when Twilio cannot be asked."""
    if not overdue(handover, tools.now()):
        return handover
    try:
        leg = _look(tools, handover)
    except TelephoneError as error:
        tools.log.warn(f"{handover.id} could not be settled: {error}")
        return handover
    _record(tools, handover, leg)
    return tools.storage.timelines.load(handover.id, tools.now()) or handover


def end(tools: Tools, hid: str, status: str, **facts: Any) -> None:
    """Record that the customer's leg is over, take the marker away, and keep the row."""
    timelines = tools.storage.timelines
    timelines.add(hid, Kind.ENDED, tools.now(), {"status": status, **facts})
    timelines.unmark_live(hid)
    keep_row(tools, hid)


def _look(tools: Tools, handover: Handover) -> Leg | None:
    if handover.sid:
        return tools.telephone.look(handover.sid)
    return tools.telephone.find(handover.phone, handover.requested_at)


def _record(tools: Tools, handover: Handover, leg: Leg | None) -> None:
    timelines, now = tools.storage.timelines, tools.now()
    if leg and not handover.sid:
        timelines.add(handover.id, Kind.PLACED, now, {"sid": leg.sid, "source": "look"})
    if leg and leg.over:
        end(tools, handover.id, leg.status, seconds=leg.seconds, sid=leg.sid, source="look")
    elif leg or not handover.sid:
        word = leg.status if leg else "none"
        timelines.add(handover.id, Kind.LOOKED, now, {"status": word}, len(handover.looks) + 1)
    if leg is None and (handover.sid or _looked_before(tools, handover)):
        end(tools, handover.id, "failed", source="look")


def _looked_before(tools: Tools, handover: Handover) -> bool:
    """Whether an earlier look, long enough ago, found no call either."""
    return any(tools.now() - look.at >= LOOK_GAP for look in handover.looks if look.facts.get("status") == "none")
