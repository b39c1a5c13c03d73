"""Whether a message could be left in a call: what was offered, and in which call.

A customer whom no agent took is offered what the hunt has frozen. A caller without a request has no hunt: the permit of
their call has the offer, and is written only after they agreed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from handover.core.call.booking import RING_BACK
from handover.core.call.events import MESSAGE_ONLY, Event, EventKind, text_fact
from handover.core.call.nobody_left import Offer

#: The events that say it.
KINDS = (EventKind.REQUESTED, EventKind.HUNT)


def offer_in(events: Mapping[EventKind, Event]) -> Offer:
    """Returns what was offered in a call with these events."""
    permit = _facts(events, EventKind.REQUESTED)
    return Offer.from_facts(permit if permit.get(MESSAGE_ONLY) is True else _facts(events, EventKind.HUNT))


def is_message_offered(events: Mapping[EventKind, Event], call_sid: str) -> bool:
    """Returns whether a message could be left in the call of that sid: who was not asked has agreed to no recording. A call
    whose sid is not known, here or there, may be the one."""
    permit, hunt = _facts(events, EventKind.REQUESTED), _facts(events, EventKind.HUNT)
    sid = text_fact(permit, RING_BACK) or text_fact(hunt, "sid")
    return offer_in(events).message_seconds > 0 and (not sid or not call_sid or sid == call_sid)


def _facts(events: Mapping[EventKind, Event], kind: EventKind) -> Mapping[str, Any]:
    return events[kind].facts if kind in events else {}
