"""Stored handovers for tests of the dashboard's lists."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from handover.core.call.events import EventKind
from handover.services.storage.keys import handover_keys
from tests.handover.rig import CUSTOMER, MONDAY, Rig, call_request


def talked(rig: Rig, n: int, wait: float = 40, agent: str = "anna", began: datetime = MONDAY, **parameters: Any) -> str:
    """Record a conversation that began `n` minutes before `began`. Returns its id."""
    at, handovers = began - timedelta(minutes=n), rig.storage.handovers
    handover_id = handover_keys.handover_id(f"{at:%Y%m%d}", "abc", n)
    permit = {"wish": call_request(**parameters).as_record(), "phone": CUSTOMER, "language": "de", "time_limit": 60}
    order = [{"id": agent, "name": agent.title(), "phone": "+493012345671", "language": "en"}]
    handovers.claim(handover_id, EventKind.REQUESTED, at, permit)
    handovers.add(handover_id, EventKind.HUNT, at + timedelta(seconds=20), {"agents": order})
    handovers.add(handover_id, EventKind.ACCEPTED, at + timedelta(seconds=wait), {}, 1)
    handovers.add(handover_id, EventKind.ENDED, at + timedelta(seconds=wait + 60), {"status": "completed"})
    return handover_id


def refused(rig: Rig, n: int, refusal: str = "closed", began: datetime = MONDAY, **parameters: Any) -> str:
    """Record a request that was refused `n` minutes before `began`. Returns its id."""
    at = began - timedelta(minutes=n)
    handover_id = handover_keys.handover_id(f"{at:%Y%m%d}", f"abc{n}", f"r{n}")
    facts = {"wish": call_request(**parameters).as_record(), "phone": CUSTOMER, "language": "en", "reason": refusal}
    rig.storage.handovers.add(handover_id, EventKind.REFUSED, at, facts)
    return handover_id
