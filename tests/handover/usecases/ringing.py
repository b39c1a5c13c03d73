"""A handover in which agents' phones ring, for tests of the link that they get."""

from __future__ import annotations

from typing import Any

from handover.core.call.events import EventKind
from handover.usecases.context import RequestContext
from handover.usecases.record_callback import record_leg_callback
from handover.usecases.start_call import start_call
from tests.handover.browser import DASHBOARD_SECRET
from tests.handover.rig import ANNA, BEN, Rig, call_request

AGENTS = (
    {"id": "anna", "name": "Anna", "phone": ANNA, "language": "en"},
    {"id": "ben", "name": "Ben", "phone": BEN, "language": "de"},
)


def with_dashboard(rig: Rig, **changes: str) -> Rig:
    """Returns the rig with settings for a dashboard, and a desk on which Ben speaks German."""
    rig.change_settings(**{"DASHBOARD_SECRET": DASHBOARD_SECRET, **changes})
    rig.desk(agents=[dict(agent) for agent in AGENTS])
    return rig


def hunting(rig: Rig, **facts: Any) -> str:
    """Start a handover whose customer pressed a key. Returns its id."""
    handover_id = start_call(rig.ctx(), call_request()).handover_id
    order = {"agents": [dict(agent) for agent in AGENTS], "ring": 20, **facts}
    rig.storage.handovers.claim(handover_id, EventKind.HUNT, rig.clock.now(), order)
    return handover_id


def reports(rig: Rig, handover_id: str, word: str, attempt: int = 1, ctx: RequestContext | None = None) -> str:
    """Report a status of an agent's phone. Returns the recorded word."""
    return record_leg_callback(ctx or rig.ctx(), handover_id, attempt, "agent", {"CallStatus": word, "CallSid": "CA2"})


def notes(rig: Rig, handover_id: str) -> set[str]:
    """Returns the recorded text messages to agents, as `1 link`."""
    legs = rig.storage.handovers.legs(handover_id)
    return {f"{leg.attempt} {leg.fact}" for leg in legs if leg.fact.startswith("link")}
