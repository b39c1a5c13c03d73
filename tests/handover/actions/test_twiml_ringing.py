"""Who is rung: all at once with one winner, not who wraps up or has just passed, and nobody who misses call after call."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from xml.etree import ElementTree

import pytest

from handover.core.call.events import EventKind
from handover.core.call.wrapup import WrapUp
from handover.services.storage.keys import handover_keys
from handover.usecases.desk_status import set_away
from handover.usecases.handover_list import live_rows
from handover.usecases.sweep import sweep
from handover.usecases.wrap_up import wrap_up
from tests.fakes.bucket import DOWN
from tests.handover.actions.waiting import NAMES, Customer, customer
from tests.handover.browser import DASHBOARD_SECRET
from tests.handover.deployment import AGENT_CALL, Deployment
from tests.handover.rig import DESK, Rig, at_once

pytestmark = pytest.mark.parametrize("deployment", ["openwhisk"], indirect=True)
ONE = [{"id": "anna", "name": "Anna", "phone": "+493012345671"}]


def rung(who: Customer) -> dict[str, str]:
    """Returns the agents whom the last document rings, by the query of their whisper."""
    numbers = ElementTree.fromstring(who.document).iter("Number")
    return {NAMES[number.text or ""]: urlsplit(number.get("url") or "").query for number in numbers}


def presses(who: Customer, whisper: str, key: str) -> str:
    """The agent of that whisper presses a key. Returns the document that they get."""
    query = urlencode({**{name: value[0] for name, value in parse_qs(whisper).items()}, "step": "decide"})
    response = who.deployment.twilio("twiml", query, {"CallSid": AGENT_CALL, "Digits": key})
    return response.body.decode()


def dial_is_over(who: Customer, status: str, bridged: bool = False) -> str:
    """Twilio requests the action of the last Dial. Returns whom the next document rings, or the step that follows."""
    action = next(ElementTree.fromstring(who.document).iter("Dial")).get("action") or ""
    form = {"DialCallStatus": status, "DialBridged": str(bridged).lower(), "CallStatus": "in-progress"}
    who.document = who.deployment.twilio("twiml", urlsplit(action).query, form).body.decode()
    return who.next


def leg(who: Customer, attempt: int, status: str) -> None:
    """Twilio reports a status of an agent's leg."""
    number = [*ElementTree.fromstring(who.document).iter("Number")][attempt - 1]
    query = urlsplit(number.get("statusCallback") or "").query
    who.deployment.twilio("status", query, {"CallSid": AGENT_CALL, "CallStatus": status, "CallDuration": "9"})


def talked(deployment: Deployment, n: int = 9) -> Customer:
    """Returns a customer who talked to Anna, and has just hung up."""
    who = customer(deployment, n)
    assert who.presses_a_key() == "anna"
    who.agent(1, "1")
    dial_is_over(who, "completed", bridged=True)
    who.hangs_up()
    return who


