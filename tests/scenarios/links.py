"""What scenarios of the link that agents are texted ask of the world."""

from __future__ import annotations

from sandbox.twilio.rest.faults import RestRequest
from sandbox.world import World
from tests.scenarios.people import start


def call_begins(world: World) -> str:
    return str(start(world, name="Ada Example", reason="hail damage")["handover_id"])


def legs(world: World, handover_id: str) -> list[tuple[int, str]]:
    """What is on record of links and looks."""
    found = [(leg.attempt, leg.fact) for leg in world.storage().handovers.legs(handover_id)]
    return [(attempt, fact) for attempt, fact in found if fact.startswith(("link", "view"))]


def of_messages(request: RestRequest) -> bool:
    return request.method == "POST" and request.path.endswith("/Messages.json")


def asked_to_text(world: World) -> list[str]:
    """The numbers that Twilio was asked to text."""
    return [request.form["To"] for request in world.network.faults.seen if of_messages(request)]
