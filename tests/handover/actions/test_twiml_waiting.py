"""The hunt skips agents who talk, and customers wait in line within one budget of patience: first come, first served."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from xml.etree import ElementTree

import pytest

from handover.core.story.attempt import attempts
from handover.services.storage.keys import handover_keys
from sandbox.bucket.faults import When
from tests.fakes.bucket import MemoryBucket
from tests.handover.actions.waiting import Customer, customer
from tests.handover.deployment import Deployment
from tests.handover.rig import DESK, Rig

pytestmark = pytest.mark.parametrize("deployment", ["openwhisk"], indirect=True)


def kinds(rig: Rig, who: Customer) -> set[str]:
    return {name.rpartition("/")[2] for name in rig.objects(handover_keys.events(who.handover_id))}


def talking(deployment: Deployment, n: int = 9) -> Customer:
    """Returns a customer who talks to Anna."""
    found = customer(deployment, n)
    assert found.presses_a_key() == "anna"
    found.agent(1, "1")
    return found


class TestTheHunt:
    def test_an_agent_who_talks_is_skipped(self, deployment: Deployment) -> None:
        talking(deployment)
        assert customer(deployment).presses_a_key() == "ben"

    def test_an_agent_whose_phone_another_call_rings_is_skipped(self, deployment: Deployment) -> None:
        assert customer(deployment, 1).presses_a_key() == "anna"
        assert customer(deployment, 2).presses_a_key() == "ben"

    def test_an_agent_is_free_again_after_the_talk(self, deployment: Deployment) -> None:
        first = talking(deployment)
        deployment.step("dialed", first.handover_id, 1, DialBridged="true", DialCallStatus="completed")
        assert customer(deployment).presses_a_key() == "anna"

    def test_an_agent_is_free_again_when_the_customer_hung_up(self, deployment: Deployment) -> None:
        first = customer(deployment, 1)
        first.presses_a_key()
        first.hangs_up()
        assert customer(deployment, 2).presses_a_key() == "anna"

    def test_between_agents_one_who_talks_by_now_is_skipped(self, deployment: Deployment) -> None:
        first, second = customer(deployment, 1), customer(deployment, 2)
        assert (first.presses_a_key(), second.presses_a_key()) == ("anna", "ben")
        assert first.not_taken(1) == "wait", "Ben's phone rings for somebody else"

    def test_attempts_stay_places_in_the_frozen_order(self, deployment: Deployment) -> None:
        talking(deployment)
        second = customer(deployment)
        second.presses_a_key()
        second.agent(2, "1")
        handover = deployment.rig.handover(second.handover_id)
        assert (handover.accepted_by, handover.agent and handover.agent.id) == (2, "ben")
        assert [agent.id for agent in handover.order] == ["anna", "ben"]

    @pytest.mark.parametrize("prefix", ["v1/switch/", "v1/day/"])
    def test_when_it_cannot_be_read_who_talks_nobody_is_skipped(
        self, deployment: Deployment, rig: Rig, prefix: str
    ) -> None:
        talking(deployment)
        second = customer(deployment)
        second.deployment = failing(rig, lambda method, key: method == "LIST" and key.startswith(prefix))
        assert second.presses_a_key() == "anna"

    def test_a_repeated_key_press_rings_the_same_agent(self, deployment: Deployment) -> None:
        first = talking(deployment)
        second = customer(deployment)
        assert second.presses_a_key() == "ben"
        first.hangs_up()
        before = second.document
        second.presses_a_key()
        assert second.document == before

    def test_a_repeated_end_of_a_dial_rings_the_same_agent(self, deployment: Deployment) -> None:
        first, second = customer(deployment, 1), customer(deployment, 2)
        assert (first.presses_a_key(), second.presses_a_key()) == ("anna", "ben")
        assert first.not_taken(1) == "wait"
        second.hangs_up()
        deployment.rig.clock.step(3)
        assert first.not_taken(1) == "wait", "what followed was frozen"


class TestTheLine:
    def test_with_everybody_engaged_the_customer_waits(self, deployment: Deployment, rig: Rig) -> None:
        rig.desk(agents=[{"id": "anna", "name": "Anna", "phone": "+493012345671"}])
        talking(deployment)
        second = customer(deployment)
        assert second.presses_a_key() == "wait"
        assert second.goes_on() == "wait"
        assert second.state == "waiting"
        assert deployment.ask(action="call_status", session_id="session-1")["position"] == 1

    def test_after_all_were_tried_they_are_rung_again_while_patience_lasts(
        self, deployment: Deployment, rig: Rig
    ) -> None:
        who = customer(deployment)
        assert who.presses_a_key() == "anna"
        rig.clock.step(25)
        assert who.not_taken(1) == "ben"
        rig.clock.step(25)
        assert who.not_taken(2) == "wait"
        assert who.goes_on() == "anna", "her last ring is 25 s ago"
        assert who.state == "hunting"
        rig.clock.step(25)
        assert who.not_taken(3) == "wait"
        rig.clock.step(16)
        assert who.goes_on() == "unanswered", "90 s are over"
        assert who.goes_on() == "Hangup"
        who.hangs_up()
        assert who.state == "no_agent"

    def test_an_agent_of_a_later_round_hears_the_whisper_and_takes_the_call(
        self, deployment: Deployment, rig: Rig
    ) -> None:
        who = self._rung_again(deployment, rig)
        assert "<Gather" in deployment.step("whisper", who.handover_id, 3)
        assert "Hangup" not in who.agent(3, "1")
        handover = rig.handover(who.handover_id)
        assert (handover.state, handover.accepted_by, handover.agent and handover.agent.id) == ("connected", 3, "anna")

    def test_who_passed_is_not_rung_again_and_nobody_waits_for_nobody(self, deployment: Deployment, rig: Rig) -> None:
        who = customer(deployment)
        who.presses_a_key()
        who.agent(1, "2")
        assert who.not_taken(1, "completed") == "ben"
        who.agent(2, "2")
        assert who.not_taken(2, "completed") == "wait"
        assert who.goes_on() == "unanswered"
        assert "no_agent" in kinds(rig, who)

    def test_the_longest_waiting_customer_gets_the_agent_who_becomes_free(
        self, deployment: Deployment, rig: Rig
    ) -> None:
        talks, first, second = self._two_wait(deployment, rig)
        talks.hangs_up()
        assert second.goes_on() == "wait", "somebody is further ahead"
        assert first.goes_on() == "anna"
        assert second.goes_on() == "wait", "Anna's phone rings"

    def test_a_newcomer_does_not_overtake_the_line(self, deployment: Deployment, rig: Rig) -> None:
        talks, first, _ = self._two_wait(deployment, rig)
        talks.hangs_up()
        assert customer(deployment, 3).presses_a_key() == "wait"
        assert first.goes_on() == "anna"

    def test_who_hung_up_holds_up_nobody(self, deployment: Deployment, rig: Rig) -> None:
        talks, first, second = self._two_wait(deployment, rig)
        talks.hangs_up()
        first.hangs_up()
        assert second.goes_on() == "anna"
        assert first.state == "abandoned"

    def test_the_chat_hears_the_place_in_line(self, deployment: Deployment, rig: Rig) -> None:
        self._two_wait(deployment, rig)
        for session, place in (("session-1", 1), ("session-2", 2)):
            reply = deployment.ask(action="call_status", session_id=session)
            assert (reply["status"], reply["position"]) == ("waiting", place)
            assert "estimate_seconds" not in reply
            assert "don't know yet" in reply["message"]

    def test_a_repeated_wait_rings_the_same_agent_and_records_nothing_more(
        self, deployment: Deployment, rig: Rig
    ) -> None:
        talks, first, _ = self._two_wait(deployment, rig)
        talks.hangs_up()
        address = first.address
        assert first.goes_on() == "anna"
        document, before = first.document, rig.objects()
        rig.clock.step(4)
        query = address.partition("?")[2]
        again = deployment.twilio("twiml", query, {"CallSid": "CA" + "1" * 32}).body.decode()
        assert again == document
        assert rig.objects() == before

    def test_a_canceled_call_that_waits_hangs_up(self, deployment: Deployment, rig: Rig) -> None:
        _, first, _ = self._two_wait(deployment, rig)
        deployment.ask(action="cancel_call", session_id="session-1")
        assert first.goes_on() == "Hangup"

    def test_an_agent_who_went_away_is_not_rung_and_one_who_came_back_is(
        self, deployment: Deployment, rig: Rig
    ) -> None:
        talks, first, _ = self._two_wait(deployment, rig)
        talks.hangs_up()
        rig.storage.availability.set_away("anna", True, "anna", rig.clock.now())
        assert first.goes_on() == "unanswered", "nobody is on duty any more"

    def test_without_storage_the_customer_waits_on_until_patience_is_over(
        self, deployment: Deployment, rig: Rig
    ) -> None:
        _, first, _ = self._two_wait(deployment, rig)
        first.deployment = failing(rig, lambda *_: True)
        steps = [first.goes_on() for _ in range(12)]
        assert steps == ["wait"] * 10 + ["unanswered", "Hangup"], "90 s are eleven documents, and one was heard"

    @pytest.mark.parametrize("step", ["connect", "dialed", "wait"])
    def test_whatever_single_request_fails_the_customer_is_not_left_in_silence(
        self, deployment: Deployment, rig: Rig, step: str
    ) -> None:
        """Each request of the step fails once, in a world where somebody else is on the phone."""
        rig.desk(agents=[*DESK["agents"], {"id": "carl", "name": "Carl", "phone": "+493012345673"}])
        talking(deployment)
        for n, target in enumerate(["", *self._targets(rig, deployment, step)], start=1):
            who = self._before(deployment, rig, step, n)
            who.deployment = failing(rig, partial(_hits, target))
            outcome = self._take(who, step)
            assert outcome in ("anna", "ben", "+493012345673", "wait", "unanswered", "Hangup"), target
            assert outcome != "Hangup" or "<Say" in who.document, target
            who.hangs_up()

    def _targets(self, rig: Rig, deployment: Deployment, step: str) -> list[str]:
        """Returns what the step requests, by method and the last part of the name."""
        who = self._before(deployment, rig, step, 99)
        server, sent = rig.server, list[str]()
        assert isinstance(server, MemoryBucket)
        server.watch = lambda method, key: sent.append(_target(method, key))
        self._take(who, step)
        server.watch = lambda *_: None
        who.hangs_up()
        return sorted(set(sent))

    @staticmethod
    def _before(deployment: Deployment, rig: Rig, step: str, n: int) -> Customer:
        rig.clock.step(3601)
        reply = deployment.start(session=f"session-{step}-{n}", phone_number=f"+49 30 12345{600 + n}")
        assert reply["ok"], reply
        who = Customer(deployment, str(reply["handover_id"]))
        deployment.report("customer", who.handover_id, CallStatus="in-progress")
        if step != "connect":
            assert who.presses_a_key() in ("anna", "ben")
        if step == "wait":
            for attempt in (1, 2, 3):
                rig.clock.step(20)
                who.not_taken(attempt)
        return who

    @staticmethod
    def _take(who: Customer, step: str) -> str:
        if step == "connect":
            return who.presses_a_key()
        return who.not_taken(2) if step == "dialed" else who.goes_on()

    def test_key_2_books_a_call_back_and_ends_the_wait(self, deployment: Deployment, rig: Rig) -> None:
        _, first, second = self._two_wait(deployment, rig)
        assert "press 2" in first.document.lower() or "or 2" in first.document
        assert first.goes_on(Digits="2") == "Hangup"
        first.hangs_up()
        assert first.state == "no_agent"
        assert len([name for name in rig.objects("v1/day/") if name.endswith("/booked.1")]) == 1
        assert deployment.ask(action="call_status", session_id="session-2")["position"] == 1
        assert second.state == "waiting"

    def test_without_a_call_back_key_2_keeps_the_place(self, deployment: Deployment, rig: Rig) -> None:
        rig.desk(call_back={"enabled": False}, waiting={"patience_seconds": 20})
        talks = [customer(deployment, 8), customer(deployment, 9)]
        for n, who in enumerate(talks, start=1):
            who.presses_a_key()
            who.agent(n, "1")
        who = customer(deployment, 1)
        assert who.presses_a_key() == "wait"
        assert (who.goes_on(), who.goes_on(Digits="2")) == ("wait", "wait")

    def test_a_key_of_the_wait_is_thanked_for(self, deployment: Deployment, rig: Rig) -> None:
        _, first, _ = self._two_wait(deployment, rig)
        assert first.goes_on(Digits="1") == "wait"
        assert "keep your place" in "".join(ElementTree.fromstring(first.document).itertext())

    @staticmethod
    def _rung_again(deployment: Deployment, rig: Rig) -> Customer:
        who = customer(deployment)
        who.presses_a_key()
        rig.clock.step(25)
        who.not_taken(1)
        rig.clock.step(25)
        who.not_taken(2)
        assert who.goes_on() == "anna"
        return who

    @staticmethod
    def _two_wait(deployment: Deployment, rig: Rig) -> tuple[Customer, Customer, Customer]:
        """Returns a customer who talks to the only agent, and two who wait, the first one first."""
        rig.desk(agents=[{"id": "anna", "name": "Anna", "phone": "+493012345671"}])
        talks, first, second = talking(deployment), customer(deployment, 1), customer(deployment, 2)
        for who in (first, second):
            assert who.presses_a_key() == "wait"
            assert who.goes_on() == "wait"
            rig.clock.step(1)
        return talks, first, second


class TestTwoAtTheSameMoment:
    """Another customer presses their key, or is the next one in line, just before this one's choice is stored."""

    def test_of_two_key_presses_one_rings_the_agent_and_the_other_one_gets_the_next(
        self, deployment: Deployment, rig: Rig
    ) -> None:
        first, second = customer(deployment, 1), customer(deployment, 2)
        meanwhile(rig, first, "hunt", second.presses_a_key)
        assert first.presses_a_key() == "wait", "its choice came second"
        assert second.next == "anna"
        assert first.goes_on() == "ben"
        assert first.not_taken(1) == "wait", "a repetition of what was given up rings nobody"

    def test_a_repeated_key_press_does_not_ring_the_agent_who_was_given_up(
        self, deployment: Deployment, rig: Rig
    ) -> None:
        first, second = customer(deployment, 1), customer(deployment, 2)
        meanwhile(rig, first, "hunt", second.presses_a_key)
        first.presses_a_key()
        assert first.presses_a_key() == "wait"

    def test_between_agents_one_rings_the_agent_and_the_other_one_waits(self, deployment: Deployment, rig: Rig) -> None:
        first, second = customer(deployment, 1), customer(deployment, 2)
        assert first.presses_a_key() == "anna"
        meanwhile(rig, first, "missed.1", second.presses_a_key)
        assert first.not_taken(1) == "wait"
        assert second.next == "ben"

    def test_two_who_wait_never_ring_the_agent_at_once(self, deployment: Deployment, rig: Rig) -> None:
        rig.desk(agents=[{"id": "anna", "name": "Anna", "phone": "+493012345671"}])
        talks, first, second = talking(deployment), customer(deployment, 1), customer(deployment, 2)
        for who in (first, second):
            who.presses_a_key()
            who.goes_on()
            rig.clock.step(1)
        talks.hangs_up()
        meanwhile(rig, first, "chosen.2", second.goes_on)
        assert (first.goes_on(), second.next) == ("anna", "wait")

    @pytest.mark.parametrize("step", ["key", "dialed", "wait"])
    def test_wherever_the_other_one_comes_between_no_agent_is_rung_twice(
        self, deployment: Deployment, rig: Rig, step: str
    ) -> None:
        """The whole request of another customer runs just before each request to storage of this one."""
        n = 0
        while True:
            rig.clock.step(3601)
            first, second = (_fresh(deployment, 2 * n + k) for k in (0, 1))
            rings = self._between(rig, first, second, step, n)
            if rings is None:
                break
            assert not (rings[0] == rings[1] and rings[0] in ("anna", "ben")), (n, rings)
            for who in (first, second):
                who.hangs_up()
            n += 1
        assert n >= 6, "every request of the step was tried"

    @staticmethod
    def _between(rig: Rig, first: Customer, second: Customer, step: str, at: int) -> tuple[str, str] | None:
        """Returns whom the two ring; None if the step makes fewer requests than that."""
        server, seen = rig.server, iter(range(10**6))
        assert isinstance(server, MemoryBucket)
        if step != "key":
            first.presses_a_key()
        if step == "wait":
            second.presses_a_key()
            rig.clock.step(20)
            first.not_taken(1)
            second.not_taken(2)
            first.not_taken(2)
            rig.clock.step(20)
        came: list[str] = []

        def watch(method: str, key: str) -> None:
            if next(seen) == at:
                server.watch = lambda *_: None
                came.append(second.goes_on() if step == "wait" else second.presses_a_key())

        server.watch = watch
        takes = {"key": first.presses_a_key, "wait": first.goes_on}.get(step)
        own = takes() if takes else first.not_taken(1)
        server.watch = lambda *_: None
        return (own, came[0]) if came else None

    def test_the_story_does_not_say_that_the_agent_who_was_given_up_was_rung(
        self, deployment: Deployment, rig: Rig
    ) -> None:
        first, second = customer(deployment, 1), customer(deployment, 2)
        meanwhile(rig, first, "hunt", second.presses_a_key)
        first.presses_a_key()
        events = rig.storage.handovers.events(first.handover_id)
        assert attempts(rig.handover(first.handover_id), events, []) == []


def _fresh(deployment: Deployment, n: int) -> Customer:
    reply = deployment.start(session=f"session-x{n}", phone_number=f"+49 30 1234{5000 + n}")
    assert reply["ok"], reply
    deployment.report("customer", reply["handover_id"], CallStatus="in-progress")
    return Customer(deployment, str(reply["handover_id"]))


def _target(method: str, key: str) -> str:
    return f"{method} {key.rpartition('/')[2] or key}"


def _hits(target: str, method: str, key: str) -> bool:
    return _target(method, key) == target


def failing(rig: Rig, when: When) -> Deployment:
    """Returns the actions with storage that fails whenever that holds."""
    client = rig.client().failing(when)
    return Deployment(rig, make_context=lambda settings: rig.app_for(settings, lambda: client))


def meanwhile(rig: Rig, who: Customer, fact: str, does: Callable[[], object]) -> None:
    """Lets something happen once, just before that event of the customer's handover is written."""
    server = rig.server
    assert isinstance(server, MemoryBucket)

    def watch(method: str, key: str) -> None:
        if method == "PUT" and who.handover_id in key and key.endswith(f"/{fact}"):
            server.watch = lambda *_: None
            does()

    server.watch = watch
