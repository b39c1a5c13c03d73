"""Helpers for scenarios of the agents' link: starts a call, and reads what is stored and sent."""

from __future__ import annotations

from sandbox.twilio.rest.faults import RestRequest
from sandbox.world import World
from tests.scenarios.people import start


def call_begins(world: World) -> str:
    return str(start(world, name="Ada Example", reason="hail damage")["handover_id"])


def legs(world: World, handover_id: str) -> list[tuple[int, str]]:
    """Returns the attempt and fact of each stored link and view."""
    found = [(leg.attempt, leg.fact) for leg in world.storage().handovers.legs(handover_id)]
    return [(attempt, fact) for attempt, fact in found if fact.startswith(("link", "view"))]


def of_messages(request: RestRequest) -> bool:
    return request.method == "POST" and request.path.endswith("/Messages.json")


def texted_numbers(world: World) -> list[str]:
    """Returns the numbers of all requests to Twilio for a text message."""
    return [request.form["To"] for request in world.network.faults.seen if of_messages(request)]
