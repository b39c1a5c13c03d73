"""List what is left to do after calls: from the rows of the last weeks, as every list of days is read.

It costs what a report of these days costs: two listings a day, side by side, and the packs of rows that are new. For the
pages that update themselves, what was read is remembered: today and yesterday for a minute, the days before for ten, because
only outcomes still change them. An outcome that is noted here ends that at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta, tzinfo

from handover.core.report.period import Period
from handover.core.report.row import Row
from handover.core.report.todo import DAYS, Item, to_do
from handover.usecases.context import RequestContext
from handover.usecases.handover_list import HandoverList, list_days

#: The stored days that change much, counted from the latest.
_NEW = 2


@dataclass(frozen=True)
class ToDo:
    """The tasks, the overdue first. `left_out` is the number of handovers for which there was no time."""

    items: list[Item]
    left_out: int = 0

    def of(self, agent_id: str) -> list[Item]:
        """Returns the tasks of that agent."""
        return [item for item in self.items if item.owner == agent_id]


def list_to_do(ctx: RequestContext, zone: tzinfo, remembered: bool = False) -> ToDo:
    """Returns what is left to do; days are those of `zone`. `remembered`: what was read a moment ago will do. Raises
    StorageError."""
    now = ctx.now()
    today = now.astimezone(zone).date()
    days = Period(today - timedelta(days=DAYS - 1), today).stored_days(zone, now)
    parts = zip(ctx.storage.remembered_rows, (days[:_NEW], days[_NEW:]), strict=True)
    found = [(memory.get() if remembered else None, memory, memory.changes, part) for memory, part in parts]
    missing = [day for known, _, _, part in found if known is None for day in part]
    read = list_days(ctx, missing) if missing else HandoverList([])
    rows, left_out = list[Row](), read.left_out
    for known, memory, changes, part in found:
        if known is None:
            known = [row for row in read.rows if row.id[:8] in part], read.left_out
            memory.keep(known, now, changes)
        rows += known[0]
    return ToDo(to_do(rows, now, zone), left_out)


def known_to_do(ctx: RequestContext, zone: tzinfo) -> ToDo | None:
    """Returns what is left to do as it is remembered, or None if it is not. No request."""
    found = [memory.get() for memory in ctx.storage.remembered_rows]
    known = [each for each in found if each is not None]
    if len(known) < len(found):
        return None
    rows = [row for of_days, _ in known for row in of_days]
    return ToDo(to_do(rows, ctx.now(), zone), sum(left_out for _, left_out in known))
