"""The figures of each agent: how often their phone rang and with which outcome, how long they talked, what they did not
note."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from handover.core.report.rings import MISSED, PASSED, TAKEN
from handover.core.report.row import Row
from handover.core.report.statistics import has_talked


@dataclass
class AgentFigures:
    """The agent's id and name. `rung` are the rings of their phone that are over: `taken`, `passed`, and `missed`, in which
    the customer may have left first. `talk` are the seconds of conversations that are over, `not_noted` those of these
    without an outcome."""

    id: str
    name: str
    taken: int = 0
    passed: int = 0
    missed: int = 0
    talk: float = 0.0
    not_noted: int = 0

    @property
    def rung(self) -> int:
        return self.taken + self.passed + self.missed


def agent_figures(rows: Sequence[Row], names: Mapping[str, str]) -> list[AgentFigures]:
    """Returns the figures of each agent who was rung or took a call, by name. `names` are those of the desk's agents by id;
    another one has the name of their latest call, or their id."""
    of: dict[str, AgentFigures] = {}
    for row in rows:
        for agent, letters in row.rings.items():
            known = of.setdefault(agent, AgentFigures(agent, names.get(agent, "")))
            known.taken += letters.count(TAKEN)
            known.passed += letters.count(PASSED)
            known.missed += letters.count(MISSED)
        if row.agent and has_talked(row):
            known = of.setdefault(row.agent, AgentFigures(row.agent, names.get(row.agent, "")))
            known.name = known.name or row.agent_name
            if not row.live:
                known.talk += _talked(row)
                known.not_noted += not row.disposition
    for known in of.values():
        known.name = known.name or known.id
    return sorted(of.values(), key=lambda known: (known.name, known.id))


def _talked(row: Row) -> float:
    if not row.connected_at or not row.over_at:
        return 0.0
    length = datetime.fromisoformat(row.over_at) - datetime.fromisoformat(row.connected_at)
    return max(0.0, length.total_seconds())
