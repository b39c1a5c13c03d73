"""The code signs in the browser that requested it, and returns to the view that it wanted."""

from __future__ import annotations

import pytest

from handover.services.signed_tokens import sign, verify
from tests.handover.browser import Browser
from tests.handover.deployment import Deployment
from tests.handover.rig import ANNA, OTHER, at_once

HID = "20261123-abc-1"


@pytest.fixture
def code_page(browser: Browser) -> Browser:
    """A browser that requested Anna's code and shows the form for it."""
    return ask(browser)


def ask(browser: Browser, number: str = ANNA, back: str = "", h: str = "") -> Browser:
    browser.get("signin", back=back, h=h)
    browser.post("signin", {"number": number}, back=back, h=h)
    return browser


def latest_code(deployment: Deployment) -> str:
    return deployment.rig.twilio.texted[-1][1][:6]


def cookie_of(browser: Browser) -> dict[str, str]:
    """Returns the content of the browser's cookie."""
    held = verify(browser.deployment.rig.settings, "visitor", browser.cookie.partition("=")[2])
    assert isinstance(held, dict)
    return held


def sign_ins(deployment: Deployment) -> int:
    return len(deployment.rig.objects("v1/seat/"))


def test_the_right_code_signs_in(code_page: Browser, deployment: Deployment) -> None:
    code_page.post("code", {"code": latest_code(deployment)}, follow=False)
    assert code_page.shown.headers["location"] == "?view=now"
    assert cookie_of(code_page)["agent"] == "anna"
    code_page.get("nothing")
    assert "Anna" in code_page.words


def test_the_cookie_from_before_the_sign_in_is_worthless_afterwards(code_page: Browser, deployment: Deployment) -> None:
    before, secret = code_page.cookie, cookie_of(code_page)["s"]
    code_page.post("code", {"code": latest_code(deployment)}, follow=False)
    assert cookie_of(code_page)["s"] != secret
    assert set(cookie_of(code_page)) == {"s", "agent", "k"}
    code_page.cookie = before
    code_page.get("now", follow=False)
    assert code_page.shown.headers["location"].startswith("?view=signin")


def test_it_returns_to_the_view_the_browser_came_from(browser: Browser, deployment: Deployment) -> None:
    browser.get("signin", back="handover", h=HID)
    browser.post("signin", {"number": ANNA}, follow=False, back="handover", h=HID)
    assert browser.shown.headers["location"] == f"?view=code&back=handover&h={HID}"
    browser.get("code", back="handover", h=HID)
    browser.post("code", {"do": "call"}, follow=False, back="handover", h=HID)
    assert browser.shown.headers["location"] == f"?view=code&told=called&back=handover&h={HID}"
    browser.get("code", back="handover", h=HID)
    browser.post("code", {"code": wrong(deployment)}, back="handover", h=HID)
    assert f"?view=code&amp;back=handover&amp;h={HID}" in browser.text
    assert f"?view=signin&amp;back=handover&amp;h={HID}" in browser.text
    browser.post("code", {"code": latest_code(deployment)}, follow=False, back="handover", h=HID)
    assert browser.shown.headers["location"] == f"?view=handover&h={HID}"


@pytest.mark.parametrize("back", ["https://evil.test", "//evil.test", "signout", "link", "handover"])
def test_it_redirects_to_no_other_site(browser: Browser, deployment: Deployment, back: str) -> None:
    ask(browser, back=back)
    browser.post("code", {"code": latest_code(deployment)}, follow=False, back=back)
    assert browser.shown.headers["location"] == "?view=now"


def test_a_wrong_code_says_how_many_tries_are_left(code_page: Browser, deployment: Deployment) -> None:
    pages = []
    for _ in range(5):
        code_page.get("code")
        code_page.post("code", {"code": wrong(deployment)})
        pages.append(code_page.words)
        assert code_page.shown.status == 400
    assert "That is not the code. You have 4 more tries." in pages[0]
    assert "You have one more try." in pages[3]
    assert "there are no more tries" in pages[4]
    assert 'href="?view=signin"' in code_page.text
    code_page.get("code")
    code_page.post("code", {"code": latest_code(deployment)})
    assert "there are no more tries" in code_page.words
    assert sign_ins(deployment) == 0


@pytest.mark.parametrize("typed", ["", "12345", "abcdef", "<script>alert(1)</script>", "1" * 5000])
def test_an_unreadable_code_is_shown_again_and_costs_no_try(
    code_page: Browser, deployment: Deployment, typed: str
) -> None:
    code_page.post("code", {"code": typed})
    assert "The code has six digits." in code_page.words
    assert f'value="{typed.replace("<", "&lt;").replace(">", "&gt;")}"' in code_page.text
    assert not any("/try." in key for key in deployment.rig.objects("v1/code/"))


