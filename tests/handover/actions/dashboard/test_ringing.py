"""The view `ringing`: which phones ring, for the script that tells the agents."""

from __future__ import annotations

import re

import pytest

from handover.core.call.events import EventKind
from handover.usecases.ringing_now import Why
from tests.handover.actions.dashboard.conftest import AGENTS
from tests.handover.browser import Browser
from tests.handover.deployment import Deployment
from tests.handover.rig import Rig
from tests.handover.signing import with_secret
from tests.rounds import Counter


def talking(deployment: Deployment) -> str:
    """Starts a call that Anna takes. Returns the handover's id."""
    handover_id = deployment.start()["handover_id"]
    deployment.report("customer", handover_id, CallStatus="in-progress")
    deployment.step("connect", handover_id, Digits="1")
    deployment.step("decide", handover_id, 1, Digits="1")
    return str(handover_id)


def test_a_phone_that_rings_is_reported_to_its_agent_and_to_the_others(deployment: Deployment) -> None:
    anna, ben = (Browser(deployment).sign_in(agent) for agent in ("anna", "ben"))
    assert anna.json("ringing") == {"ok": True, "next": 15, "rings": []}
    handover_id = deployment.start(name="Ada Lovelace", reason="Hail damage")["handover_id"]
    assert anna.json("ringing") == {"ok": True, "next": 3, "rings": []}
    deployment.report("customer", handover_id, CallStatus="in-progress")
    deployment.step("connect", handover_id, Digits="1")
    rings = {"id": handover_id, "attempt": 1, "why": "customer"}
    assert anna.json("ringing")["rings"] == [{**rings, "mine": True}]
    assert ben.json("ringing")["rings"] == [{**rings, "mine": False}]
    deployment.step("decide", handover_id, 1, Digits="2")
    deployment.step("dialed", handover_id, 1, DialCallStatus="completed")
    assert anna.json("ringing")["rings"] == [{**rings, "attempt": 2, "mine": False}]
    deployment.step("decide", handover_id, 2, Digits="1")
    assert anna.json("ringing") == {"ok": True, "next": 3, "rings": []}


def test_nothing_new_is_not_sent_again_and_costs_two_requests(rig: Rig, counter: Counter) -> None:
    deployment = Deployment(with_secret(rig), make_context=counter.contexts(rig.app_for))
    anna = Browser(deployment).sign_in("anna")
    anna.json("ringing")
    with counter.counting() as count:
        anna.get("ringing", {"if-none-match": anna.shown.headers["etag"]}, format="json")
    assert anna.shown.status == 304
    assert count.kinds == {"GET v1/seat": 1, "LIST v1/switch": 1}


def test_it_names_no_customer_and_needs_a_sign_in(deployment: Deployment) -> None:
    handover_id = deployment.start(name="Ada Lovelace", reason="Hail damage")["handover_id"]
    deployment.report("customer", handover_id, CallStatus="in-progress")
    deployment.step("connect", handover_id, Digits="1")
    ben = Browser(deployment).sign_in("ben")
    ben.json("ringing")
    assert not any(words in ben.text for words in ("Ada", "Hail", "78"))
    stranger = Browser(deployment)
    stranger.json("ringing")
    assert stranger.shown.status == 401


@pytest.mark.parametrize("view", ["now", "day", "handover"])
def test_every_page_of_a_signed_in_agent_has_the_switch_which_needs_the_script(browser: Browser, view: str) -> None:
    handover_id = browser.deployment.start()["handover_id"]
    browser.sign_in("ben").get(view, h=handover_id)
    assert '<div class="ring" hidden data-ring="?view=ringing&amp;format=json"' in browser.text
    assert "worker-src 'self'" in browser.shown.headers["content-security-policy"]


def test_agents_who_are_rung_together_are_all_told(deployment: Deployment) -> None:
    deployment.rig.desk(agents=AGENTS, ringing={"strategy": "all_at_once"})
    handover_id = deployment.start()["handover_id"]
    deployment.report("customer", handover_id, CallStatus="in-progress")
    deployment.step("connect", handover_id, Digits="1")
    rings = [Browser(deployment).sign_in(agent).json("ringing")["rings"] for agent in ("anna", "ben")]
    assert [[ring["attempt"] for ring in found if ring["mine"]] for found in rings] == [[1], [2]]


def test_a_colleague_who_is_asked_to_join_is_told_until_they_are_in_or_do_not_come(deployment: Deployment) -> None:
    handover_id, anna, ben = talking(deployment), *(Browser(deployment).sign_in(agent) for agent in ("anna", "ben"))
    handovers, now = deployment.rig.storage.handovers, deployment.rig.clock.now()
    asked = {"agents": [{"id": "ben", "name": "Ben", "phone": "+493012345672", "language": "en"}]}
    handovers.add(handover_id, EventKind.COLLEAGUE, now, asked, 101)
    rings = {"id": handover_id, "attempt": 101, "why": "colleague"}
    assert anna.json("ringing")["rings"] == [{**rings, "mine": False}]
    assert ben.json("ringing")["rings"] == [{**rings, "mine": True}]
    handovers.add(handover_id, EventKind.COLLEAGUE_OVER, now, {}, 101)
    assert ben.json("ringing")["rings"] == []
    handovers.add(handover_id, EventKind.COLLEAGUE, now, asked, 102)
    assert ben.json("ringing")["rings"] == [{**rings, "attempt": 102, "mine": True}]
    handovers.add(handover_id, EventKind.JOINED, now, {}, 102)
    assert ben.json("ringing")["rings"] == []


def test_an_agent_who_calls_back_is_told_until_they_take_the_call(deployment: Deployment) -> None:
    deployment.rig.desk(retries={"on": []})
    missed = deployment.start()["handover_id"]
    deployment.report("customer", missed, CallStatus="busy")
    anna = Browser(deployment).sign_in("anna")
    anna.get("todo")
    anna.post("callback", {"h": missed, "once": "0123456789abcdef"}, follow=False)
    calls = {each["id"]: each for each in anna.json("ringing")["rings"]}
    (handover_id,) = calls.keys() - {missed}
    assert calls == {handover_id: {"id": handover_id, "attempt": 1, "why": "call_back", "mine": True}}
    assert [ring["mine"] for ring in Browser(deployment).sign_in("ben").json("ringing")["rings"]] == [False]
    deployment.rig.storage.handovers.add(handover_id, EventKind.ACCEPTED, deployment.rig.clock.now(), {}, 1)
    assert anna.json("ringing")["rings"] == []


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_page_has_words_for_each_reason_of_a_ring(browser: Browser, language: str) -> None:
    browser.sign_in("ben").get("now", {"accept-language": language})
    for why in Why:
        assert re.search(rf'data-ring-{why.replace("_", "-")}="[^"{{}}]+"', browser.text)
