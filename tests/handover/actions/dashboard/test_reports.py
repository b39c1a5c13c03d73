"""The view `lookback` reports on days as text, charts and rows. A mistake in a field does not hide the rest."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from urllib.parse import parse_qs

import pytest

from handover.pages import assets
from tests.handover.actions.dashboard.handovers import refused, talked
from tests.handover.browser import Browser
from tests.handover.deployment import Deployment
from tests.handover.rig import CUSTOMER, MONDAY, at_once

XSS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'--><svg/onload=alert(1)>",
    "</style><script>alert(1)</script>",
    "{{ 7*7 }}{% raw %}",
    "javascript:alert(1)",
)


@pytest.fixture
def anna(browser: Browser) -> Browser:
    return browser.sign_in("anna")


def table_of(browser: Browser, chart: str) -> list[tuple[str, ...]]:
    """Returns the lines of a chart, as a screen reader reads them."""
    found = re.search(rf'<table[^>]* id="{chart}".*?</table>', browser.text, re.DOTALL)
    assert found, f"There is no chart {chart}."
    rows = re.findall(r"<tr role=\"row\">(.*?)</tr>", found[0])
    return [tuple(re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row)) for row in rows]


def look(browser: Browser, query: Mapping[str, str]) -> str:
    """Open the report of a query. `from` is a field, but no name of a Python argument."""
    return browser.get("lookback", {}, True, **query)


def links(browser: Browser) -> list[Mapping[str, list[str]]]:
    return [parse_qs(query.replace("&amp;", "&")) for query in re.findall(r'href="\?([^"]+)"', browser.text)]


def test_an_empty_period_gets_a_friendly_sentence(anna: Browser) -> None:
    anna.get("lookback")
    assert anna.shown.status == 200
    assert "No calls were requested in this period." in anna.words
    assert 'class="charts' not in anna.text


def test_the_last_seven_days_are_shown_in_words_charts_and_rows(anna: Browser) -> None:
    rig = anna.deployment.rig
    talked(rig, 5, wait=40, name="Ada")
    talked(rig, 6 * 24 * 60, wait=80, name="Bob")
    refused(rig, 70, name="Eve")
    talked(rig, 8 * 24 * 60, name="Too old")
    anna.get("lookback")
    assert "3 handovers, 17 Nov 2026 to 23 Nov 2026" in anna.words
    assert "2 of 2 called customers talked to an agent: 100%." in anna.words
    assert "half waited 1 min 00 s or less" in anna.words
    assert "The most frequent cause: Refused: outside opening hours, 1 of 1." in anna.words
    assert {"Ada", "Bob", "Eve"} <= set(anna.words.split())
    assert "Too old" not in anna.words


def test_a_chart_is_a_table_that_reads_well_and_is_drawn_by_numbers_alone(anna: Browser) -> None:
    talked(anna.deployment.rig, 5, wait=40)
    refused(anna.deployment.rig, 70)
    anna.get("lookback")
    hours = table_of(anna, "hours")
    assert hours[0] == ("Hour of the day", "Handovers")
    assert [line for line in hours[1:] if line[1] != "0"] == [("8", "1"), ("9", "1")]
    waits = table_of(anna, "waits")
    assert waits[0] == ("Day", "Half waited at most (median)", "9 in 10 waited at most")
    assert waits[-1] == ("Mon 23 Nov", "40\u00a0s", "40\u00a0s")
    styles = re.findall(r"<style nonce=\"[^\"]+\">(.*?)</style>", anna.text, re.DOTALL)
    rule = re.compile(r"#[a-z]+ tr:nth-child\(\d+\) td:nth-child\([23]\)\{--size:[01]\.\d{3}\}")
    assert len(styles) == 1
    assert rule.sub("", styles[0]).strip() == ""
    assert " style=" not in anna.text


def test_every_file_that_the_page_names_is_there(anna: Browser) -> None:
    anna.get("lookback")
    names = re.findall(r'href="\?asset=([^&"]+)', anna.text)
    assert {"charts-css.min.css", "charts.css"} <= set(names)
    assert all(assets.find(name) for name in names)


def test_words_agent_state_and_reason_filter_the_list(anna: Browser) -> None:
    rig = anna.deployment.rig
    talked(rig, 1, name="Jürgen Müller", reason="Hail")
    talked(rig, 2, name="Ada", agent="ben")
    refused(rig, 3, name="Eve")
    for query, name in (({"q": "muller hail"}, "Müller"), ({"agent": "ben"}, "Ada"), ({"reason": "closed"}, "Eve")):
        look(anna, query)
        assert "1 of 3 handovers" in anna.words
        assert name in anna.words
    anna.get("lookback", state="completed", agent="none")
    assert "None of the 3 handovers in this period matches." in anna.words
    assert {"view": ["lookback"], "from": ["2026-11-17"], "to": ["2026-11-23"]} in links(anna)


def test_the_form_and_every_link_keep_what_was_chosen(anna: Browser) -> None:
    for n in range(51):
        refused(anna.deployment.rig, n, name="Ö & Co")
    query = {"from": "2026-11-20", "to": "2026-11-23", "state": "refused", "reason": "closed", "q": "ö & co"}
    look(anna, query)
    assert 'value="2026-11-20"' in anna.text
    assert 'value="ö &amp; co"' in anna.text
    assert '<option value="closed" selected>' in anna.text
    expected = {name: [value] for name, value in {"view": "lookback", **query}.items()}
    assert {**expected, "page": ["2"]} in links(anna)
    assert {**expected, "format": ["csv"]} in links(anna)


def test_fifty_rows_are_a_page(anna: Browser) -> None:
    for n in range(51):
        refused(anna.deployment.rig, n, name=f"Customer-{n}.")
    anna.get("lookback")
    assert "Page 1 of 2" in anna.words
    assert "Customer-49." in anna.words
    assert "Customer-50." not in anna.words
    anna.get("lookback", page="2")
    assert "Customer-50." in anna.words
    assert "Customer-49." not in anna.words


@pytest.mark.parametrize("page", ["0", "-1", "x", "²", "9" * 400, "77"])
def test_a_page_number_out_of_range_is_the_nearest_page(anna: Browser, page: str) -> None:
    refused(anna.deployment.rig, 1, name="Ada")
    anna.get("lookback", page=page)
    assert (anna.shown.status, "Ada" in anna.words) == (200, True)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"from": "yesterday"}, "“yesterday” is not a date that can be shown. Write it like 2026-11-23"),
        ({"to": "2026-02-30"}, "“2026-02-30” is not a date"),
        ({"from": "0001-01-01"}, "“0001-01-01” is not a date that can be shown"),
        ({"from": "x" * 5000}, f"“{'x' * 40}…” is not a date"),
        ({"from": "2026-11-23", "to": "2026-11-20"}, "so the two were swapped"),
        ({"from": "2026-01-01", "to": "2026-11-23"}, "At most 31 days can be shown at once."),
        ({"agent": "carl"}, "Nobody here is called “carl”"),
        ({"state": "<b>"}, "There is no state “<b>”"),
        ({"reason": "because"}, "There is no reason “because”"),
        ({"q": "x" * 201}, "At most 200 characters can be searched for"),
    ],
)
def test_a_mistake_is_reported_at_its_field_and_the_rest_is_shown(
    anna: Browser, query: dict[str, str], sentence: str
) -> None:
    refused(anna.deployment.rig, 1, name="Ada")
    look(anna, query)
    assert anna.shown.status == 200
    assert sentence in anna.words
    assert 'class="field-error"' in anna.text
    assert "Ada" in anna.words
    field = "from" if "from" in query else next(iter(query))
    assert f'aria-describedby="{field}-about"' in anna.text


def test_an_agent_who_left_can_still_be_chosen(anna: Browser) -> None:
    talked(anna.deployment.rig, 1, agent="carl", name="Ada")
    anna.get("lookback", agent="carl")
    assert '<option value="carl" selected>Carl</option>' in anna.text
    assert "Ada" in anna.words


@pytest.mark.parametrize("payload", XSS)
def test_a_customers_words_are_escaped_everywhere(anna: Browser, payload: str) -> None:
    talked(anna.deployment.rig, 1, name=payload, reason=payload)
    refused(anna.deployment.rig, 2, refusal=payload, name=payload)
    anna.get("lookback", q=payload[:5])
    assert anna.words.count(payload) >= 3
    assert "<" not in payload or payload not in anna.text
    assert f'href="{payload}' not in anna.text


def test_no_whole_number_is_on_the_page(anna: Browser) -> None:
    talked(anna.deployment.rig, 1, name="Ada")
    anna.get("lookback")
    assert "…78" in anna.words
    assert CUSTOMER[3:] not in anna.text


def test_a_month_of_five_hundred_is_a_light_page(anna: Browser) -> None:
    words = {"name": "Jürgen von Müller-Lüdenscheidt", "reason": "Hail damage to the roof and two windows of the car"}
    rig, every = anna.deployment.rig, 30 * 24 * 60 // 500

    def some(first: int) -> None:
        for n in range(first, 500, 8):
            refused(rig, n * every, "closed", MONDAY, **words)

    at_once([partial(some, first) for first in range(8)])
    look(anna, {"from": "2026-10-24", "to": "2026-11-23"})
    assert "500 handovers, 24 Oct 2026 to 23 Nov 2026" in anna.words
    with_it = re.findall(r'"\?asset=([^&"]+)', anna.text)
    fonts = ("plex-sans-regular.woff2", "plex-sans-semibold.woff2")
    files = [found for name in {*with_it, *fonts} if (found := assets.find(name))]
    assert len(files) >= 6
    assert len(anna.shown.body) + sum(len(file.body) for file in files) < 150_000
    assert "Page 1 of 10" in anna.words


def test_times_are_in_the_viewers_zone(deployment: Deployment) -> None:
    agents = [
        {"id": "anna", "name": "Anna", "phone": "+493012345671", "role": "lead"},
        {"id": "ben", "name": "Ben", "phone": "+493012345672", "time_zone": "America/Los_Angeles"},
    ]
    deployment.rig.desk(agents=agents)
    refused(deployment.rig, 0, began=datetime(2026, 11, 23, 7, 30, tzinfo=UTC))
    ben = Browser(deployment).sign_in("ben")
    look(ben, {"from": "2026-11-22", "to": "2026-11-22"})
    assert ("23", "1") in table_of(ben, "hours")
    assert "America/Los_Angeles" in ben.words
    look(ben, {"from": "2026-11-23", "to": "2026-11-23"})
    assert "No calls were requested in this period." in ben.words


def test_without_storage_the_page_says_so_and_the_address_stays(deployment: Deployment) -> None:
    broken = deployment.rig.client().failing(lambda number, key: key.startswith("v1/day/"))
    halted = Deployment(deployment.rig, make_context=lambda settings: deployment.rig.app_for(settings, lambda: broken))
    anna = Browser(halted).sign_in("anna")
    anna.get("lookback", q="hail")
    assert anna.shown.status == 503
    assert "The desk's records cannot be reached right now." in anna.words


def test_reports_accept_no_post(anna: Browser) -> None:
    anna.get("lookback")
    anna.post("lookback", {})
    assert anna.shown.status == 405


def test_after_the_sign_in_the_browser_returns_to_the_report(browser: Browser) -> None:
    browser.get("lookback", follow=False)
    assert browser.shown.headers["location"] == "?view=signin&back=lookback"
