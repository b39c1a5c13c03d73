"""Ways to ring, an agent's keys and rooms together."""

from __future__ import annotations

import pytest

from handover.core.call.events import EventKind
from handover.usecases.agent_call_back import call_back
from handover.usecases.cancel_call import cancel_call
from handover.usecases.leg import LegRequest
from tests.handover.actions.test_twiml_ringing import dial_is_over, presses, rung
from tests.handover.actions.waiting import Customer, customer
from tests.handover.deployment import AGENT_CALL, Deployment
from tests.handover.usecases.booked import run
from tests.handover.usecases.turns import Turns

pytestmark = pytest.mark.parametrize("deployment", ["openwhisk"], indirect=True)
ALL_AT_ONCE = {"strategy": "all_at_once"}


def second_round(deployment: Deployment) -> Customer:
    """Returns a customer for whom Anna and Ben are rung together a second time, by the attempts 3 and 4."""
    deployment.rig.desk(transfer={"enabled": True}, ringing=ALL_AT_ONCE)
    who = customer(deployment)
    who.presses_a_key()
    dial_is_over(who, "no-answer")
    deployment.rig.clock.step(15)
    who.goes_on()
    return who


def test_who_was_rung_together_from_the_line_brings_in_a_colleague(deployment: Deployment) -> None:
    who = second_round(deployment)
    presses(who, rung(who)["ben"], "1")
    asked = deployment.twilio("twiml", f"step=ask&h={who.handover_id}&a=4&t=1", {"CallSid": AGENT_CALL})
    assert "Anna" in asked.body.decode()


def test_an_agent_who_never_comes_into_the_room_ends_the_round_for_all(deployment: Deployment) -> None:
    who, handovers, now = second_round(deployment), deployment.rig.storage.handovers, deployment.rig.clock.now()
    presses(who, rung(who)["ben"], "1")
    handovers.add(who.handover_id, EventKind.MOVING, now, {}, 4)
    assert dial_is_over(who, "completed") == "between"
    handovers.add(who.handover_id, EventKind.LEFT, now, {}, 4)
    assert who.goes_on() == "dialed"
    assert who.goes_on(CallStatus="in-progress") == "wait"
    hunt = deployment.rig.handover(who.handover_id).hunt
    assert hunt
    assert (hunt.ringing, hunt.waits_for) == (False, 5)


@pytest.mark.parametrize("seed", [*range(6), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(6, 40))])
def test_who_cancels_while_an_agent_presses_3_is_not_called_back(deployment: Deployment, seed: int) -> None:
    rig, who = deployment.rig, customer(deployment)
    who.presses_a_key()
    Turns(rig, seed).run(
        lambda ctx: call_back(LegRequest(ctx, who.handover_id, 1, {"Digits": "3"})),
        lambda ctx: cancel_call(ctx, "session-1", ""),
    )
    run(rig, 11)
    assert len(rig.twilio.created) == 1
