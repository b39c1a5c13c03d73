"""Whole handovers on a desk that records: only after the announcement, only with the customer's key 1, kept by us alone."""

from __future__ import annotations

from typing import Any

import pytest

from handover.core.call.call_recording import CHOICE
from handover.core.call.events import EventKind
from handover.core.call.proof import digit_for
from handover.core.call.state import Handover, State
from handover.core.desk.config import read
from handover.core.story.story import story
from handover.core.story.wording import Wording
from sandbox.bucket import StorageFault
from sandbox.twilio import Answers, HangUp, LetsRing, Mailbox, Plan, Press
from sandbox.twilio.plans import Act
from sandbox.world import World
from tests.scenarios.people import TAKES_IT, errors, finish, ready, start

ANNOUNCED = "We record our calls"
TALKS = HangUp(when_bridged=True, after=40)


def recording_desk(world: World, agents: tuple[Plan, ...] = (TAKES_IT, LetsRing()), **more: Any) -> World:
    world.set_desk({**world.desk, "recording": {"enabled": True}, "retries": {"after_minutes": []}, **more})
    return ready(world, agents=agents)


def presses(key: str, *then: Act) -> Plan:
    return Answers(after=3, then=(Press(key, when_asked=True), *then))


def called(world: World, plan: Plan, **more: Any) -> Handover:
    world.customer.plan = plan
    start(world, **more)
    finish(world)
    return world.handover("session-1")


def sounds(world: World) -> list[str]:
    return [name for name in world.bucket.objects(world.bucket_name) if name.startswith("v1/recording/call/")]


def due(world: World) -> list[str]:
    return [name for name in world.bucket.objects(world.bucket_name) if name.startswith("v1/recording/due/")]


def cleared(world: World) -> bool:
    """Lets the scheduler look at what is left. Returns whether Twilio has nothing, and nothing is due."""
    world.agenda.advance(900)
    return not world.network.recordings.newest_first() and not due(world)


def choice(world: World, handover: Handover) -> Any:
    hunt = world.storage().handovers.events_of(handover.id, EventKind.HUNT)
    return hunt[EventKind.HUNT].facts.get(CHOICE)


def told(world: World, handover: Handover) -> list[str]:
    events, legs = world.storage().handovers.story(handover.id)
    wording = Wording("en", read(world.desk), lambda seconds: f"{int(seconds) // 60}:{int(seconds) % 60:02d}")
    return [line.sentence for line in story(handover, events, legs, wording)]


def test_a_recorded_call_is_announced_to_both_and_kept_by_us_alone(world: World) -> None:
    handover = called(recording_desk(world), presses("1", TALKS))
    assert handover.state is State.COMPLETED
    assert (len(sounds(world)), world.network.recordings.newest_first()) == (1, [])
    assert cleared(world)
    assert ANNOUNCED in world.customer.words()
    assert "is kept" not in world.customer.words()
    assert "for 90 days" in world.customer.words()
    assert "This call is recorded." in world.agents[0].words()
    lines = told(world, handover)
    assert "The customer agreed that the call is recorded." in lines
    assert any(line.startswith("Recorded, 0:") for line in lines)
    assert errors(world) == []


@pytest.mark.parametrize(
    ("key", "chosen", "line"),
    [
        ("2", "refused", "The customer asked for no recording."),
        ("5", "silent", "The customer did not say whether the call may be recorded, so it is not."),
    ],
)
def test_without_the_key_for_it_a_call_is_connected_and_not_recorded(
    world: World, key: str, chosen: str, line: str
) -> None:
    handover = called(recording_desk(world), presses(key, TALKS))
    assert (handover.state, choice(world, handover)) == (State.COMPLETED, chosen)
    assert (sounds(world), due(world), world.network.recordings.newest_first()) == ([], [], [])
    assert "recorded" not in world.agents[0].words()
    assert line in told(world, handover)


