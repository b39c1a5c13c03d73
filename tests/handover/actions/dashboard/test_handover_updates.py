"""The page follows what happens without being opened again, and costs the same whatever else there is."""

from __future__ import annotations

from handover.core.call.events import EventKind
from handover.core.chat.transcript import ChatLine
from tests.handover.actions.dashboard.one_handover import answered, ended, linked, live_query, over, started, turn
from tests.handover.browser import Browser
from tests.handover.doors import Doors


def test_an_update_brings_what_changed_and_nothing_else_is_304(doors: Doors, browser: Browser) -> None:
    handover_id = started(doors)
    page = browser.sign_in("anna").get("handover", h=handover_id)
    asked = live_query(page)
    first = browser.json("handover", None, **asked)
    assert (first["ok"], first["state"], first["live"], first["next"]) == (True, "dialing", True, 2)
    assert set(first["parts"]) == {"headline", "wraps", "story", "chat-new"}
    assert all(f'id="{part}"' in page for part in first["parts"])
    assert len(browser.text.encode()) < 20_000
    tag = browser.shown.headers["etag"]
    doors.rig.clock.step(3)
    browser.get("handover", {"if-none-match": tag}, True, format="json", **asked)
    assert (browser.shown.status, browser.text) == (304, "")
    doors.report("customer", handover_id, CallStatus="ringing")
    assert "ringing" in browser.json("handover", None, **asked)["parts"]["headline"]


def test_an_update_never_touches_the_form_that_somebody_types_into(doors: Doors, browser: Browser) -> None:
    handover_id = started(doors)
    browser.sign_in("anna").get("handover", h=handover_id)
    parts = browser.json("handover", h=handover_id)["parts"]
    assert not any("<form" in part or "textarea" in part for part in parts.values())


def test_lines_that_are_said_meanwhile_come_with_the_update(doors: Doors, browser: Browser) -> None:
    handover_id = started(doors)
    asked = live_query(browser.sign_in("anna").get("handover", h=handover_id))
    doors.rig.storage.turns.keep(
        turn(1, ChatLine("bot", "What happened?"), ChatLine("customer", "Hail, all over the bonnet"))
    )
    assert browser.json("handover", None, **asked)["parts"]["chat-new"].strip() == ""
    doors.rig.storage.turns.keep(turn(2, ChatLine("customer", "Are you <b>still</b> there?")))
    assert "Are you &lt;b&gt;still&lt;/b&gt; there?" in browser.json("handover", None, **asked)["parts"]["chat-new"]


def test_a_chat_that_changed_otherwise_is_offered_to_be_shown_anew(doors: Doors, browser: Browser) -> None:
    handover_id = started(doors)
    asked = live_query(browser.sign_in("anna").get("handover", h=handover_id))
    doors.rig.storage.turns.keep(turn(1, ChatLine("bot", "Something before all that")))
    assert "There is more in the chat." in browser.json("handover", None, **asked)["parts"]["chat-new"]
    assert "There is more in the chat." in browser.json("handover", h=handover_id, lines="x")["parts"]["chat-new"]


def test_many_or_long_new_lines_do_not_make_an_update_long(doors: Doors, browser: Browser) -> None:
    handover_id = started(doors)
    asked = live_query(browser.sign_in("anna").get("handover", h=handover_id))
    for n in range(40):
        doors.rig.storage.turns.keep(turn(n + 1, ChatLine("customer", f"{n} " + "ä" * 4000)))
    assert "There is more in the chat." in browser.json("handover", None, **asked)["parts"]["chat-new"]
    assert len(browser.text.encode()) < 20_000


def test_it_is_asked_less_often_once_it_is_over_and_then_no_more(doors: Doors, browser: Browser) -> None:
    handover_id = started(doors)
    browser.sign_in("anna")
    assert browser.json("handover", h=handover_id)["next"] == 2
    ended(doors, handover_id)
    assert browser.json("handover", h=handover_id)["next"] == 15
    doors.rig.clock.step(601)
    assert browser.json("handover", h=handover_id)["next"] == 0


def test_an_update_of_a_handover_that_is_gone_says_so_in_json(browser: Browser) -> None:
    told = browser.sign_in("anna").json("handover", h="20261123-abcdefghijklmnopqrstuvwx-1")
    assert (browser.shown.status, told["reason"]) == (404, "no_handover")


# What it costs


def test_a_page_costs_the_same_whatever_else_there_is(doors: Doors, browser: Browser) -> None:
    """The first page a container makes: the desk, the seat, the switches (a list); three lists of the handover; one read
    for each of its 2 events; the look that is noted. The next one reads no event again, but the look before it."""
    handover_id = started(doors)
    browser.sign_in("anna")
    for n in range(30):
        doors.rig.storage.handovers.add(
            f"20261122-{'a' * 24}-{n}", EventKind.REFUSED, doors.rig.clock.now(), {"reason": "closed"}
        )
    client = over(browser)
    browser.get("handover", h=handover_id)
    first = len(client.asked)
    browser.get("handover", h=handover_id)
    second = len(client.asked) - first
    browser.json("handover", h=handover_id)
    update = len(client.asked) - first - second
    browser.json("handover", h=handover_id)
    again = len(client.asked) - first - second - update
    assert (first, second) == (1 + 1 + 1 + 3 + 2 + 1, 1 + 1 + 3 + 1 + 1)
    assert (update, again) == (1 + 3 + 1, 1 + 3)


def test_a_link_costs_two_more_lists_at_every_request(doors: Doors, browser: Browser) -> None:
    """Whether it still opens is asked of the record anew; who has no seat needs neither a seat nor the switches."""
    handover_id = started(doors)
    answered(doors, handover_id)
    client = over(linked(browser, handover_id, 1))
    browser.get("handover", h=handover_id)
    client.asked.clear()
    browser.get("handover", h=handover_id)
    assert browser.shown.status == 200
    assert len(client.asked) == 2 + 3 + 1 + 1
