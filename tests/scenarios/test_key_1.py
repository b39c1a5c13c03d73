"""From key 1 to the customer, by the clock of the sandbox: at once after the brief was heard or broken off or the link was
opened, else below eight seconds. The sandbox speaks fifteen characters a second."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from handover.core.call.events import EventKind
from sandbox.play.messages import messages_in
from sandbox.play.plans import HEARS_MORE
from sandbox.play.runner import make_world, play
from sandbox.play.scenarios import STORIES
from sandbox.twilio import Answers, HangUp, LetsRing, Plan, Press
from sandbox.world import Parts
from tests.fakes.worlds import in_memory

pytestmark = pytest.mark.slow

_TAKES_IT = Answers(after=5, then=(Press("1", when_asked=True, after=1), HangUp(after=40, when_bridged=True)))
_BREAKS_IT_OFF = replace(
    _TAKES_IT, then=(_TAKES_IT.then[0], Press("1", when_listening=True, after=1), _TAKES_IT.then[1])
)


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize(
    ("story", "agent", "at_least", "below"),
    [
        ("accepted", _TAKES_IT, 3, 8),
        ("hear-more", HEARS_MORE, 0, 0.5),
        ("wrap-up", _TAKES_IT, 0, 0.5),  # the agent opens the link while the phone rings
        ("accepted", _BREAKS_IT_OFF, 1, 1.5),  # they press 1 again after a second
    ],
)
def test_the_customer_is_connected_in_time(
    story: str, agent: Plan, at_least: float, below: float, language: str
) -> None:
    told = replace(STORIES[story], agents=(agent, LetsRing()))
    with make_world(told, "openwhisk", in_memory(Parts(language=language))) as world:
        bridged: list[datetime] = []
        world.network.on_change(
            lambda _: bridged.append(world.agenda.now()) if world.customer.talking_to and not bridged else None
        )
        outcome = play(told, world, messages=messages_in(language))
    (accepted,) = (event.at for event in outcome.events if event.kind is EventKind.ACCEPTED)
    assert at_least <= (bridged[0] - accepted).total_seconds() < below
    assert outcome.wrong == []
