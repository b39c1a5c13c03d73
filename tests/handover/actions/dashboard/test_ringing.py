"""The view `ringing`: which phones ring, for the script that tells the agents."""

from __future__ import annotations

import pytest

from tests.handover.actions.dashboard.conftest import AGENTS
from tests.handover.browser import Browser
from tests.handover.deployment import Deployment
from tests.handover.rig import Rig
from tests.handover.signing import with_secret
from tests.rounds import Counter


def test_a_phone_that_rings_is_reported_to_its_agent_and_to_the_others(deployment: Deployment) -> None:
    anna, ben = (Browser(deployment).sign_in(agent) for agent in ("anna", "ben"))
    assert anna.json("ringing") == {"ok": True, "next": 15, "rings": []}
    handover_id = deployment.start(name="Ada Lovelace", reason="Hail damage")["handover_id"]
    assert anna.json("ringing") == {"ok": True, "next": 3, "rings": []}
    deployment.report("customer", handover_id, CallStatus="in-progress")
    deployment.step("connect", handover_id, Digits="1")
    rings = {"id": handover_id, "attempt": 1}
    assert anna.json("ringing")["rings"] == [{**rings, "mine": True}]
    assert ben.json("ringing")["rings"] == [{**rings, "mine": False}]
    deployment.step("decide", handover_id, 1, Digits="2")
    deployment.step("dialed", handover_id, 1, DialCallStatus="completed")
    assert anna.json("ringing")["rings"] == [{"id": handover_id, "attempt": 2, "mine": False}]
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
