"""The view `todo`: what is left to do, whose it is, and when it is done."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.handover.actions.dashboard.conftest import AGENTS
from tests.handover.actions.dashboard.handovers import talked
from tests.handover.actions.dashboard.one_handover import ended, started
from tests.handover.browser import Browser
from tests.handover.deployment import Deployment
from tests.handover.rig import MONDAY, Rig
from tests.handover.signing import with_secret
from tests.rounds import Counter


@pytest.fixture
def anna(deployment: Deployment, browser: Browser) -> Browser:
    deployment.rig.desk(agents=AGENTS, retries={"on": []})
    return browser.sign_in("anna")


def tasks(browser: Browser, who: str = "all") -> list[tuple[str, str]]:
    browser.deployment.rig.clock.step(61)
    return [(item["task"], item["owner"]) for item in browser.json("todo", who=who)["items"]]


def save(browser: Browser, handover_id: str, **form: str) -> None:
    browser.get("handover", h=handover_id)
    once = browser.value("once")
    browser.post("handover", {"do": "wrap_up", "once": once, **form}, h=handover_id)


def test_a_customer_who_was_missed_is_anybodys_task_until_an_outcome_is_noted(
    deployment: Deployment, anna: Browser
) -> None:
    handover_id = started(deployment)
    ended(deployment, handover_id)
    assert tasks(anna) == [("missed", "")]
    assert tasks(anna, who="mine") == []
    anna.get("todo")
    assert "<title>(1) To do" in anna.text
    assert "Call back (Line busy)" in anna.words
    assert "There are no live calls." in anna.get("now")
    assert "Call back (Line busy)" in anna.words
    save(anna, handover_id, disposition="solved")
    assert tasks(anna) == []
    assert "Nothing is left to do." in anna.get("todo")


def test_a_conversation_without_an_outcome_is_its_agents_task(deployment: Deployment, anna: Browser) -> None:
    talked(deployment.rig, 30, agent="ben")
    talked(deployment.rig, 90)
    assert tasks(anna) == [("outcome", "anna"), ("outcome", "ben")]
    assert tasks(anna, who="mine") == [("outcome", "anna")]


def test_a_follow_up_comes_on_its_day_to_who_noted_it_and_is_overdue_on_the_next(
    deployment: Deployment, anna: Browser
) -> None:
    handover_id = started(deployment)
    ended(deployment, handover_id)
    save(anna, handover_id, disposition="follow_up", follow_up="2026-11-24")
    assert tasks(anna) == []
    for day, overdue in ((1, False), (2, True)):
        deployment.rig.clock.step(86_400)
        (item,) = Browser(deployment).sign_in("anna").json("todo")["items"]
        assert (item["task"], item["owner"], item["overdue"]) == ("follow_up", "anna", overdue), day


def test_a_later_conversation_with_the_same_number_ends_a_callback(deployment: Deployment, anna: Browser) -> None:
    handover_id = started(deployment)
    ended(deployment, handover_id)
    save(anna, handover_id, disposition="not_reached", callback="yes")
    assert tasks(anna) == [("callback", "anna")]
    talked(deployment.rig, 0, began=deployment.rig.clock.now() + timedelta(seconds=1))
    assert tasks(anna) == [("outcome", "anna")]


def test_the_list_costs_two_listings_a_day_once_a_minute(rig: Rig, counter: Counter) -> None:
    deployment = Deployment(with_secret(rig), make_context=counter.contexts(rig.app_for))
    browser = Browser(deployment).sign_in("anna")
    for n in range(5):
        talked(rig, 60 * n + 1, began=MONDAY)
    browser.get("todo")
    with counter.counting() as count:
        browser.get("todo")
    listed = {kind: n for kind, n in count.kinds.items() if kind.startswith("LIST v1/day") or "row" in kind}
    assert sum(listed.values()) <= 2 * 31 + 2
    assert not any(kind.startswith("GET v1/day") for kind in count.kinds)
    with counter.counting() as count:
        browser.json("todo")
    assert sum(count.kinds.values()) == 1
