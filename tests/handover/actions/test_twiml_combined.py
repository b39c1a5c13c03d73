"""Ways to ring, an agent's keys and rooms together."""

from __future__ import annotations

import pytest

from handover.core.call.events import EventKind
from handover.core.call.nobody_left import Offer
from handover.core.reply import Reply
from handover.usecases.agent_call_back import call_back
from handover.usecases.cancel_call import cancel_call
from handover.usecases.colleague import bring
from handover.usecases.connect_agent import connect
from handover.usecases.context import RequestContext
from handover.usecases.leg import LegRequest
from handover.usecases.nobody_left import choose
from handover.usecases.withdraw import withdraw
from tests.handover.actions.test_twiml_ringing import dial_is_over, presses, rung
from tests.handover.actions.waiting import Customer, customer
from tests.handover.deployment import AGENT_CALL, Deployment
from tests.handover.rig import BEN
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


def asks_for_ben(deployment: Deployment) -> Customer:
    """Returns a customer with whom Anna talks in a room; she has pressed `*`, and Ben is proposed."""
    rig = deployment.rig
    rig.desk(transfer={"enabled": True})
    who = customer(deployment)
    assert who.presses_a_key() == "anna"
    who.agent(1, "1")
    rig.storage.handovers.add(who.handover_id, EventKind.MOVING, rig.clock.now(), {}, 1)
    rig.storage.handovers.add(who.handover_id, EventKind.ENTERED, rig.clock.now(), {}, 101)
    assert "Ben" in colleague(deployment, who, "ask")
    return who


def colleague(deployment: Deployment, who: Customer, step: str, visit: int = 1, **form: str) -> str:
    query = f"step={step}&h={who.handover_id}&a=1&t={visit}"
    return deployment.twilio("twiml", query, {"CallSid": AGENT_CALL, **form}).body.decode()


def test_a_colleague_whom_another_call_got_meanwhile_is_not_rung(deployment: Deployment) -> None:
    who = asks_for_ben(deployment)
    other = customer(deployment, 2)
    assert other.presses_a_key() == "ben"
    assert "Ben could not be rung" in colleague(deployment, who, "bring", Digits="1")
    assert len(deployment.rig.twilio.created) == 2, "the customers' calls"
    other.agent(1, "2")
    other.hangs_up()
    deployment.rig.clock.step(15)
    assert "Ben" in colleague(deployment, who, "ask", 2), "who was not rung may be proposed again"
    assert "Ben could not be rung" not in colleague(deployment, who, "bring", 2, Digits="1")
    assert deployment.rig.twilio.dialled[2:] == [BEN]


@pytest.mark.parametrize("seed", [*range(6), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(6, 60))])
def test_a_call_and_an_agent_who_want_one_colleague_at_once_ring_them_once(deployment: Deployment, seed: int) -> None:
    rig, who = deployment.rig, asks_for_ben(deployment)
    other = customer(deployment, 2)
    _, document = Turns(rig, seed).run(
        lambda ctx: bring(LegRequest(ctx, who.handover_id, 1, {"Digits": "1", "CallSid": AGENT_CALL}, turn=1)),
        lambda ctx: connect(LegRequest(ctx, other.handover_id, 0, {"Digits": "1", "CallSid": "CA9"})),
    )
    assert (BEN in rig.twilio.dialled) + (BEN in document) <= 1


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


@pytest.mark.parametrize("seed", [*range(4), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(4, 40))])
@pytest.mark.parametrize("ends_it", ["cancel_call", "withdraw"])
def test_who_cancels_or_withdraws_while_they_press_2_is_not_called_back(
    deployment: Deployment, seed: int, ends_it: str
) -> None:
    rig, who = deployment.rig, customer(deployment)
    rig.storage.handovers.claim(who.handover_id, EventKind.HUNT, rig.clock.now(), NOBODY_FREE)
    rig.storage.handovers.add(who.handover_id, EventKind.NO_AGENT, rig.clock.now())
    ends = cancel_call if ends_it == "cancel_call" else withdraw_number
    Turns(rig, seed).run(
        lambda ctx: choose(LegRequest(ctx, who.handover_id, 0, {"Digits": "2", "CallSid": "CA1"})),
        lambda ctx: ends(ctx, "session-1", ""),
    )
    assert not [key for key in rig.objects("v1/day/") if key.endswith("/booked.1")] or [
        key for key in rig.objects("v1/day/") if key.endswith("/booked.2")
    ]
    run(rig, 16)
    assert len(rig.twilio.created) == 1


def withdraw_number(ctx: RequestContext, session_id: str, language: str) -> Reply:
    return withdraw(ctx, session_id, "", language)


NOBODY_FREE = {
    "agents": [],
    "first": 0,
    "ring": 20,
    "patience": 0,
    "sid": "CA1",
    **Offer(call_back_minutes=15).as_facts(),
}
