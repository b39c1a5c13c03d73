"""The keys on an agent's leg: 1 connects at once, 3 books the agent's call back, and nothing else than 1 ever bridges."""

from __future__ import annotations

from itertools import product
from urllib.parse import urlsplit

import pytest

from handover.core.access.viewer import Viewer
from handover.core.call.events import EventKind
from handover.core.report.row import row_from
from handover.core.story.story import story
from handover.core.story.summary import summary
from handover.usecases.view_handover import record_view, view_handover
from sandbox.bucket.faults import StorageFault, When
from tests.fakes.bucket import CUT_AFTER, DOWN, nth
from tests.handover.actions.test_twiml import attributes, spoken, verbs
from tests.handover.actions.waiting import Customer, customer
from tests.handover.core.story.telling import wording
from tests.handover.deployment import AGENT_CALL, Deployment
from tests.handover.rig import BEN, DESK, Rig
from tests.handover.usecases.booked import run

pytestmark = pytest.mark.parametrize("deployment", ["openwhisk"], indirect=True)

CONNECTS: list[str] = []  # an empty document on the agent's leg


@pytest.fixture
def who(deployment: Deployment) -> Customer:
    """A customer for whom Anna's phone rings."""
    found = customer(deployment)
    assert found.presses_a_key() == "anna"
    return found


def press(deployment: Deployment, document: str, key: str) -> str:
    """The agent presses a key during that document. Returns the next one."""
    query = urlsplit(attributes(document, "Gather")["action"]).query
    return deployment.twilio("twiml", query, {"CallSid": AGENT_CALL, "Digits": key}).body.decode()


def ended(deployment: Deployment, who: Customer, attempt: int = 1, **form: str) -> str:
    """The agent's leg is over without a conversation. Returns the document for the customer."""
    known = {"DialCallStatus": "completed", "DialBridged": "false", "CallStatus": "in-progress", **form}
    return deployment.step("dialed", who.handover_id, attempt, **known)


def bookings(rig: Rig) -> list[str]:
    return sorted({name.split("/")[3] for name in rig.objects("v1/day/") if name.endswith("/booked.1")})


def seen(rig: Rig, who: Customer, attempt: int, agent_id: str) -> None:
    """That agent opens the page: by the link of their attempt, or signed in (0)."""
    agent = rig.storage.desk().agent(agent_id)
    assert agent
    viewer = Viewer(agent, handover_id=who.handover_id, attempt=attempt) if attempt else Viewer(agent, sign_in_id="1")
    for _ in range(2):
        view = view_handover(rig.ctx(), who.handover_id)
        assert view
        record_view(rig.ctx(), view, viewer, "view")


def failing(rig: Rig, when: When, fault: StorageFault) -> Deployment:
    """Returns the actions with a storage that fails so."""
    client = rig.client().failing(when, fault)
    return Deployment(rig, make_context=lambda settings: rig.app_for(settings, lambda: client))


class TestTheBrief:
    def test_key_1_breaks_it_off(self, deployment: Deployment, who: Customer) -> None:
        brief = who.agent(1, "1")
        assert verbs(brief) == ["Gather"]
        assert verbs(press(deployment, brief, "1")) == CONNECTS
        assert who.state == "connected"

    def test_it_is_not_repeated_after_key_9(self, deployment: Deployment, who: Customer) -> None:
        again = press(deployment, who.agent(1, "9"), "9")
        assert verbs(again)[-1] == "Hangup"
        wrong = press(deployment, again, "7")
        assert (verbs(wrong)[-1], "Press 1 to take the call" in spoken(wrong)) == ("Hangup", True)
        assert who.state == "hunting"
        assert verbs(press(deployment, wrong, "1")) == CONNECTS
        assert who.state == "connected"

    @pytest.mark.parametrize(
        ("attempt", "agent", "connects"), [(1, "anna", True), (0, "anna", True), (0, "ben", False)]
    )
    def test_it_is_not_spoken_to_an_agent_who_opened_the_page(
        self, deployment: Deployment, who: Customer, attempt: int, agent: str, connects: bool
    ) -> None:
        seen(deployment.rig, who, attempt, agent)
        assert len(deployment.rig.objects("v1/leg/")) == 2, "each view is on record"
        assert verbs(who.agent(1, "1")) == (CONNECTS if connects else ["Gather"])

    def test_it_is_spoken_when_nobody_knows_who_opened_the_page(self, deployment: Deployment, who: Customer) -> None:
        seen(deployment.rig, who, 1, "anna")
        deployment.rig.client().faults.add(DOWN, lambda _, key: key.startswith("v1/leg/"), times=None)
        assert verbs(who.agent(1, "1")) == ["Gather"]
        assert who.state == "connected"

    def test_it_says_how_long_the_customer_has_waited(self, deployment: Deployment, who: Customer) -> None:
        deployment.rig.clock.step(185)
        assert "Waiting 3 minutes." in spoken(who.agent(1, "9"))

    @pytest.mark.parametrize("key", ["2", "3"])
    def test_who_gives_the_call_up_during_it_is_not_connected(
        self, deployment: Deployment, who: Customer, key: str
    ) -> None:
        assert verbs(press(deployment, who.agent(1, "1"), key)) == ["Say", "Hangup"]
        ended(deployment, who, DialBridged="")
        assert EventKind.BRIDGED not in kinds(deployment.rig, who)
        assert deployment.rig.handover(who.handover_id).accepted_by == 0


