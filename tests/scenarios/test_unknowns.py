"""Whatever Twilio does where its documentation is silent, the handover ends correctly."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from handover.core.call.state import State
from sandbox.host import Fault
from sandbox.play.runner import play
from sandbox.play.scenarios import STORIES
from sandbox.twilio import LetsRing, Variants
from sandbox.world import Parts, World
from tests.scenarios.people import TAKES_IT, errors, finish, ready, start

MakeWorld = Callable[[Parts], World]
#: Each open question, and the story in which it matters most.
WAYS: list[tuple[dict[str, Any], str]] = [
    ({"dial_action_after_hang_up": False}, "leaves-hunting"),
    ({"dial_action_after_hang_up": False}, "leaves-talking"),
    ({"left_while_ringing": "no-answer"}, "leaves-hunting"),
    ({"duration_when_unanswered": True}, "nobody-answers"),
    ({"failed_dial_has_sid": True}, "agents-busy"),
    ({"rejected_is": "no-answer"}, "agents-busy"),
    ({"agent_leg_extras": False}, "mailbox"),
    ({"sequence_counts": "subscribed"}, "mailbox"),
    ({"rest_timeout_adds": 0.0}, "customer-away"),
    ({"lookup_lag": 60.0}, "cancel-ringing"),
]


@pytest.mark.parametrize(("way", "name"), WAYS, ids=str)
def test_every_way_ends_the_same(make_world: MakeWorld, way: dict[str, Any], name: str) -> None:
    story = STORIES[name]
    assert play(story, make_world(Parts(variants=Variants(**way), start=story.start))).wrong == []


@pytest.mark.parametrize("outcome", ["drop", "bridge"])
def test_a_whisper_that_cannot_be_had(make_world: MakeWorld, outcome: Any) -> None:
    """Bridged without an acceptance is kept and marked; dropped goes on to the next agent."""
    world = ready(make_world(Parts(variants=Variants(whisper_failure=outcome))), agents=(TAKES_IT, TAKES_IT))
    world.host.faults.add(
        Fault(refuse=True), action="twiml", when=lambda request: "step=whisper" in request.url, times=2
    )
    start(world)
    finish(world)
    handover = world.handover("session-1")
    assert handover.state is State.COMPLETED
    assert handover.anomalies == (("bridged_without_accept",) if outcome == "bridge" else ())
    assert handover.accepted_by == (1 if outcome == "bridge" else 2)


def test_a_greeting_that_cannot_be_had_is_an_apology(world: World) -> None:
    """Twilio asks the fallback address, which needs nothing."""
    ready(world)
    world.host.faults.add(
        Fault(seconds=20), action="twiml", when=lambda request: "step=greet" in request.url, times=None
    )
    start(world, language="de")
    finish(world)
    assert any("schiefgegangen" in caption.text for caption in world.customer.heard)
    assert all(phone.heard == [] for phone in world.agents)


def test_without_dial_bridged_the_acceptance_decides(world: World) -> None:
    from urllib.parse import urlencode

    from sandbox.twilio import signed_request

    ready(world, agents=(LetsRing(), LetsRing()))
    handover_id = start(world)["handover_id"]
    world.agenda.run_until(lambda: world.agents[0].state == "ringing")
    url = world.host.url("twiml")

    def step(form: dict[str, str], **query: str) -> str:
        request = signed_request(
            world.account.auth_token, "POST", f"{url}?{urlencode({**query, 'h': handover_id, 'a': '1'})}", form
        )
        return world.web(request).body.decode()

    assert "Hangup" not in step({"Digits": "1", "CallSid": "CA" + "2" * 32}, step="decide")
    assert "Thank you for your call" in step({"DialCallStatus": "completed"}, step="dialed")
    assert errors(world) == []
