"""The sign-in by number gives the same response for every number, and a sentence for every mistake."""

from __future__ import annotations

import re

import pytest

from tests.fakes.bucket import MemoryClient
from tests.handover.browser import Browser
from tests.handover.deployment import Deployment
from tests.handover.rig import ANNA, OTHER

HID = "20261123-abc-1"


def same(page: str) -> str:
    """Returns a page without its random parts."""
    return re.sub(r'(nonce|name="token" value)="[^"]+"', "", page)


def answers(browser: Browser, number: str) -> list[tuple[int, str, str]]:
    """Returns status, address and page of each response to a sign-in with this number and five guessed codes."""
    seen: list[tuple[int, str, str]] = []

    def note() -> None:
        seen.append(
            (browser.shown.status, browser.shown.headers.get("location", ""), same(browser.text).replace(number, ""))
        )

    browser.get("signin")
    browser.post("signin", {"number": number}, follow=False)
    note()
    for _ in range(2):
        browser.get("code")
        note()
        browser.post("code", {"do": "call"}, follow=False)
        note()
    browser.get("code", told="called")
    for _ in range(6):
        browser.post("code", {"code": "000000"})
        note()
        browser.get("code")
    for _ in range(5):
        browser.get("signin")
        browser.post("signin", {"number": number}, follow=False)
        note()
    return seen


def over(deployment: Deployment, client: MemoryClient) -> Deployment:
    """Returns the deployment in a new container whose requests to storage go through this client."""
    rig = deployment.rig
    return Deployment(rig, make_context=lambda settings: rig.app_for(settings, lambda: client))


def test_the_page_asks_for_one_number_that_a_phone_can_fill_in(browser: Browser) -> None:
    page = browser.get("signin")
    assert browser.shown.status == 200
    assert page.count('autocomplete="tel"') == 1
    assert 'inputmode="tel"' in page
    assert browser.shown.headers["set-cookie"].startswith("handover=")


@pytest.mark.parametrize("typed", [ANNA, "030 12345671", " +49 (0)30 / 1234 5671"])
def test_a_number_leads_to_the_code(browser: Browser, deployment: Deployment, typed: str) -> None:
    browser.get("signin")
    browser.post("signin", {"number": typed})
    assert "Enter your code" in browser.words
    assert 'autocomplete="one-time-code"' in browser.text
    assert 'inputmode="numeric"' in browser.text
    assert len(deployment.rig.twilio.texted) == 1


def test_whether_a_number_is_an_agents_does_not_show(deployment: Deployment) -> None:
    known, unknown = answers(Browser(deployment), ANNA), answers(Browser(deployment), OTHER)
    assert known == unknown
    assert {status for status, _, _ in known} == {303, 200, 400, 429}
    assert [number for number, _ in deployment.rig.twilio.texted] == [ANNA] * 5
    assert deployment.rig.twilio.dialled == [ANNA]


@pytest.mark.parametrize("typed", ["", "anna", "12", "<b>1</b>", "+49" + "0" * 200])
def test_an_unreadable_number_is_shown_again_with_an_example(
    browser: Browser, deployment: Deployment, typed: str
) -> None:
    browser.get("signin")
    browser.post("signin", {"number": typed})
    assert browser.shown.status == 400
    assert "such as +49 30 1234567." in browser.words
    assert 'aria-invalid="true"' in browser.text
    assert typed.replace("<", "&lt;").replace(">", "&gt;") in browser.text
    assert deployment.rig.objects("v1/ask/") == {}


def test_after_five_codes_the_page_says_when_the_next_is_possible(browser: Browser) -> None:
    for _ in range(6):
        browser.get("signin")
        browser.post("signin", {"number": OTHER})
    assert browser.shown.status == 429
    assert "You can request one from 11:00." in browser.words, "the desk's own time"
    assert f'value="{OTHER}"' in browser.text


def test_the_page_is_there_before_anything_is_read(deployment: Deployment) -> None:
    client = deployment.rig.client()
    Browser(over(deployment, client)).get("signin")
    assert client.requests == []


def test_a_desk_that_cannot_be_used_is_said_when_a_code_is_requested(deployment: Deployment) -> None:
    deployment.rig.desk(time_zone="Nowhere")
    browser = Browser(deployment)
    browser.get("signin")
    assert browser.shown.status == 200
    browser.post("signin", {"number": ANNA})
    assert browser.shown.status == 503
    assert "cannot be reached right now" in browser.text


@pytest.mark.parametrize("part", ["v1/ask/", ""])
def test_when_storage_is_down_the_page_says_so_and_keeps_the_number(deployment: Deployment, part: str) -> None:
    broken = deployment.rig.client().failing(lambda _, key: key.startswith(part))
    offline = Browser(over(deployment, broken))
    offline.get("signin")
    offline.post("signin", {"number": ANNA})
    assert offline.shown.status == 503
    assert "records cannot be reached" in offline.words
    assert f'value="{ANNA}"' in offline.text
    assert deployment.rig.twilio.requests == []


def test_no_number_and_no_code_is_in_the_log(
    browser: Browser, deployment: Deployment, capsys: pytest.CaptureFixture[str]
) -> None:
    browser.get("signin")
    browser.post("signin", {"number": ANNA})
    browser.post("code", {"code": "000000"})
    code = deployment.rig.twilio.texted[0][1][:6]
    browser.post("code", {"code": code})
    logged = capsys.readouterr().out
    assert "signed_in" in logged
    assert ANNA[3:] not in logged
    assert code not in logged


@pytest.mark.parametrize("view", ["signin", "code"])
def test_a_browser_that_is_signed_in_is_redirected(browser: Browser, view: str) -> None:
    browser.sign_in("anna").get(view, follow=False, back="handover", h=HID)
    assert browser.shown.headers["location"] == f"?view=handover&h={HID}"
    browser.get(view, follow=False)
    assert browser.shown.headers["location"] == "?view=now"


@pytest.mark.parametrize("notice", ["nothing", "title", "<script>"])
def test_the_page_shows_only_known_notices(browser: Browser, notice: str) -> None:
    assert same(browser.get("signin", told=notice)) == same(Browser(browser.deployment).get("signin"))


def test_the_pages_are_in_german_too(deployment: Deployment) -> None:
    browser = Browser(deployment, "de")
    browser.get("signin")
    browser.post("signin", {"number": ANNA})
    assert "Code eingeben" in browser.words
    assert "Anmeldecode" in deployment.rig.twilio.texted[0][1]