def test_a_code_works_only_in_the_browser_that_requested_it(code_page: Browser, deployment: Deployment) -> None:
    other = ask(Browser(deployment), OTHER)
    other.post("code", {"code": latest_code(deployment)})
    assert "That is not the code." in other.words
    stranger = Browser(deployment)
    stranger.get("signin")
    stranger.post("code", {"code": latest_code(deployment)})
    assert "This browser has not requested a code." in stranger.words
    assert sign_ins(deployment) == 0


def test_without_a_requested_code_the_number_form_comes_first(browser: Browser) -> None:
    browser.get("code", follow=False, back="day")
    assert browser.shown.headers["location"] == "?view=signin&back=day"


@pytest.mark.parametrize("challenge", ["a" * 26, "", "../../desk.json", "x" * 500])
def test_a_challenge_that_was_never_issued_is_refused(browser: Browser, challenge: str) -> None:
    settings = browser.deployment.rig.settings
    browser.cookie = f"handover={sign(settings, 'visitor', {'s': 'x', 'c': challenge})}"
    browser.get("signin")
    browser.post("code", {"code": "123456"})
    assert "This browser has not requested a code." in browser.words


def test_a_tampered_cookie_holds_no_challenge(code_page: Browser, deployment: Deployment) -> None:
    code = latest_code(deployment)
    name, _, value = code_page.cookie.partition("=")
    code_page.cookie = f"{name}={'A' if value[0] != 'A' else 'B'}{value[1:]}"
    code_page.post("code", {"code": code})
    assert code_page.shown.status == 403
    assert sign_ins(deployment) == 0


def test_an_old_code_and_a_used_one_say_so(browser: Browser, deployment: Deployment) -> None:
    ask(browser)
    copied = browser.cookie
    browser.post("code", {"code": latest_code(deployment)}, follow=False)
    browser.cookie = copied
    browser.get("code")
    browser.post("code", {"code": latest_code(deployment)})
    assert "This code has been used." in browser.words
    ask(browser)
    deployment.rig.clock.step(600)
    browser.post("code", {"code": latest_code(deployment)})
    assert "This code is older than 10 minutes." in browser.words
    assert sign_ins(deployment) == 1


def test_of_many_right_codes_at_once_one_signs_in(code_page: Browser, deployment: Deployment) -> None:
    code, cookie, token = latest_code(deployment), code_page.cookie, code_page.token

    def one() -> int:
        browser = Browser(deployment)
        browser.cookie = cookie
        browser.post("code", {"code": code, "token": token}, follow=False)
        return browser.shown.status

    assert sorted(at_once([one] * 20)) == [303] + [400] * 19
    assert sign_ins(deployment) == 1


def test_the_code_can_be_requested_as_a_call(code_page: Browser, deployment: Deployment) -> None:
    code_page.post("code", {"do": "call"})
    assert code_page.shown.status == 200
    assert "its phone rings now" in code_page.words
    assert deployment.rig.twilio.dialled == [ANNA]
    code_page.post("code", {"code": latest_code(deployment)}, follow=False)
    assert code_page.shown.headers["location"] == "?view=now"


def test_a_call_for_an_old_code_is_not_made(code_page: Browser, deployment: Deployment) -> None:
    deployment.rig.clock.step(600)
    code_page.post("code", {"do": "call"})
    assert "This code is older than 10 minutes." in code_page.words
    assert deployment.rig.twilio.dialled == []


@pytest.mark.parametrize("part", ["v1/code/", "v1/seat/"])
def test_when_storage_is_down_the_page_says_so_and_nobody_is_signed_in(
    code_page: Browser, deployment: Deployment, part: str
) -> None:
    broken = deployment.rig.client().failing(lambda _, key: key.startswith(part))
    code_page.deployment = Deployment(
        deployment.rig, make_context=lambda settings: deployment.rig.app_for(settings, lambda: broken)
    )
    code_page.host = code_page.deployment.host
    before = code_page.cookie
    code_page.post("code", {"code": latest_code(deployment)})
    assert code_page.shown.status == 503
    assert "records cannot be reached" in code_page.words
    assert f'value="{latest_code(deployment)}"' in code_page.text
    assert code_page.cookie == before
    assert sign_ins(deployment) == 0


def wrong(deployment: Deployment) -> str:
    return f"{(int(latest_code(deployment)) + 1) % 10**6:06}"
