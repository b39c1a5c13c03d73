"""The page of a handover updates itself, at a cost that does not depend on other handovers."""

from __future__ import annotations

import json

import jwt
import pytest

from handover.core.call.events import EventKind
from handover.core.chat.transcript import ChatLine
from tests.handover.actions.dashboard.one_handover import answered, ended, linked, live_query, over, started, turn
from tests.handover.browser import Browser
from tests.handover.deployment import Deployment
from tests.handover.rig import SECRET


def test_an_update_brings_what_changed_and_nothing_else_is_304(deployment: Deployment, browser: Browser) -> None:
    handover_id = started(deployment)
    page = browser.sign_in("anna").get("handover", h=handover_id)
    query = live_query(page)
    first = browser.json("handover", None, **query)
    assert (first["ok"], first["state"], first["live"], first["next"]) == (True, "dialing", True, 2)
    assert set(first["parts"]) == {"headline", "wraps", "story", "chat-new"}
    assert all(f'id="{part}"' in page for part in first["parts"])
    assert len(browser.text.encode()) < 20_000
    tag = browser.shown.headers["etag"]
    deployment.rig.clock.step(3)
    browser.get("handover", {"if-none-match": tag}, True, format="json", **query)
    assert (browser.shown.status, browser.text) == (304, "")
    deployment.report("customer", handover_id, CallStatus="ringing")
    assert "ringing" in browser.json("handover", None, **query)["parts"]["headline"]


def test_an_update_never_touches_the_wrap_up_form(deployment: Deployment, browser: Browser) -> None:
    handover_id = started(deployment)
    browser.sign_in("anna").get("handover", h=handover_id)
    parts = browser.json("handover", h=handover_id)["parts"]
    assert not any("<form" in part or "textarea" in part for part in parts.values())


def test_new_chat_lines_come_with_the_update(deployment: Deployment, browser: Browser) -> None:
    handover_id = started(deployment)
    query = live_query(browser.sign_in("anna").get("handover", h=handover_id))
    deployment.rig.storage.turns.keep(
        turn(1, ChatLine("bot", "What happened?"), ChatLine("customer", "Hail, all over the bonnet"))
    )
    assert browser.json("handover", None, **query)["parts"]["chat-new"].count("<ol") == 0
    deployment.rig.storage.turns.keep(turn(2, ChatLine("customer", "Are you <b>still</b> there?")))
    assert "Are you &lt;b&gt;still&lt;/b&gt; there?" in browser.json("handover", None, **query)["parts"]["chat-new"]


@pytest.mark.parametrize("sent", [True, False], ids=["the dialog sent its lines", "the log webhook alone"])
@pytest.mark.parametrize("by_link", [True, False])
def test_what_is_written_while_it_rings_and_while_they_talk_is_seen_at_once(
    deployment: Deployment, browser: Browser, sent: bool, by_link: bool
) -> None:
    if not sent:
        log(deployment, 1, "Hail, all over the bonnet", "May we call you about this?")
    handover_id = started(deployment, transcript=started_lines(sent))
    log(deployment, 2, "Yes, please do", "We are calling you now.")
    answered(deployment, handover_id)
    viewer = linked(browser, handover_id, 1) if by_link else browser.sign_in("anna")
    query = live_query(viewer.get("handover", h=handover_id))
    deployment.rig.clock.step(5)
    log(deployment, 3, "It rings! By the way, I am at the side entrance", "Just pick up.")
    assert "side entrance" in viewer.json("handover", None, **query)["parts"]["chat-new"]
    deployment.step("decide", handover_id, 1, Digits="1")
    deployment.rig.clock.step(60)
    log(deployment, 4, "My other number is 030 12345678, my PIN is 4711", "Anna can see this.")
    new = viewer.json("handover", None, **query)["parts"]["chat-new"]
    assert "side entrance" in new
    assert "My other number is …78" in new
    assert "12345678" not in new
    assert "4711" not in new


def started_lines(sent: bool) -> list[dict[str, str]]:
    return [{"bot": "What happened?"}, {"user": "Hail, all over the bonnet"}] if sent else []


def log(deployment: Deployment, n: int, said: str, answer: str) -> None:
    """Send the chat's n-th turn, as Watson's log webhook does."""
    event = {
        "event": {"name": "message_logged"},
        "payload": {
            "log_id": f"log-{n}",
            "session_id": "session-1",
            "request_timestamp": f"{deployment.rig.clock.now():%Y-%m-%dT%H:%M:%S}.{n:03d}Z",
            "request": {"input": {"text": said}},
            "response": {"output": {"generic": [{"response_type": "text", "text": answer}]}},
        },
    }
    signed = {"Authorization": jwt.encode({}, SECRET, "HS256")}
    assert deployment.send("transcript", "POST", "", signed, json.dumps(event).encode()).status == 204