class TestAllAtOnce:
    @pytest.fixture(autouse=True)
    def _desk(self, rig: Rig) -> None:
        rig.desk(ringing={"strategy": "all_at_once"})

    def test_the_first_who_accepts_has_the_call_and_the_others_hear_who(self, deployment: Deployment) -> None:
        who = customer(deployment)
        who.presses_a_key()
        whispers = rung(who)
        assert list(whispers) == ["anna", "ben"]
        assert "Hangup" not in presses(who, whispers["ben"], "1")
        assert "Ben has taken the call" in presses(who, whispers["anna"], "1")
        assert "Ben has taken the call" in presses(who, whispers["anna"], "9")
        assert "Hangup" not in presses(who, whispers["ben"], "1"), "Twilio may repeat the winner's request"
        assert dial_is_over(who, "completed", bridged=True) == "Hangup"
        handover = deployment.rig.handover(who.handover_id)
        assert (handover.agent and handover.agent.id, handover.bridged, handover.anomalies) == ("ben", True, ())
        assert handover.hunt
        assert not handover.hunt.all_ringing

    def test_of_two_who_press_1_in_the_same_moment_exactly_one_is_bridged(self, deployment: Deployment) -> None:
        who = customer(deployment)
        who.presses_a_key()
        documents = at_once([lambda whisper=whisper: presses(who, whisper, "1") for whisper in rung(who).values()])  # type: ignore[misc]
        assert sorted("Hangup" in document for document in documents) == [False, True]
        assert len(deployment.rig.objects(handover_keys.event(who.handover_id, EventKind.ACCEPTED, 1))) == 1

    def test_the_customer_hears_which_of_them_calls_back(self, deployment: Deployment) -> None:
        who = customer(deployment)
        who.presses_a_key()
        assert "you call back today" in presses(who, f"{rung(who)['ben']}&u=1795435200", "3")
        (over,) = [each for each in deployment.rig.storage.handovers.events(who.handover_id) if each.kind == "missed"]
        assert "picked_up" not in over.facts, "the end is that of all"
        assert dial_is_over(who, "completed") == "Hangup"
        assert "Ben calls you back today" in who.document

    def test_who_presses_3_while_storage_is_down_still_shares_the_acceptance(self, deployment: Deployment) -> None:
        who = customer(deployment)
        who.presses_a_key()
        whispers = rung(who)
        deployment.rig.client().faults.add(DOWN, lambda *_: True, times=None)
        again = presses(who, whispers["ben"], "3")
        deployment.rig.client().faults.clear()
        presses(who, whispers["anna"], "1")
        action = next(ElementTree.fromstring(again).iter("Gather")).get("action") or ""
        assert "Anna has taken the call" in presses(who, urlsplit(action).query, "1")

    def test_another_call_rings_none_of_them(self, deployment: Deployment) -> None:
        customer(deployment, 1).presses_a_key()
        assert customer(deployment, 2).presses_a_key() == "wait"

    def test_whom_a_mailbox_cut_short_is_rung_again_at_once(self, deployment: Deployment) -> None:
        who = customer(deployment)
        who.presses_a_key()
        leg(who, 1, "in-progress")
        assert dial_is_over(who, "completed") == "wait"
        who.goes_on()
        assert list(rung(who)) == ["ben"]

    def test_a_chosen_round_is_rung_and_answered_like_the_first(self, deployment: Deployment, rig: Rig) -> None:
        who = customer(deployment)
        who.presses_a_key()
        assert dial_is_over(who, "no-answer") == "wait"
        rig.clock.step(15)
        who.goes_on()
        whispers = rung(who)
        assert list(whispers) == ["anna", "ben"]
        assert "Hangup" not in presses(who, whispers["ben"], "1")
        assert "Ben has taken the call" in presses(who, whispers["anna"], "1")
        dial_is_over(who, "completed", bridged=True)
        handover = rig.handover(who.handover_id)
        assert (handover.accepted_by, handover.agent and handover.agent.id) == (4, "ben")


class TestAfterTheTalk:
    def test_who_wraps_up_is_not_rung_until_the_time_is_over(self, deployment: Deployment, rig: Rig) -> None:
        rig.desk(ringing={})
        talked(deployment)
        assert customer(deployment, 1).presses_a_key() == "ben"
        rig.clock.step(60)
        assert customer(deployment, 2).presses_a_key() == "anna"

    def test_who_saves_the_wrap_up_is_rung_again(self, deployment: Deployment, rig: Rig) -> None:
        rig.desk(ringing={})
        who = talked(deployment)
        wrap_up(rig.ctx(), rig.handover(who.handover_id), WrapUp("solved"), rig.storage.desk().agents[0])
        assert rig.storage.handovers.marked_live() == []
        assert customer(deployment, 1).presses_a_key() == "anna"

    def test_a_wrap_up_is_no_call_and_its_marker_goes_when_it_is_over(self, deployment: Deployment, rig: Rig) -> None:
        rig.desk(ringing={})
        who = talked(deployment)
        assert live_rows(rig.ctx()) == []
        sweep(rig.ctx())
        assert rig.storage.handovers.marked_live() == [who.handover_id]
        rig.clock.step(61)
        sweep(rig.ctx())
        assert rig.storage.handovers.marked_live() == []

    def test_the_longest_idle_is_rung_first(self, deployment: Deployment, rig: Rig) -> None:
        rig.desk(ringing={"strategy": "longest_idle", "wrap_up_seconds": 0})
        talked(deployment)
        assert customer(deployment, 1).presses_a_key() == "ben"


