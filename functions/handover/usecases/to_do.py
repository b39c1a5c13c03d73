"""List what is left to do after calls: from the rows of the last weeks, as every list of days is read.

It costs what a report of these days costs: two listings a day, side by side, and the packs of rows that are new. What was
read is remembered for a minute, for the pages that update themselves; a wrap-up ends that at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta, tzinfo

from handover.core.report.period import Period
from handover.core.report.todo import DAYS, Item, to_do
from handover.usecases.context import RequestContext
from handover.usecases.handover_list import list_days


@dataclass(frozen=True)
class ToDo:
    """The tasks, the overdue first. `left_out` is the number of handovers for which there was no time."""

    items: list[Item]
    left_out: int = 0

    def of(self, agent_id: str) -> list[Item]:
        """Returns the tasks of that agent."""
        return [item for item in self.items if item.owner == agent_id]


def list_to_do(ctx: RequestContext, zone: tzinfo, remembered: bool = False) -> ToDo:
    """Returns what is left to do; days are those of `zone`. `remembered`: what was read up to a minute ago will do. Raises
    StorageError."""
    memory, now = ctx.storage.recent_rows, ctx.now()
    known = memory.get() if remembered else None
    if known is None:
        changes, today = memory.changes, now.astimezone(zone).date()
        days = Period(today - timedelta(days=DAYS - 1), today).stored_days(zone, now)
        found = list_days(ctx, days)
        known = found.rows, found.left_out
        memory.keep(known, now, changes)
    return ToDo(to_do(known[0], now, zone), known[1])
