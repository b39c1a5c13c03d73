"""The search of the reports finds a handover by any of its words, also those of its chat, within the budget of the view."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from handover.core.chat.transcript import ChatLine
from handover.services.storage.keys import chat_keys
from handover.usecases.handover_list import pack_rows
from handover.usecases.search_chats import MOST_READ
from tests.handover.actions.dashboard.handovers import talked as recorded
from tests.handover.actions.dashboard.one_handover import answered, over, started, talked, turn
from tests.handover.browser import Browser
from tests.handover.rig import CUSTOMER, MONDAY


@pytest.fixture
def anna(browser: Browser) -> Browser:
    return browser.sign_in("anna")


def found(browser: Browser, words: str) -> list[str]:
    browser.get("lookback", q=words, format="json")
    return [row["id"] for row in json.loads(browser.text)["rows"]]


def test_a_handover_is_found_by_plate_place_notes_chat_and_last_digits(anna: Browser) -> None:
    deployment = anna.deployment
    handover_id = started(deployment, details={"plate_number": "KA-AB 123", "place": "Große Straße, Köln"})
    other = recorded(deployment.rig, 3, name="Somebody else")
    talked(deployment, handover_id)
    deployment.rig.storage.turns.keep(turn(7))
    anna.get("handover", h=handover_id)
    anna.post("handover", {"do": "wrap_up", "disposition": "solved", "notes": "New windshield"}, h=handover_id)
    for words in ("ka-ab 123", "KAAB123", "bonnet", "Hail BONNET", "Answer 7", "windshield", "STRASSE koln"):
        assert found(anna, words) == [handover_id], words
    for words in (CUSTOMER[-6:], CUSTOMER, CUSTOMER[1:5] + " " + CUSTOMER[5:]):
        assert found(anna, words) == [handover_id, other], words


def test_a_page_says_the_period_and_that_a_pattern_is_plain_words(anna: Browser) -> None:
    handover_id = started(anna.deployment)
    anna.get("lookback", q="bonn.*|(a+)+$")
    assert "Searched from 17 Nov 2026 to 23 Nov 2026." in anna.words
    assert "mean nothing here: what you typed was searched as plain words" in anna.words
    assert "The one handover in this period does not match." in anna.words
    assert f"h={handover_id}" not in anna.text
    anna.get("lookback", q="x" * 10_000)
    assert "At most 200 characters can be searched for" in anna.words
    anna.get("lookback", q="\x1b.*")
    assert "has no letter and no digit" in anna.words


@pytest.mark.parametrize(
    "typed", ['"quoted words"', "a\0b", "\u202eada\u200f", "😀", "𝔘 %", "' OR 1=1 --", "\\u0000", "{{7*7}}"]
)
def test_odd_signs_break_no_page_and_turn_no_text(anna: Browser, typed: str) -> None:
    started(anna.deployment)
    anna.get("lookback", q=typed)
    assert anna.shown.status == 200
    assert "49" not in anna.words
    told = anna.words.replace(typed, "")
    assert ("mean nothing here" in told) == any(sign in typed for sign in '"%*\\')
    anna.get("lookback", q="\u202e\u200f.")
    assert "“.” has no letter and no digit to search for." in anna.words


def test_what_no_list_shows_is_in_no_reply(anna: Browser) -> None:
    talked(anna.deployment, started(anna.deployment))
    anna.get("lookback", q="bonnet", format="json")
    (row,) = json.loads(anna.text)["rows"]
    assert not {"words", "ends", "rings"} & row.keys()
    assert "bonnet" not in anna.text.replace("Hail", "")


def test_chats_that_the_scheduler_stored_are_found_without_reading_them(anna: Browser) -> None:
    rig = anna.deployment.rig
    handover_id = started(anna.deployment)
    talked(anna.deployment, handover_id)
    rig.storage.turns.keep(turn(1, ChatLine("customer", "The bumper is my card 4111 1111 1111 1111", "")))
    rig.clock.step(2 * 3600)
    day = f"{rig.clock.now():%Y%m%d}"
    pack_rows(rig.ctx(), [day], left=0.5)
    (pack,) = rig.objects(chat_keys.chat_words(day)).values()
    assert "bumper" in json.dumps(pack)
    assert "4111" not in json.dumps(pack), "secrets are hidden before anything is stored"
    client = over(anna.sign_in("anna"))
    assert found(anna, "bumper") == [handover_id]
    assert [request for request in client.requests if "v1/turn/" in request] == []


def test_a_search_reads_so_many_chats_itself_and_says_how_many_are_left(anna: Browser) -> None:
    ids = [recorded(anna.deployment.rig, n, name="Ada") for n in range(1, MOST_READ + 6)]
    client = over(anna)
    assert found(anna, "nowhere") == []
    assert json.loads(anna.text)["chats_left_out"] == 5
    assert sum("LIST v1/turn/" in request for request in client.requests) == MOST_READ
    assert found(anna, "ada") == ids[:50]
    anna.get("lookback", q="nowhere")
    assert "5 chats were not searched in time" in anna.words


def test_a_broken_chat_hides_no_other_result(anna: Browser) -> None:
    handover_id = started(anna.deployment)
    over(anna, lambda key: key.startswith(("v1/said/", "v1/turn/")))
    assert found(anna, "erika") == [handover_id]
    assert found(anna, "bonnet") == []
    assert json.loads(anna.text)["chats_left_out"] == 1


def test_a_chat_that_is_not_kept_any_more_is_not_searched(anna: Browser) -> None:
    old = MONDAY - timedelta(days=31)
    handover_id = recorded(anna.deployment.rig, 1, began=old, transcript=[{"user": "long ago"}], name="Ada")
    days = {"from": f"{old.date()}", "to": f"{old.date()}", "format": "json"}
    anna.get("lookback", {}, True, q="ago", **days)
    assert json.loads(anna.text)["rows"] == []
    assert "are not kept any more" in str(json.loads(anna.text)["hints"])
    anna.get("lookback", {}, True, q="ada", **days)
    assert [row["id"] for row in json.loads(anna.text)["rows"]] == [handover_id]


def test_agents_see_their_own_figures_and_leads_everybodys(anna: Browser) -> None:
    deployment = anna.deployment
    talked(deployment, started(deployment))
    anna.get("lookback")
    table = anna.text[anna.text.index('id="agents"') :]
    assert 'Anna</th><td data-label="Rung">1<' in table
    assert 'Ben</th><td data-label="Rung">1<' in table
    assert "4\u00a0min\u00a000\u00a0s" in table
    assert "Of those who asked for a person in opening hours, 100% got one." in anna.words
    anna.get("lookback", format="csv", of="agents")
    assert "Ben,1,1,0,0,240,1" in anna.text
    anna.get("lookback", format="csv", of="person")
    assert "Asked in opening hours and got one,100% (1 of 1)" in anna.text
    browser = anna.sign_in("ben")
    browser.get("lookback")
    table = browser.text[browser.text.index('id="agents"') :]
    assert "Ben</th>" in table
    assert "Anna</th>" not in table
    browser.get("lookback", format="json")
    assert [agent["id"] for agent in json.loads(browser.text)["agents"]] == ["ben"]


def test_a_call_that_rings_is_in_nobodys_figures_yet(anna: Browser) -> None:
    answered(anna.deployment, started(anna.deployment))
    anna.get("lookback", format="json")
    figures = json.loads(anna.text)
    assert figures["person"]["got"] == 1
    assert [(agent["id"], agent["taken"], agent["talk"]) for agent in figures["agents"]] == [("anna", 1, 0)]