def test_who_has_just_passed_is_not_rung_for_another_customer(deployment: Deployment, rig: Rig) -> None:
    first = customer(deployment, 1)
    first.presses_a_key()
    first.agent(1, "2")
    first.not_taken(1, "completed")
    second = customer(deployment, 2)
    assert second.presses_a_key() == "wait", "Anna has just passed, Ben's phone rings"
    rig.clock.step(15)
    assert second.goes_on() == "anna"


def test_who_calls_back_is_left_alone_for_a_moment_also_when_the_customer_has_hung_up(
    deployment: Deployment, rig: Rig
) -> None:
    rig.desk(ringing={})
    first = customer(deployment, 1)
    first.presses_a_key()
    first.agent(1, "3")
    assert first.not_taken(1, "completed") == "Hangup"
    first.hangs_up()
    sweep(rig.ctx())
    assert customer(deployment, 2).presses_a_key() == "ben"
    rig.clock.step(15)
    assert customer(deployment, 3).presses_a_key() == "anna"


def test_an_agents_own_hours_are_kept(deployment: Deployment, rig: Rig) -> None:
    anna, ben = DESK["agents"]
    rig.desk(agents=[{**anna, "hours": {"monday": ["14:00-18:00"]}}, ben])  # it is 10:00 there
    assert customer(deployment).presses_a_key() == "ben"
    rig.desk(agents=[{**anna, "hours": {"monday": ["14:00-18:00"]}}])
    rig.clock.step(31)  # containers remember the desk for a while
    reply = deployment.start(session="session-2", phone_number="+49 30 12345682")
    assert reply["reason"] == "no_agents"


class TestMissedCalls:
    @pytest.fixture(autouse=True)
    def _desk(self, rig: Rig) -> None:
        rig.change_settings(DASHBOARD_SECRET=DASHBOARD_SECRET)
        rig.desk(agents=ONE, ringing={"wrap_up_seconds": 0})

    def rings(self, deployment: Deployment, n: int, status: str = "no-answer", key: str = "") -> Customer:
        """Anna's phone rings for the n-th customer, until her leg ends like that."""
        who = customer(deployment, n)
        assert who.presses_a_key() == "anna"
        if key:
            who.agent(1, key)
        leg(who, 1, status)
        leg(who, 1, status)  # Twilio may send it twice
        return who

    def away_texts(self, rig: Rig) -> list[Any]:
        return [text for text in rig.twilio.texts if "set away" in text["Body"][0]]

    def test_after_two_in_a_row_the_agent_is_away_and_told_once(self, deployment: Deployment, rig: Rig) -> None:
        self.rings(deployment, 1).hangs_up()
        assert self.away_texts(rig) == []
        self.rings(deployment, 2, "completed").hangs_up()  # a mailbox
        rig.clock.step(6)  # containers remember for a while that nobody is away
        assert deployment.start(session="session-3", phone_number="+49 30 12345683")["reason"] == "no_agents"
        (text,) = self.away_texts(rig)
        assert text["To"] == ["+493012345671"]
        assert "2 calls" in text["Body"][0]
        assert "dashboard?view=" in text["Body"][0]
        change = rig.storage.availability.away_since("anna")
        assert change
        assert change.misses == 2

    def test_who_comes_back_begins_anew(self, deployment: Deployment, rig: Rig) -> None:
        self.rings(deployment, 1).hangs_up()
        self.rings(deployment, 2).hangs_up()
        set_away(rig.ctx(), rig.storage.desk(), "anna", False, "anna")
        self.rings(deployment, 3).hangs_up()
        assert rig.storage.availability.read().away == frozenset()

    @pytest.mark.parametrize("key", ["1", "2", "3"])
    def test_who_decides_something_begins_anew(self, deployment: Deployment, rig: Rig, key: str) -> None:
        self.rings(deployment, 1).hangs_up()
        self.rings(deployment, 2, "completed", key).hangs_up()
        rig.clock.step(15)
        self.rings(deployment, 3).hangs_up()
        assert rig.storage.availability.read().away == frozenset()

    def test_a_customer_who_hung_up_is_no_miss(self, deployment: Deployment, rig: Rig) -> None:
        for n in (1, 2):
            who = customer(deployment, n)
            who.presses_a_key()
            who.hangs_up()
            leg(who, 1, "no-answer")
        assert rig.storage.availability.read().away == frozenset()