def test_a_chat_that_changed_otherwise_must_be_opened_again(deployment: Deployment, browser: Browser) -> None:
    handover_id = started(deployment)
    query = live_query(browser.sign_in("anna").get("handover", h=handover_id))
    deployment.rig.storage.turns.keep(turn(1, ChatLine("bot", "Something before all that")))
    assert "The chat has more messages." in browser.json("handover", None, **query)["parts"]["chat-new"]
    assert "The chat has more messages." in browser.json("handover", h=handover_id, lines="x")["parts"]["chat-new"]


def test_many_or_long_new_lines_do_not_make_an_update_long(deployment: Deployment, browser: Browser) -> None:
    handover_id = started(deployment)
    query = live_query(browser.sign_in("anna").get("handover", h=handover_id))
    for n in range(40):
        deployment.rig.storage.turns.keep(turn(n + 1, ChatLine("customer", f"{n} " + "ä" * 4000)))
    assert "The chat has more messages." in browser.json("handover", None, **query)["parts"]["chat-new"]
    assert len(browser.text.encode()) < 20_000


def test_after_the_end_updates_become_rare_and_then_stop(deployment: Deployment, browser: Browser) -> None:
    handover_id = started(deployment)
    browser.sign_in("anna")
    assert browser.json("handover", h=handover_id)["next"] == 2
    ended(deployment, handover_id)
    assert browser.json("handover", h=handover_id)["next"] == 15
    deployment.rig.clock.step(601)
    assert browser.json("handover", h=handover_id)["next"] == 0


def test_an_update_of_a_handover_that_is_gone_says_so_in_json(browser: Browser) -> None:
    reply = browser.sign_in("anna").json("handover", h="20261123-abcdefghijklmnopqrstuvwx-1")
    assert (browser.shown.status, reply["reason"]) == (404, "no_handover")


@pytest.mark.parametrize(
    ("minutes", "seconds"), [(1, 2), (5, 5), (30, 15), (120, 60), (9 * 60, 0)], ids=lambda number: str(number)
)
def test_the_longer_nothing_changes_the_rarer_are_updates(
    deployment: Deployment, browser: Browser, minutes: int, seconds: int
) -> None:
    handover_id = started(deployment)
    browser.sign_in("anna")
    deployment.rig.clock.step(60 * minutes)
    browser.sign_in("anna")
    assert browser.json("handover", h=handover_id)["next"] == seconds


def test_a_page_of_a_handover_that_turned_void_hears_that_there_is_none(
    deployment: Deployment, browser: Browser
) -> None:
    handover_id = started(deployment)
    query = live_query(browser.sign_in("anna").get("handover", h=handover_id))
    deployment.rig.storage.handovers.add(handover_id, EventKind.VOID, deployment.rig.clock.now())
    reply = browser.json("handover", None, **query)
    assert (browser.shown.status, reply["reason"]) == (404, "no_handover")


# What it costs


def test_a_page_costs_the_same_whatever_else_there_is(deployment: Deployment, browser: Browser) -> None:
    """The first page of a container reads the desk, the sign-in, the availability; three lists of the handover; a read
    for each of its 2 events; the look that is noted; the list of the calls to the number. The next one reads no event again,
    but the look before it."""
    handover_id = started(deployment)
    browser.sign_in("anna")
    for n in range(30):
        deployment.rig.storage.handovers.add(
            f"20261122-{'a' * 24}-{n}", EventKind.REFUSED, deployment.rig.clock.now(), {"reason": "closed"}
        )
    client = over(browser)
    browser.get("handover", h=handover_id)
    first = len(client.requests)
    browser.get("handover", h=handover_id)
    second = len(client.requests) - first
    browser.json("handover", h=handover_id)
    update = len(client.requests) - first - second
    browser.json("handover", h=handover_id)
    again = len(client.requests) - first - second - update
    assert (first, second) == (1 + 1 + 1 + 3 + 2 + 1 + 1, 1 + 1 + 3 + 1 + 1 + 1)
    assert (update, again) == (1 + 3 + 1, 1 + 3)


def test_a_link_costs_two_more_lists_at_every_request(deployment: Deployment, browser: Browser) -> None:
    """Each request checks whether the link is still valid. It reads neither a sign-in nor the availability."""
    handover_id = started(deployment)
    answered(deployment, handover_id)
    client = over(linked(browser, handover_id, 1))
    browser.get("handover", h=handover_id)
    client.requests.clear()
    browser.get("handover", h=handover_id)
    assert browser.shown.status == 200
    assert len(client.requests) == 2 + 3 + 1 + 1 + 1
