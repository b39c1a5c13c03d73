"""What people do in the demo's tests."""

from __future__ import annotations

from sandbox.demo.acts import act
from sandbox.demo.stage import Stage

CALL_ME = ("Please call me", "+49 30 12345678", "skip", "yes")


def ask_for_call(stage: Stage) -> None:
    """The customer asks in the chat, and says yes."""
    for line in CALL_ME:
        act(stage, "say", {"text": line})


def until_ringing(stage: Stage, number: str) -> None:
    """Let time pass until that phone rings."""
    assert stage.world.agenda.run_until(lambda: stage.world.phone(number).state == "ringing", at_most=120)


def connect(stage: Stage) -> None:
    """A call, from the wish to the first agent's word with the customer."""
    customer, anna = stage.customer.phone.number, stage.agents[0].phone.number
    ask_for_call(stage)
    until_ringing(stage, customer)
    act(stage, "answer", {"phone": customer})
    stage.world.agenda.advance(10)
    act(stage, "press", {"phone": customer, "keys": "1"})
    until_ringing(stage, anna)
    act(stage, "answer", {"phone": anna})
    stage.world.agenda.advance(12)
    act(stage, "press", {"phone": anna, "keys": "1"})
    stage.world.agenda.run_until(lambda: stage.customer.phone.talking_to is not None, at_most=60)


def finish(stage: Stage) -> None:
    """The customer hangs up, and what is on its way arrives."""
    act(stage, "hang_up", {"phone": stage.customer.phone.number})
    stage.world.agenda.advance(60)
