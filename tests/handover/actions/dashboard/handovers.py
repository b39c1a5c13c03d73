"""Handovers for tests of what agents see of them, as they are kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from handover.core.call.events import Kind
from handover.services.storage import keys
from tests.handover.rig import CUSTOMER, MONDAY, Rig, wish


def talked(rig: Rig, n: int, wait: float = 40, agent: str = "anna", began: datetime = MONDAY, **asked: Any) -> str:
    """A conversation that began `n` minutes before; its id."""
    at, timelines = began - timedelta(minutes=n), rig.storage.timelines
    hid = keys.handover_id(f"{at:%Y%m%d}", "abc", n)
    permit = {"wish": wish(**asked).as_record(), "phone": CUSTOMER, "language": "de", "time_limit": 60}
    order = [{"id": agent, "name": agent.title(), "phone": "+493012345671", "language": "en"}]
    timelines.claim(hid, Kind.REQUESTED, at, permit)
    timelines.add(hid, Kind.HUNT, at + timedelta(seconds=20), {"agents": order})
    timelines.add(hid, Kind.ACCEPTED, at + timedelta(seconds=wait), {}, 1)
    timelines.add(hid, Kind.ENDED, at + timedelta(seconds=wait + 60), {"status": "completed"})
    return hid


def refused(rig: Rig, n: int, refusal: str = "closed", began: datetime = MONDAY, **asked: Any) -> str:
    """A request that was refused `n` minutes before; its id."""
    at = began - timedelta(minutes=n)
    hid = keys.handover_id(f"{at:%Y%m%d}", "abc", f"r{n}")
    facts = {"wish": wish(**asked).as_record(), "phone": CUSTOMER, "language": "en", "reason": refusal}
    rig.storage.timelines.add(hid, Kind.REFUSED, at, facts)
    return hid
