"""The language of the pages: chosen in the browser, named in desk.json, or the browser's own, in this order."""

from __future__ import annotations

from typing import Any

import pytest

from tests.handover.actions.dashboard.conftest import AGENTS
from tests.handover.browser import Browser
from tests.handover.deployment import Deployment

ENGLISH, GERMAN = "There are no live calls.", "Gerade läuft kein Anruf."


@pytest.mark.parametrize(
    ("desk", "agent", "browsers", "shown"),
    [
        ({}, {}, "de", GERMAN),
        ({"language": "de"}, {}, "en", GERMAN),
        ({"language": "en"}, {}, "de", ENGLISH),
        ({"language": "de"}, {"language": "en-GB"}, "de", ENGLISH),
        ({}, {"language": "de"}, "en", GERMAN),
        ({"language": "de"}, {"language": "fr"}, "en", GERMAN),
    ],
)
def test_the_language_in_desk_json_wins_over_the_browsers(
    deployment: Deployment, desk: dict[str, str], agent: dict[str, str], browsers: str, shown: str
) -> None:
    agents: list[dict[str, Any]] = [{**AGENTS[0], **agent}, AGENTS[1]]
    deployment.rig.desk(agents=agents, **desk)
    browser = Browser(deployment, browsers).sign_in("anna")
    browser.get("now")
    assert shown in browser.words


def test_from_the_first_answer_on_signing_in_is_in_the_desks_language(deployment: Deployment) -> None:
    deployment.rig.desk(agents=AGENTS, language="de")
    browser = Browser(deployment, "en")
    browser.get("signin")
    assert "Your phone number" in browser.words
    browser.post("signin", {"number": AGENTS[0]["phone"]})
    assert "Code eingeben" in browser.words
    assert "Anmeldecode" in deployment.rig.twilio.texted[0][1]
    browser.post("code", {"code": "1"})
    assert "Der Code hat sechs Ziffern." in browser.words


def test_an_agent_switches_the_language_and_stays_on_the_page_and_signed_in(browser: Browser) -> None:
    browser.sign_in("anna").get("day")
    token = browser.token
    browser.post("language", {"do": "de"}, back="day")
    assert browser.shown.status == 200
    assert "Andere Tage" in browser.text
    assert browser.token == token
    browser.post("signout", {})
    assert "Ihre Telefonnummer" in browser.words
    browser.send_form(
        f"{browser.host.url('dashboard')}?view=language&from=signin&back=day", {"do": "en", "token": browser.token}
    )
    assert "Your phone number" in browser.words
    assert "back=day" in browser.text


@pytest.mark.parametrize(
    ("form", "status"), [({"do": "xx"}, 400), ({"do": ""}, 400), ({"do": "de", "token": "x"}, 403)]
)
def test_another_language_or_a_form_of_another_browser_changes_nothing(
    browser: Browser, form: dict[str, str], status: int
) -> None:
    browser.sign_in("anna").get("now")
    browser.post("language", form, back="now")
    assert browser.shown.status == status
    browser.get("now")
    assert ENGLISH in browser.words


def test_who_switches_the_language_or_signs_in_on_the_list_of_tasks_comes_back_to_it(browser: Browser) -> None:
    browser.get("todo", follow=False)
    assert "back=todo" in browser.shown.headers["location"]
    browser.sign_in("anna").get("todo")
    browser.post("language", {"do": "de"}, back="todo", follow=False)
    assert browser.shown.headers["location"].endswith("?view=todo")
