"""A customer's rating is on the handover's page, in the day's list, in reports and in the CSV file; its words are masked."""

from __future__ import annotations

import csv
import io

from tests.handover.actions.dashboard.one_handover import live_query, started, talked
from tests.handover.browser import Browser
from tests.handover.deployment import Deployment


def rated(deployment: Deployment, rating: object, comment: str = "", session: str = "session-1") -> None:
    reply = deployment.ask(action="rate_call", session_id=session, rating=rating, comment=comment)
    assert reply["ok"], reply


def test_the_page_has_the_rating_and_the_comment(deployment: Deployment, browser: Browser) -> None:
    handover_id = started(deployment)
    talked(deployment, handover_id)
    rated(deployment, "4", "Friendly, but a <b>long</b> wait.")
    page = browser.sign_in("anna").get("handover", h=handover_id)
    assert "The customer rated the call: 4 of 5. Friendly, but a <b>long</b> wait." in browser.words
    assert "10:04:33 The customer rated the call: 4 of 5." in browser.words
    assert "<b>long" not in page
    browser.language = "de"
    browser.get("handover", h=handover_id)
    assert "Der Kunde/die Kundin hat den Anruf bewertet: 4 von 5." in browser.words


def test_a_page_that_is_open_gets_the_rating(deployment: Deployment, browser: Browser) -> None:
    handover_id = started(deployment)
    talked(deployment, handover_id)
    query = live_query(browser.sign_in("anna").get("handover", h=handover_id))
    rated(deployment, 2)
    parts = browser.json("handover", None, **query)["parts"]
    assert "rated the call: 2 of 5" in parts["wraps"]
    assert "rated the call: 2 of 5" in parts["story"]


def test_the_day_the_reports_and_the_csv_file_have_the_rating(deployment: Deployment, browser: Browser) -> None:
    for n, rating in ((1, 5), (2, 4)):
        reply = deployment.start(session=f"session-{n}", phone_number=f"030 1234567{n + 5}")
        talked(deployment, str(reply["handover_id"]))
        rated(deployment, rating, "Thanks to Ben", f"session-{n}")
    browser.sign_in("anna").get("day")
    assert "rated 5 of 5" in browser.words
    browser.get("lookback")
    assert "Rating 4.5 of 5, 2 ratings" in browser.words
    assert "Ratings by agent Ben 4.5 of 5, 2 ratings" in browser.words
    lines = list(csv.DictReader(io.StringIO(browser.get("lookback", format="csv").removeprefix("\ufeff"))))
    assert sorted(line["Rating (1 to 5)"] for line in lines) == ["4", "5"]
    assert "Thanks to Ben" not in str(lines)
    browser.language = "de"
    browser.get("lookback")
    assert "Bewertung 4,5 von 5, 2 Bewertungen" in browser.words


def test_without_ratings_reports_say_nothing_of_them(deployment: Deployment, browser: Browser) -> None:
    talked(deployment, started(deployment))
    browser.sign_in("anna").get("lookback")
    assert "Rating" not in browser.words


def test_the_comments_secrets_and_the_customers_number_are_masked(deployment: Deployment, browser: Browser) -> None:
    handover_id = started(deployment)
    talked(deployment, handover_id)
    rated(deployment, 1, "Ring 030 12345678. My PIN 9876")
    browser.sign_in("anna").get("handover", h=handover_id)
    assert "rated the call: 1 of 5. Ring …78. My PIN •••• code" in browser.words
    assert "9876" not in browser.text
    browser.post("handover", {"do": "reveal"}, h=handover_id)
    assert "Ring 030 12345678." in browser.words
    assert "9876" not in browser.text
