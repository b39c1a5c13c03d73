"""Rows for tests, from a state and a time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from handover.core.call.state import State
from handover.core.report.row import Row


def row(state: State | str = State.COMPLETED, at: str = "2026-11-23T09:00:00+00:00", **more: Any) -> Row:
    """Returns the row of a handover requested at that time (ISO 8601, aware). `wait` is seconds until an agent took it."""
    wait = more.pop("wait", 30.0 if state in (State.COMPLETED, State.CONNECTED) else None)
    requested_at = datetime.fromisoformat(at)
    taken = (requested_at + timedelta(seconds=wait)).isoformat() if wait is not None else ""
    live = state in set(State) and State(state).live
    handover_id = f"{requested_at:%Y%m%d}-abcdefghijklmnopqrstuvwx-1"
    known = {
        "id": handover_id,
        "state": str(state),
        "live": live,
        "since": at,
        "requested_at": at,
        "connected_at": taken,
    }
    return Row(**{**known, **more})
