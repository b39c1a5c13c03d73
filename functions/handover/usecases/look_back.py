"""Look back: the handovers of a period as one reader lived it. What is stored is kept by UTC days; the reader's days are
their own."""

from __future__ import annotations

from datetime import tzinfo

from handover.core.report.period import Period
from handover.core.report.row import Row
from handover.usecases.context import RequestContext
from handover.usecases.handover_list import rows_of


def look_back(ctx: RequestContext, period: Period, zone: tzinfo) -> list[Row]:
    """The period's handovers, newest first. Costs what its stored days cost, however much was stored before.
    Raises StorageError."""
    rows = rows_of(ctx, period.stored_days(zone, ctx.now()))
    return [row for row in rows if period.holds(row.requested_at, zone)]
