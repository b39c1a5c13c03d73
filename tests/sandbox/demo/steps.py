"""Steps of a handover in the demo, for its tests."""

from __future__ import annotations

from sandbox.demo.commands import run_command
from sandbox.demo.demo import Demo

CALL_ME = ("Please call me", "+49 30 12345678", "skip", "yes")


def ask_for_call(demo: Demo) -> None:
    """The customer requests a call in the chat, and consents."""
    for line in CALL_ME:
        run_command(demo, "say", {"text": line})


def until_ringing(demo: Demo, number: str) -> None:
    """Lets time pass until that phone rings."""
    assert demo.world.agenda.run_until(lambda: demo.world.phone(number).state == "ringing", at_most=120)


def connect(demo: Demo) -> None:
    """Plays a call until the first agent and the customer are connected."""
    customer, anna = demo.customer.phone.number, demo.agents[0].phone.number
    ask_for_call(demo)
    until_ringing(demo, customer)
    run_command(demo, "answer", {"phone": customer})
    demo.world.agenda.advance(10)
    run_command(demo, "press", {"phone": customer, "keys": "1"})
    until_ringing(demo, anna)
    run_command(demo, "answer", {"phone": anna})
    demo.world.agenda.advance(12)
    run_command(demo, "press", {"phone": anna, "keys": "1"})
    demo.world.agenda.run_until(lambda: demo.customer.phone.talking_to is not None, at_most=60)


def finish(demo: Demo) -> None:
    """The customer hangs up. Lets a minute pass, in which all callbacks arrive."""
    run_command(demo, "hang_up", {"phone": demo.customer.phone.number})
    demo.world.agenda.advance(60)
