"""The view `day` has everything of one of the reader's own days, at a cost that does not grow with history."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from handover.core.call.events import EventKind
from handover.services.storage import keys
from handover.services.storage.keys import handover_keys
from sandbox.bucket.faults import StorageFault
from tests.handover.actions.dashboard.conftest import AGENTS
from tests.handover.actions.dashboard.handovers import refused, talked
from tests.handover.browser import Browser
from tests.handover.deployment import Deployment
from tests.handover.rig import MONDAY, Rig, at_once

XSS = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{7*7}}"


@pytest.fixture
def anna(browser: Browser) -> Browser:
    return browser.sign_in("anna")


def listed(browser: Browser) -> list[str]:
    """Returns the ids of the handovers on the page, from top to bottom."""
    return re.findall(r'href="\?view=handover&amp;h=([^"]+)"', browser.text)


def counts(browser: Browser) -> dict[str, str]:
    return dict(re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>", browser.text))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def in_zone(rig: Rig, zone: str) -> Browser:
    """Returns a browser of Anna, who lives in that zone."""
    rig.desk(agents=[{"id": "anna", "name": "Anna", "phone": "+493012345671", "time_zone": zone}])
    return Browser(Deployment(rig)).sign_in("anna")


def test_without_a_date_it_is_today_newest_first_with_refused_requests(anna: Browser, deployment: Deployment) -> None:
    ids = [
        refused(deployment.rig, 1),
        talked(deployment.rig, 5, reason="Hail damage", name="Ada Lovelace"),
        talked(deployment.rig, 50),
    ]
    talked(deployment.rig, 5, began=at("2026-11-22T12:00"))
    anna.get("day")
    assert listed(anna) == ids
    for words in (
        "23 Nov 2026",
        "3 requests for a call.",
        "Refused",
        "outside opening hours",
        "Ada Lovelace",
        "Hail damage",
    ):
        assert words in anna.words, words
    assert "09:55" in anna.words, "in Berlin it is an hour later"


def test_the_counts_on_top_add_up(anna: Browser, deployment: Deployment) -> None:
    rig = deployment.rig
    rig.desk(agents=AGENTS, retries={"after_minutes": []})
    talked(rig, 1)
    refused(rig, 2)
    refused(rig, 3)
    busy = deployment.start(phone_number="+49 30 12345600")["handover_id"]
    deployment.report("customer", busy, CallStatus="busy")
    deployment.start("session-2")
    anna.get("day")
    assert counts(anna) == {"Talked to an agent": "1", "Called, not reached": "1", "Refused": "2", "In progress": "1"}
    assert "5 requests for a call." in anna.words


def test_a_request_and_its_retry_count_as_one(anna: Browser, deployment: Deployment) -> None:
    busy = deployment.start()["handover_id"]
    deployment.report("customer", busy, CallStatus="busy")
    anna.get("day")
    assert counts(anna) == {"Talked to an agent": "0", "Called, not reached": "0", "Refused": "0", "Booked": "1"}
    assert "One request for a call." in anna.words


def test_a_day_without_anything_says_so(anna: Browser) -> None:
    assert "Nobody has asked for a call yet today." in anna.get("day")
    assert "Nobody asked for a call on this day." in anna.get("day", date="2026-11-20")
    assert "This day is in the future." in anna.get("day", date="2026-11-24")


def test_days_lead_to_the_day_before_and_after_but_not_beyond_today(anna: Browser) -> None:
    anna.get("day", date="2026-03-01")
    assert 'rel="prev" href="?view=day&amp;date=2026-02-28"' in anna.text
    assert 'rel="next" href="?view=day&amp;date=2026-03-02"' in anna.text
    assert 'rel="next"' not in anna.get("day")


@pytest.mark.parametrize(
    "typed", ["2026-02-30", "yesterday", "23.11.2026", "0001-01-01", "9999-12-31", "-1", "2" * 5000, "<b>x</b>", "\x00"]
)
def test_an_invalid_date_is_shown_with_an_example(anna: Browser, deployment: Deployment, typed: str) -> None:
    handover_id = talked(deployment.rig, 1)
    anna.get("day", date=typed)
    assert anna.shown.status == 400
    assert "is not a date. Today is shown. A date looks like this: 2026-11-23." in anna.words
    assert listed(anna) == [handover_id]
    assert "<b>" not in anna.text


@pytest.mark.parametrize(
    ("zone", "day", "begins", "ends"),
    [
        ("America/Los_Angeles", "2026-11-20", "2026-11-20T08:00", "2026-11-21T08:00"),
        ("Asia/Kolkata", "2026-11-20", "2026-11-19T18:30", "2026-11-20T18:30"),
        ("Pacific/Kiritimati", "2026-11-20", "2026-11-19T10:00", "2026-11-20T10:00"),
        ("Europe/Berlin", "2026-10-25", "2026-10-24T22:00", "2026-10-25T23:00"),
        ("Europe/Berlin", "2026-03-29", "2026-03-28T23:00", "2026-03-29T22:00"),
        ("UTC", "2026-11-20", "2026-11-20T00:00", "2026-11-21T00:00"),
    ],
)
def test_a_day_is_in_the_viewers_time_zone(deployment: Deployment, zone: str, day: str, begins: str, ends: str) -> None:
    there, minute = in_zone(deployment.rig, zone), timedelta(minutes=1)
    moments = [at(begins) - minute, at(begins), at(ends) - minute, at(ends)]
    ids = [talked(deployment.rig, n, began=moment + n * minute) for n, moment in enumerate(moments)]
    there.get("day", date=day)
    assert listed(there) == [ids[2], ids[1]]


def test_today_is_in_the_viewers_time_zone(deployment: Deployment) -> None:
    deployment.rig.clock.step(-5 * 3600)
    there = in_zone(deployment.rig, "America/Los_Angeles")
    assert "<h1>22 Nov 2026</h1>" in there.get("day")


def test_customers_words_are_escaped(anna: Browser, deployment: Deployment) -> None:
    talked(deployment.rig, 1, name=XSS, reason=XSS)
    anna.get("day")
    assert "<script>alert" not in anna.text
    assert "<img" not in anna.text
    assert anna.text.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 2
    assert anna.text.count("{{7*7}}") == 2


def test_a_reason_that_only_another_version_knows_is_shown_as_its_word(anna: Browser, deployment: Deployment) -> None:
    refused(deployment.rig, 1, "moon_phase")
    assert "moon_phase" in anna.get("day")


def test_a_wrap_up_is_in_the_list(anna: Browser, deployment: Deployment) -> None:
    handover_id = talked(deployment.rig, 1)
    facts = {"disposition": "solved", "follow_up": "2026-11-30", "callback": True}
    deployment.rig.storage.handovers.wrap_up(handover_id, MONDAY, facts, 0)
    anna.get("day")
    for words in ("Solved", "Callback wanted", "Follow up on 30 Nov 2026"):
        assert words in anna.words


def test_a_long_day_has_pages(anna: Browser, deployment: Deployment) -> None:
    add = partial(refused, deployment.rig)
    at_once([partial(add, n) for n in range(105)])
    anna.get("day")
    assert len(listed(anna)) == 100
    assert len(anna.text) < 75_000, "styles, scripts and fonts weigh as much again, and all stays below 150 kB"
    assert "Page 1 of 2" in anna.words
    assert "105 requests for a call." in anna.words
    newest = listed(anna)[0]
    for page in ("2", "3", "99999"):
        anna.get("day", page=page)
        assert len(listed(anna)) == 5, page
    for page in ("0", "-1", "x", "²", "1" * 400):
        anna.get("day", page=page)
        assert listed(anna)[0] == newest, page


def test_a_german_browser_gets_german(deployment: Deployment) -> None:
    german = Browser(deployment, "de").sign_in("anna")
    german.get("day")
    assert "Heute hat noch niemand um einen Anruf gebeten." in german.words
    refused(deployment.rig, 1)
    german.get("day")
    for words in ("23.11.2026", "Eine Anfrage nach einem Anruf.", "außerhalb der Öffnungszeiten", "Tag davor"):
        assert words in german.words, words


def test_a_view_costs_the_same_requests_and_the_first_one_after_a_call_makes_its_row(
    deployment: Deployment,
) -> None:
    """A view reads the sign-in, the availability, and two listings for each of the two stored days."""
    rig = deployment.rig
    rig.desk(agents=AGENTS, retries={"after_minutes": []})
    at_once([partial(talked, rig, n) for n in range(10)])
    counted = rig.client().separate()
    viewer = Browser(Deployment(rig, make_context=lambda settings: rig.app_for(settings, lambda: counted)))
    viewer.sign_in("anna").get("day")
    counted.take()
    viewer.get("day")
    warm = counted.take()
    assert [request for request in warm if "v1/seat" not in request] == [
        *(
            f"LIST {prefix}"
            for prefix in ("v1/day/20261122/", "v1/day/20261123/", "v1/row/20261122/", "v1/row/20261123/")
        ),
        f"LIST {keys.SWITCHES}",
    ]
    assert len(warm) == 6
    at_once([partial(refused, rig, n, began=at("2026-11-20T12:00")) for n in range(200)])
    viewer.get("day")
    assert counted.take() == warm
    handover_id = deployment.start("another")["handover_id"]
    deployment.report("customer", handover_id, CallStatus="busy")
    viewer.get("day")
    more = counted.take()
    events = sorted(f"GET {name}" for name in rig.objects(handover_keys.events(handover_id)))
    (row,) = rig.objects(f"v1/row/20261123/{handover_id}.")
    assert sorted(more) == sorted([*warm, *events, f"PUT {row}"])
    viewer.get("day")
    assert counted.take() == warm
    fresh = rig.client().separate()
    another = Browser(Deployment(rig, make_context=lambda settings: rig.app_for(settings, lambda: fresh)))
    another.sign_in("anna").get("day")
    of_the_call = [request for request in fresh.take() if handover_id in request]
    assert of_the_call == [f"GET {row}"]


def test_a_handover_over_midnight_belongs_to_the_day_of_its_request(anna: Browser, deployment: Deployment) -> None:
    handover_id = talked(deployment.rig, 0, wait=7200, began=at("2026-11-20T22:30"))
    anna.get("day", date="2026-11-20")
    assert listed(anna) == [handover_id]
    anna.get("day", date="2026-11-21")
    assert listed(anna) == []


def test_without_storage_the_page_says_so(deployment: Deployment) -> None:
    rig = deployment.rig
    client = rig.client().failing(lambda _, key: key.startswith("v1/day/"))
    browser = Browser(Deployment(rig, make_context=lambda settings: rig.app_for(settings, lambda: client)))
    browser.sign_in("anna").get("day")
    assert browser.shown.status == 503
    assert "cannot be reached right now" in browser.words


def test_a_handover_that_is_void_is_not_listed(anna: Browser, deployment: Deployment) -> None:
    handover_id = talked(deployment.rig, 1)
    deployment.rig.storage.handovers.add(handover_id, EventKind.VOID, MONDAY)
    anna.get("day")
    assert listed(anna) == []


def test_the_refused_requests_of_a_chat_are_one_row_and_each_is_reachable(
    anna: Browser, deployment: Deployment
) -> None:
    rig = deployment.rig
    for n in range(30):
        handover_id = handover_keys.handover_id("20261123", "chat", f"r{n:08}")
        facts = {"wish": {"name": "Bob"}, "language": "en", "reason": "invalid_number"}
        rig.storage.handovers.add(handover_id, EventKind.REFUSED, MONDAY - timedelta(minutes=n), facts)
    call = talked(rig, 40)
    anna.get("day")
    assert listed(anna) == ["20261123-chat-r00000000", call]
    assert "30 refused requests" in anna.words
    assert counts(anna)["Refused"] == "1"
    anna.get("day", date="2026-11-23", chat="chat")
    assert len(listed(anna)) == 30
    assert "You see the requests of one chat only." in anna.words


def test_a_chat_that_sends_many_wrong_numbers_is_one_row(anna: Browser, deployment: Deployment) -> None:
    for n in range(40):
        deployment.start(phone_number=f"nonsense {n}")
        deployment.rig.clock.step(1)
    anna.get("day")
    assert len(listed(anna)) == 1
    assert "15 refused requests" in anna.words


def test_requests_without_a_session_keep_a_row_each(anna: Browser, deployment: Deployment) -> None:
    for n in range(3):
        deployment.start("", name=f"Ada {n}")
    anna.get("day")
    assert len(listed(anna)) == 3


def test_a_list_that_could_not_be_read_in_time_says_so(deployment: Deployment) -> None:
    rig = deployment.rig
    at_once([partial(talked, rig, n) for n in range(60)])
    slow = rig.client().separate()
    slow.faults.add(StorageFault(seconds=0.1), lambda method, key: "v1/day" in key and method == "GET", times=None)
    viewer = Browser(Deployment(rig, make_context=lambda settings: rig.app_for(settings, lambda: slow))).sign_in("anna")
    viewer.get("day")
    assert viewer.shown.status == 200
    assert "could not be read in time" in viewer.words
    for _ in range(5):
        viewer.get("day")
    assert "could not be read in time" not in viewer.words
    assert "60 requests for a call." in viewer.words