def test_a_key_during_the_announcement_is_no_consent_and_connects_nobody(world: World) -> None:
    handover = called(recording_desk(world), Answers(after=3, then=(Press("1", after=1), HangUp(after=60))))
    assert handover.state is not State.COMPLETED
    assert [call.direction for call in world.network.calls] == ["outbound-api"]


@pytest.mark.parametrize(("answer", "kept", "chosen"), [("1", 1, "agreed"), ("2", 0, "refused"), ("", 0, "silent")])
def test_with_a_digit_the_customer_is_asked_after_the_proof(world: World, answer: str, kept: int, chosen: str) -> None:
    recording_desk(world, proof="digit")
    world.customer.plan = LetsRing()
    reply = start(world)
    answers = (Press(answer, when_asked=True),) if answer else ()
    world.customer.plan = presses(
        str((int(reply["digit"]) + 1) % 10), Press(reply["digit"], when_asked=True), *answers, TALKS
    )
    finish(world)
    handover = world.handover("session-1")
    assert reply["digit"] == digit_for(world.settings["HASH_KEY"], handover.id)
    assert (handover.state, choice(world, handover), len(sounds(world))) == (State.COMPLETED, chosen, kept)


def test_without_proof_silence_connects_and_is_no_consent(world: World) -> None:
    handover = called(recording_desk(world, proof="none"), Answers(after=3, then=(TALKS,)))
    assert (handover.state, choice(world, handover), sounds(world)) == (State.COMPLETED, "silent", [])
    assert ANNOUNCED in world.customer.words()


def test_who_rings_back_is_asked_too(world: World) -> None:
    called(recording_desk(world), LetsRing())
    world.network.dial_in(
        "+493012345678",
        then=(Press("5", when_asked=True, after=1), Act(after=1), Press("1", when_asked=True, after=1), TALKS),
    )
    finish(world)
    handover = world.handover("session-1")
    assert (handover.state, choice(world, handover), len(sounds(world))) == (State.COMPLETED, "agreed", 1)


def test_what_a_mailbox_hears_is_deleted_and_only_the_conversation_is_kept(world: World) -> None:
    handover = called(recording_desk(world, agents=(Mailbox(after=3), TAKES_IT)), presses("1", TALKS))
    assert handover.agent is not None
    assert handover.agent.id == "ben"
    assert cleared(world)
    ((kept,), heard) = sounds(world), world.storage().handovers.events_of(handover.id, EventKind.CALL_RECORDED)
    assert kept
    assert heard[EventKind.CALL_RECORDED].facts["seconds"] > 30


def test_a_recording_that_cannot_be_prepared_is_not_made(world: World) -> None:
    recording_desk(world)
    world.bucket.faults.add(StorageFault(status=503), lambda _, key: key.startswith("v1/recording/due/"), times=None)
    handover = called(world, presses("1", TALKS))
    assert (handover.state, choice(world, handover), sounds(world)) == (State.COMPLETED, "failed", [])
    assert world.network.recordings.newest_first() == []


def test_a_desk_that_stopped_recording_records_no_call_that_was_announced(world: World) -> None:
    recording_desk(world)
    world.customer.plan = Answers(after=15, then=(Press("1", when_asked=True), TALKS))
    start(world)
    world.set_desk({**world.desk, "recording": {"enabled": False}})
    finish(world)
    handover = world.handover("session-1")
    assert choice(world, handover) is None
    assert sounds(world) == []


def test_the_scheduler_fetches_a_recording_whose_report_never_came(world: World) -> None:
    recording_desk(world)
    world.bucket.faults.add(StorageFault(status=503), lambda _, key: key.startswith("v1/recording/call/"), times=None)
    handover = called(world, presses("1", TALKS))
    assert (sounds(world), len(due(world))) == ([], 1)
    world.bucket.faults.clear()
    assert handover.ended
    assert cleared(world)
    assert len(sounds(world)) == 1