class TestTheTime:
    @pytest.mark.parametrize(("key", "kind"), [("1", "accepted"), ("2", "passed"), ("3", "missed")])
    def test_at_which_the_agent_picked_up_is_recorded_with_their_key(
        self, deployment: Deployment, who: Customer, key: str, kind: str
    ) -> None:
        picked_up = deployment.rig.clock.now()
        document = deployment.step("whisper", who.handover_id, 1)
        for other in ("9", "7"):
            deployment.rig.clock.step(4)
            document = press(deployment, document, other)
        press(deployment, document, key)
        (pressed,) = [each for each in deployment.rig.storage.handovers.events(who.handover_id) if each.kind == kind]
        assert pressed.facts["picked_up"] == picked_up.isoformat()

    def test_comes_from_the_end_if_they_pressed_none(self, deployment: Deployment, who: Customer) -> None:
        deployment.step("whisper", who.handover_id, 1)
        ended(deployment, who, DialCallDuration="9")
        (missed,) = [each for each in deployment.rig.storage.handovers.events(who.handover_id) if each.kind == "missed"]
        assert missed.facts["seconds"] == "9"


def kinds(rig: Rig, who: Customer) -> set[str]:
    return {event.kind for event in rig.storage.handovers.events(who.handover_id)}


class TestKey3:
    def test_books_a_call_in_ten_minutes_and_tells_the_customer(self, deployment: Deployment, who: Customer) -> None:
        rig = deployment.rig
        heard = who.agent(1, "3")
        assert (verbs(heard), "you call back today at 10:10" in spoken(heard)) == (["Say", "Hangup"], True)
        told = ended(deployment, who)
        assert verbs(told) == ["Say", "Hangup"]
        assert spoken(told) == "Anna calls you back today at 10:10. Goodbye."
        who.hangs_up()
        assert who.state == "no_agent"
        passed = rig.handover(who.handover_id)
        assert (passed.calls_back, passed.told_as) == (True, "calls_back")
        found = row_from(who.handover_id, rig.storage.handovers.events(who.handover_id), rig.clock.now())
        assert (found and found.told_as) == "calls_back"
        status = deployment.ask(action="call_status", session_id="session-1")
        assert (status["status"], status["at"]) == ("scheduled", "2026-11-23T10:10:00+01:00")
        assert "today at 10:10" in status["message"]
        (booked,) = bookings(rig)
        assert run(rig, 10)["dialed"] == 1
        assert f"h={booked}" in rig.twilio.created[-1]["Url"][0]

    def test_rings_that_agent_first_when_the_call_comes(self, deployment: Deployment, who: Customer) -> None:
        rig = deployment.rig
        assert who.not_taken(1) == "ben"
        who.agent(2, "3")
        assert "Ben calls you back" in spoken(ended(deployment, who, 2))
        who.hangs_up()
        run(rig, 10)
        (booked,) = bookings(rig)
        assert attributes(deployment.step("connect", booked, Digits="1"), "Number")["text"] == BEN

    def test_a_repetition_books_once_and_says_the_same(self, deployment: Deployment, who: Customer) -> None:
        first, told = who.agent(1, "3"), ended(deployment, who)
        before = deployment.rig.objects("v1/day/")
        deployment.rig.clock.step(20)
        assert (who.agent(1, "3"), ended(deployment, who)) == (first, told)
        assert deployment.rig.objects("v1/day/") == before
        who.hangs_up()
        assert who.agent(1, "3") == first
        assert len(bookings(deployment.rig)) == 1

    def test_the_first_time_at_which_the_desk_calls_is_said(self, deployment: Deployment, who: Customer) -> None:
        hours = {day: ["09:00-10:05"] for day in ("monday", "tuesday")}
        deployment.rig.desk(**{**DESK, "hours": hours})
        deployment.rig.clock.step(31)
        assert "tomorrow at 9:00" in spoken(who.agent(1, "3"))
        assert "tomorrow at 9:00" in spoken(ended(deployment, who))

    def test_a_refused_call_back_leaves_the_other_keys(self, deployment: Deployment, who: Customer) -> None:
        rig = deployment.rig
        phone = rig.handover(who.handover_id).phone
        rig.storage.do_not_call.add(phone, rig.clock.now(), "session-2", [])
        refused = who.agent(1, "3")
        assert verbs(refused)[-1] == "Hangup"
        assert "cannot be booked" in spoken(refused)
        assert not bookings(rig)
        assert verbs(press(deployment, refused, "1")) == ["Gather"]
        assert who.state == "connected"

    def test_nothing_is_booked_for_a_customer_who_has_hung_up(self, deployment: Deployment, who: Customer) -> None:
        who.hangs_up()
        assert "has hung up" in spoken(who.agent(1, "3"))
        assert not bookings(deployment.rig)

    @pytest.mark.slow
    def test_whatever_fails_nobody_is_promised_a_call_that_is_not_booked(
        self, deployment: Deployment, who: Customer
    ) -> None:
        """Each request of key 3 fails in turn, before and after storage did it."""
        rig = deployment.rig
        who.hangs_up()
        promised = 0
        for n, fault in product(range(1, 20), (DOWN, CUT_AFTER)):
            who = customer(deployment, 2)
            assert who.presses_a_key() == "anna"
            known = bookings(rig)
            heard = failing(rig, nth(n), fault).step("decide", who.handover_id, 1, Digits="3")
            made = len(set(bookings(rig)) - set(known))
            told = ended(deployment, who)
            assert (verbs(heard)[-1], spoken(heard) == "") == ("Hangup", False)
            for words, promise in ((heard, "you call back"), (told, "calls you back")):
                assert made == 1 or promise not in spoken(words), n
                promised += promise in spoken(words)
            who.hangs_up()
            deployment.ask(action="cancel_call", session_id="session-2")
            rig.clock.step(86400)
        assert promised

    def test_is_not_kept_when_the_customer_talks_to_somebody_after_all(
        self, deployment: Deployment, who: Customer
    ) -> None:
        """The end of the attempt could not be stored, so the hunt went on."""
        rig = deployment.rig
        lame = failing(rig, lambda method, key: method == "PUT" and "missed.1" in key, DOWN)
        assert "you call back" in spoken(lame.step("decide", who.handover_id, 1, Digits="3"))
        assert attributes(ended(deployment, who), "Number")["text"] == BEN
        who.agent(2, "1")
        assert run(rig, 11) == {"dialed": 0, "moved": 0, "dropped": 1, "failed": 0}
        assert len(rig.twilio.created) == 1

    def test_is_told_on_the_page(self, deployment: Deployment, who: Customer) -> None:
        rig = deployment.rig
        who.agent(1, "3")
        ended(deployment, who)
        who.hangs_up()
        handover = rig.handover(who.handover_id)
        events, legs = rig.storage.handovers.story(who.handover_id)
        lines = [line.sentence for line in story(handover, [*reversed(events), *events], legs, wording())]
        assert "Anna pressed 3 and promised to call back on Monday, 23 November, at 10:10." in lines
        assert not any("waited in line" in line or "Nobody was left" in line for line in lines)
        assert "Anna promised to call back on Monday" in summary(handover, events, legs, wording())
        (booked,) = bookings(rig)
        lines = [
            line.sentence for line in story(rig.handover(booked), rig.storage.handovers.events(booked), [], wording())
        ]
        assert lines[0].endswith("for Monday, 23 November, at 10:10. Anna is rung first then.")
