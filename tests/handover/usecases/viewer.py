"""Handovers of several days, and a viewer who lists them in a container of their own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from handover.core.call.events import EventKind
from handover.core.report.row import Row
from handover.services.storage.handovers import Handovers
from handover.services.storage.keys import handover_keys
from handover.usecases.handover_list import list_days
from tests.handover.actions.dashboard import handovers
from tests.handover.rig import CUSTOMER, Rig, call_request

TODAY, OLD = "20261123", "20261120"


def talked(rig: Rig, n: int, day: str = TODAY, **parameters: Any) -> str:
    """Record a conversation of that day; a higher number is later. Returns its id."""
    return handovers.talked(rig, n, began=_began(day, 2 * n), **parameters)


def refused(rig: Rig, n: int, day: str = TODAY) -> str:
    """Record a request that was refused on that day. Returns its id."""
    return handovers.refused(rig, n, began=_began(day, 2 * n), name="Bob")


def begun(rig: Rig, n: int, day: str = TODAY) -> tuple[str, datetime, Handovers]:
    """Start a call of that day. Returns its id, the time of its request, and the store for further events."""
    handover_id, handovers, at = handover_keys.handover_id(day, "abc", n), rig.storage.handovers, _began(day, n)
    permit = {"wish": call_request(name="Ada").as_record(), "phone": CUSTOMER, "language": "de", "time_limit": 60}
    handovers.claim(handover_id, EventKind.REQUESTED, at, permit)
    return handover_id, at, handovers


def _began(day: str, minutes: int) -> datetime:
    return datetime.strptime(day, "%Y%m%d").replace(tzinfo=UTC) + timedelta(minutes=minutes)


class Viewer:
    """Lists handovers, and counts the requests to storage."""

    def __init__(self, rig: Rig) -> None:
        self.rig = rig
        self.counted = rig.client().separate()
        self.app = rig.app(lambda: self.counted)

    def looks(self, *days: str) -> list[Row]:
        """Returns the rows of those days, or of today."""
        self.counted.take()
        return list_days(self.rig.ctx(self.app), days or (TODAY,)).rows

    def paid(self) -> list[str]:
        """Returns the requests of the last list, without the listings of the days."""
        return [request for request in self.counted.take() if not request.startswith("LIST v1/")]


def of(requests: Sequence[str], verb: str) -> list[str]:
    return [request for request in requests if request.startswith(verb)]
