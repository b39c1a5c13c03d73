"""The view `now`: live handovers, and the updates that its script gets."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from handover.core.call.events import EventKind
from handover.services.storage import keys
from handover.services.storage.keys import handover_keys
from tests.handover.browser import Browser
from tests.handover.deployment import Deployment
from tests.handover.rig import CUSTOMER, Rig, call_request
from tests.handover.usecases.booked import booked, step

XSS = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{7*7}}"


@pytest.fixture
def anna(browser: Browser) -> Browser:
    return browser.sign_in("anna")


def live(rig: Rig, n: int, **more: str) -> str:
    """Record a live handover without a call. Returns its id."""
    handover_id, handovers, at = (
        handover_keys.handover_id("20261123", "a" * 24, n),
        rig.storage.handovers,
        rig.clock.now(),
    )
    permit = {"wish": call_request(**more).as_record(), "phone": CUSTOMER, "language": "de", "time_limit": 60}
    handovers.claim(handover_id, EventKind.REQUESTED, at - timedelta(seconds=n), permit)
    handovers.add(handover_id, EventKind.RINGING, at, {"sid": "CA1"})
    handovers.mark_live(handover_id, at)
    return handover_id


def test_when_nothing_is_live_the_page_says_so(anna: Browser) -> None:
    anna.get("now")
    assert "There are no live calls." in anna.words
    assert "it appears here automatically" in anna.words


def test_a_call_is_shown_from_the_request_to_the_conversation(anna: Browser, deployment: Deployment) -> None:
    handover_id = deployment.start(name="Ada Lovelace", reason="Hail damage", language="de")["handover_id"]
    anna.get("now")
    for words in ("Ada Lovelace", "Hail damage", "Dialing", "…78", "DE", "One customer is waiting"):
        assert words in anna.words, words
    assert f'href="?view=handover&amp;h={handover_id}"' in anna.text
    deployment.report("customer", handover_id, CallStatus="in-progress")
    deployment.step("connect", handover_id, Digits="1")
    assert "Looking for an agent" in anna.get("now")
    deployment.step("decide", handover_id, 1, Digits="1")
    anna.get("now")
    assert "Nobody is waiting. One is talking to an agent." in anna.words
    assert "Anna" in anna.text.partition("<tbody>")[2]
    deployment.report("customer", handover_id, CallStatus="completed")
    assert "There are no live calls." in anna.get("now")


def test_the_next_booked_calls_are_listed_by_their_time(anna: Browser, deployment: Deployment) -> None:
    later, sooner = booked(deployment.rig, 90, 1), booked(deployment.rig, 20, 2)
    anna.get("now")
    assert "Booked calls" in anna.words
    assert anna.text.index(sooner) < anna.text.index(later)
    update = anna.get("now", format="json")
    assert sooner in json.loads(update)["parts"]["now-booked"]
    step(deployment.rig, sooner, canceled="customer")
    deployment.rig.clock.step(16)
    assert sooner not in anna.get("now")


def test_a_booked_call_that_was_not_placed_in_time_is_marked(anna: Browser, deployment: Deployment) -> None:
    handover_id = booked(deployment.rig, 20, 2)
    deployment.rig.clock.step(40 * 60)
    assert "tag-broken" in anna.get("now")
    anna.get("handover", h=handover_id)
    assert "Promise: broken." in anna.words


def test_bookings_are_listed_once_in_15_seconds_however_often_the_page_is_loaded(deployment: Deployment) -> None:
    client = deployment.rig.client()
    rig = deployment.rig
    anna = Browser(Deployment(rig, make_context=lambda settings: rig.app_for(settings, lambda: client))).sign_in("anna")
    anna.get("now")
    before = len(client.requests)
    anna.get("now")
    assert not [request for request in client.requests[before:] if "v1/due/" in request]


def test_a_german_browser_gets_german(deployment: Deployment) -> None:
    german = Browser(deployment, "de").sign_in("anna")
    german.get("now")
    assert "Gerade läuft kein Anruf." in german.words
    live(deployment.rig, 1)
    german.get("now")
    assert "Ein Kunde/eine Kundin wartet." in german.words
    assert "Name unbekannt" in german.words


def test_no_number_is_shown_or_sent(anna: Browser, deployment: Deployment) -> None:
    deployment.start()
    for text in (anna.get("now"), str(anna.json("now"))):
        assert "12345678" not in text
        assert "…78" in text


def test_customers_words_are_escaped(anna: Browser, deployment: Deployment) -> None:
    live(deployment.rig, 1, name=XSS, reason=XSS)
    for text in (anna.get("now"), anna.json("now")["parts"]["now-live"]):
        assert "<script>alert" not in text
        assert "<img" not in text
        assert "&lt;script&gt;" in text
        assert "{{7*7}}" in text


def test_the_next_update_comes_soon_only_while_something_is_live(anna: Browser, deployment: Deployment) -> None:
    idle = anna.json("now")
    assert (idle["ok"], idle["live"], idle["next"], idle["rows"]) == (True, 0, 15, [])
    handover_id = live(deployment.rig, 1)
    busy = anna.json("now")
    assert (busy["live"], busy["next"]) == (1, 2)
    assert busy["rows"] == [{"id": handover_id, "state": "ringing"}]


def test_the_page_holds_what_the_script_would_get(anna: Browser, deployment: Deployment) -> None:
    live(deployment.rig, 1, name="Ada")
    parts = anna.json("now")["parts"]
    page = anna.get("now")
    for id, part in parts.items():
        assert f'id="{id}"' in page
        assert part.strip() in page


def test_an_unchanged_list_is_not_sent_again_however_long_it_waits(anna: Browser, deployment: Deployment) -> None:
    handover_id = live(deployment.rig, 1)
    anna.json("now")
    tag = anna.shown.headers["etag"]
    deployment.rig.clock.step(45)
    anna.get("now", {"if-none-match": tag}, format="json")
    assert (anna.shown.status, anna.text) == (304, "")
    deployment.rig.storage.handovers.add(handover_id, EventKind.ANSWERED, deployment.rig.clock.now(), {"sid": "CA1"})
    anna.get("now", {"if-none-match": tag}, format="json")
    assert anna.shown.status == 200
    assert "Customer picked up" in anna.text


def test_an_update_of_25_live_calls_is_below_20_kb(anna: Browser, deployment: Deployment) -> None:
    for n in range(25):
        live(
            deployment.rig, n, name="Annegret Müller-Lüdenscheidt", reason="Hagelschaden am Auto, Frontscheibe und Dach"
        )
    anna.json("now")
    assert len(anna.shown.body) < 20_000


def test_long_words_are_cut(anna: Browser, deployment: Deployment) -> None:
    for n in range(25):
        live(deployment.rig, n, name="N" * 100, reason="R" * 300)
    anna.json("now")
    assert len(anna.shown.body) < 22_000


def test_its_cost_depends_on_what_is_live(deployment: Deployment) -> None:
    """An update reads the sign-in, the markers, and a listing for each; the page also reads the availability."""
    rig = deployment.rig
    for n in range(3):
        live(rig, n)
        over = handover_keys.handover_id("20261123", "b" * 24, n)
        rig.storage.handovers.add(over, EventKind.REFUSED, rig.clock.now(), {"reason": "closed", "wish": {}})
    counted = rig.client().separate()
    other = Browser(Deployment(rig, make_context=lambda settings: rig.app_for(settings, lambda: counted)))
    other.sign_in("anna")
    other.get("now")
    counted.take()
    other.json("now")
    update = counted.take()
    assert [request.partition("/")[0] for request in update] == ["GET v1", "LIST v1", "LIST v1", "LIST v1", "LIST v1"]
    other.get("now")
    assert counted.take() == sorted([*update, f"LIST {keys.SWITCHES}"])


def test_an_agent_with_a_link_alone_does_not_see_the_list(anna: Browser) -> None:
    anna.cookie = ""
    assert anna.json("now")["reason"] == "signed_out"
    assert anna.shown.status == 401
