"""How long customers waited today until an agent took their call, as an honest estimate for those who wait now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from math import ceil

from handover.core.report.row import Row

#: The share of waits that were no longer than the estimate, and how many there must be.
SHARE, LEAST = 0.8, 5


def estimate_of(rows: Iterable[Row]) -> int | None:
    """Returns the 80th percentile, by nearest rank, of the seconds from key press to acceptance in these rows, or None if
    they have fewer than five. So it is always a real wait."""
    waits = sorted(wait for row in rows if (wait := waited(row)) is not None)
    return ceil(waits[ceil(len(waits) * SHARE) - 1]) if len(waits) >= LEAST else None


def waited(row: Row) -> float | None:
    """Returns the seconds from the customer's key press until an agent took the call, or None if that is not on record."""
    if not row.keyed_at or not row.connected_at:
        return None
    seconds = (datetime.fromisoformat(row.connected_at) - datetime.fromisoformat(row.keyed_at)).total_seconds()
    return max(0.0, seconds)
