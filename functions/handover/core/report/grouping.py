"""The refused requests of one chat on one day are one row: wrong numbers must not bury the calls.

A chat's refusals share a handover. Requests that were refused after their permit have handovers of their own, and so
have all refusals of earlier versions. A list shows them as one row all the same: the latest, with the sums of all. Those
that an agent has wrapped up keep a row of their own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace

from handover.core.call.state import State
from handover.core.report.row import Row


def grouped(rows: Sequence[Row], chat_and_day: Callable[[Row], Hashable]) -> list[Row]:
    """Returns the rows in their order, which is newest first. Of the refused ones with the same `chat_and_day` only the
    first is left. Rows for which that is None are left as they are."""
    groups: dict[Hashable, list[Row]] = {}
    shown: list[Row] = []
    for row in rows:
        key = chat_and_day(row) if row.state == State.REFUSED and not row.disposition else None
        if key is None or key not in groups:
            shown.append(row)
        if key is not None:
            groups.setdefault(key, []).append(row)
    sums = {same[0].id: _sum(same) for same in groups.values() if len(same) > 1}
    return [sums.get(row.id, row) for row in shown]


def _sum(same: Sequence[Row]) -> Row:
    limits: Counter[str] = Counter()
    for row in same:
        limits.update(row.limits)
    refusals = sum(max(1, row.refusals) for row in same)
    return replace(same[0], refusals=refusals, limits=dict(limits), handovers=len(same))
