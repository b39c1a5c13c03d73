"""More customers than agents: they wait in line, hear that they do, and the first one comes first. On both platforms."""

from __future__ import annotations

import pytest

from handover.core.call.events import EventKind
from handover.core.call.state import State
from sandbox.host import PlatformName
from sandbox.play.plans import PASSES
from sandbox.twilio import Answers, Call, Caption, HangUp, LetsRing, Plan, Press
from sandbox.world import DESK, World
from tests.scenarios.people import ask, errors, finish, start

FIRST, SECOND, THIRD = ("+49 30 12345678", "+49 30 12345679", "+49 30 12345673")
#: Talks for a minute.
TALKS: Plan = Answers(after=3, then=(Press("1", when_asked=True, after=1), HangUp(when_bridged=True, after=60)))
#: Talks for a quarter of a minute, however often the phone rings.
TALKS_BRIEFLY: Plan = Answers(after=3, then=(Press("1", when_asked=True, after=1), HangUp(when_bridged=True, after=15)))
LISTENS: Plan = Answers(after=3, then=(Press("1", when_asked=True),))
PATIENCE = 90


@pytest.fixture(params=["openwhisk", "code-engine"])
def platform(request: pytest.FixtureRequest) -> PlatformName:
    name: PlatformName = request.param
    return name


@pytest.fixture
def one_agent(world: World) -> World:
    """A desk with Anna alone, and customers who pick up and press a key."""
    world.set_desk({**DESK, "agents": [DESK["agents"][0]], "ringing": {"wrap_up_seconds": 0}})
    for number in (FIRST, SECOND, THIRD):
        world.phone(number.replace(" ", "")).plan = LISTENS
    world.agents[0].plan = TALKS_BRIEFLY
    return world


def calls_of(world: World, number: str) -> list[Call]:
    return [call for call in world.network.calls if call.to == number.replace(" ", "")]


def test_two_who_wait_get_the_agent_one_after_the_other(one_agent: World) -> None:
    world = one_agent
    for n, number in enumerate((FIRST, SECOND, THIRD), start=1):
        start(world, session=f"session-{n}", number=number)
        world.agenda.advance(3)
    finish(world)
    states = [world.handover(f"session-{n}").state for n in (1, 2, 3)]
    assert states == [State.COMPLETED] * 3
    taken = [_accepted(world, n) for n in (1, 2, 3)]
    assert taken == sorted(taken)
    assert [call.status for call in calls_of(world, DESK["agents"][0]["phone"])] == ["completed"] * 3, "never busy"
    assert errors(world) == []


def test_who_waits_hears_words_and_the_tone_and_the_chat_says_the_place(one_agent: World) -> None:
    world, heard = one_agent, list[Caption]()
    world.agents[0].plan = TALKS
    world.network.on_change(lambda change: heard.append(change.about) if isinstance(change.about, Caption) else None)
    start(world, session="session-1", number=FIRST)
    world.agenda.run_until(lambda: world.handover("session-1").state is State.CONNECTED)
    start(world, session="session-2", number=SECOND)
    assert world.agenda.run_until(lambda: world.handover("session-2").state is State.WAITING)
    world.agenda.advance(2)
    reply = ask(world, "call_status", "session-2")
    assert (reply["status"], reply["position"]) == ("waiting", 1)
    world.agenda.advance(10)
    words = " ".join(caption.text for caption in heard)
    assert "No colleague is free right now" in words
    assert "step=tone" in words
    finish(world)
    assert world.handover("session-2").state is State.COMPLETED
    assert errors(world) == []


def test_agents_who_do_not_answer_are_rung_again_until_patience_is_over(world: World) -> None:
    world.customer.plan = LISTENS
    for phone in world.agents:
        phone.plan = LetsRing()
    start(world)
    finish(world)
    handover = world.handover("session-1")
    assert handover.state is State.NO_AGENT
    assert handover.hunt
    rung = [call for call in world.network.calls if call.direction == "outbound-dial"]
    assert len(rung) > len(world.agents)
    assert (handover.since - handover.hunt.began).total_seconds() < PATIENCE + 40
    assert errors(world) == []


def test_agents_who_pass_are_not_rung_again_and_nobody_waits_for_them(world: World) -> None:
    world.customer.plan = LISTENS
    for phone in world.agents:
        phone.plan = PASSES
    start(world)
    finish(world)
    assert world.handover("session-1").state is State.NO_AGENT
    assert len([call for call in world.network.calls if call.direction == "outbound-dial"]) == len(world.agents)


@pytest.mark.parametrize(("how", "end"), [("cancels", State.CANCELED), ("hangs up", State.ABANDONED)])
def test_who_leaves_the_line_holds_up_nobody(one_agent: World, how: str, end: State) -> None:
    world = one_agent
    world.phone(SECOND.replace(" ", "")).plan = (
        Answers(after=3, then=(Press("1", when_asked=True), HangUp(after=8))) if how == "hangs up" else LISTENS
    )
    for n, number in enumerate((FIRST, SECOND, THIRD), start=1):
        start(world, session=f"session-{n}", number=number)
        world.agenda.advance(3)
    if how == "cancels":
        world.agenda.run_until(lambda: world.handover("session-2").state is State.WAITING)
        assert ask(world, "cancel_call", "session-2")["status"] == "canceled"
    finish(world)
    assert [world.handover(f"session-{n}").state for n in (1, 2, 3)] == [State.COMPLETED, end, State.COMPLETED]


def _accepted(world: World, n: int) -> str:
    events = world.storage().handovers.events(world.handover(f"session-{n}").id)
    return min(event.at.isoformat() for event in events if event.kind is EventKind.ACCEPTED)
