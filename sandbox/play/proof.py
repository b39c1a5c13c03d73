"""What happens on the customer's phone in stories of a desk that asks for the digit in the chat."""

from __future__ import annotations

from handover.core.call.proof import digit_for
from sandbox.play.messages import Messages
from sandbox.world import World


def ask_for_digit(world: World) -> None:
    world.set_desk({**world.desk, "proof": "digit"})


def connect_at_once(world: World) -> None:
    world.set_desk({**world.desk, "proof": "none"})


def is_asked(world: World) -> bool:
    """Returns whether the phone waits for a key."""
    return world.customer.asked


def press_digit(world: World, _messages: Messages) -> None:
    """Presses the digit that the chat shows."""
    _press(world, _digit(world))


def press_another(world: World, _messages: Messages) -> None:
    """Presses a wrong digit, as somebody does who cannot see the chat."""
    _press(world, (_digit(world) + 1) % 10)


def _press(world: World, digit: int) -> None:
    """Presses a key, and waits until Twilio has got it."""
    world.customer.press(str(digit))
    world.agenda.advance(1)


def _digit(world: World) -> int:
    (handover_id,) = world.storage().handovers.marked_live()
    return int(digit_for(world.settings["HASH_KEY"], handover_id))
