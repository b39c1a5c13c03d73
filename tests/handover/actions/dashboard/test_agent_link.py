"""The link in a text message: a GET does not use it up, opening it shows one handover, once closed it shows nothing."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from handover.core.call.events import EventKind
from handover.services.signed_tokens import sign
from sandbox.net import HttpRequest
from tests.handover.browser import Browser
from tests.handover.deployment import Deployment
from tests.handover.rig import CUSTOMER

PREVIEW = "Mozilla/5.0 (Linux; Android 10) AppleWebKit/537.36 GoogleMessages/20.1"


@pytest.fixture
def handover_id(deployment: Deployment) -> str:
    """A handover in which Anna's phone rings."""
    handover_id = str(deployment.start(name="Ada Example", reason="hail damage")["handover_id"])
    deployment.step("greet", handover_id)
    deployment.step("connect", handover_id, Digits="1")
    rings(deployment, handover_id, 1)
    return handover_id


def rings(deployment: Deployment, handover_id: str, attempt: int, word: str = "ringing") -> None:
    assert deployment.twilio("status", f"kind=agent&h={handover_id}&a={attempt}", {"CallStatus": word}).status == 204


def token_in_message(deployment: Deployment, message: int = -1) -> str:
    """Returns the signed token in the link of a text message."""
    found = re.search(r"https?://\S+", deployment.rig.twilio.texted[message][1])
    assert found
    return parse_qs(urlsplit(found[0]).query)["t"][0]


def tap(browser: Browser, t: str) -> None:
    """Tap the link and the button behind it, without following the redirect."""
    browser.get("link", t=t)
    browser.post("link", {"t": t}, follow=False, t=t)


def opened(browser: Browser) -> bool:
    """Returns whether this browser may see the handover that it was redirected to."""
    return browser.shown.status == 303 and browser.shown.headers["location"].startswith("?view=handover")


class TestTheButton:
    @pytest.mark.parametrize("method", ["GET", "HEAD"])
    def test_it_shows_a_button_and_nothing_of_the_customer(
        self, deployment: Deployment, handover_id: str, method: str
    ) -> None:
        before = deployment.rig.objects()
        url = f"{deployment.host.url('dashboard')}?view=link&t={token_in_message(deployment)}"
        shown = deployment.host(HttpRequest(method, url, {"user-agent": PREVIEW}))
        assert shown.status == 200
        assert shown.headers["referrer-policy"] == "no-referrer"
        assert shown.headers["cache-control"] == "no-store"
        page = shown.body.decode()
        for secret in ("Ada", "hail", CUSTOMER[-4:], "og:"):
            assert secret not in page
        assert ("Show me who is calling" in page) is (method == "GET")
        assert deployment.rig.objects() == before

    def test_opening_the_page_does_not_use_up_the_link(
        self, deployment: Deployment, browser: Browser, handover_id: str
    ) -> None:
        for _ in range(3):
            Browser(deployment).get("link", t=token_in_message(deployment))
        tap(browser, token_in_message(deployment))
        assert opened(browser)

    def test_it_reads_nothing_of_the_handover(self, deployment: Deployment, browser: Browser, handover_id: str) -> None:
        t = token_in_message(deployment)
        deployment.rig.storage.handovers.add(
            handover_id, EventKind.ENDED, deployment.rig.clock.now(), {"status": "completed"}
        )
        assert "Show me who is calling" in browser.get("link", t=t)

    @pytest.mark.parametrize(
        ("language", "button"), [("en-GB", "Show me who is calling"), ("de", "Zeigen, wer anruft")]
    )
    def test_it_is_in_the_browsers_language(
        self, deployment: Deployment, handover_id: str, language: str, button: str
    ) -> None:
        browser = Browser(deployment, language)
        browser.get("link", t=token_in_message(deployment))
        assert button in browser.words


class TestOpening:
    def test_it_leads_to_the_handover_and_to_no_other(
        self, deployment: Deployment, browser: Browser, handover_id: str
    ) -> None:
        tap(browser, token_in_message(deployment))
        assert browser.shown.headers["location"] == f"?view=handover&h={handover_id}"
        other = str(deployment.start("session-2", phone_number="+49 30 12345679")["handover_id"])
        for view in ("handover", "now", "day", "desk"):
            browser.get(view, follow=False, h=other)
            assert browser.shown.status == 403

    def test_opening_the_link_gives_the_browser_a_new_cookie(
        self, browser: Browser, deployment: Deployment, handover_id: str
    ) -> None:
        browser.get("link", t=token_in_message(deployment))
        before, token = browser.cookie, browser.token
        browser.post("link", {"t": token_in_message(deployment)}, follow=False, t=token_in_message(deployment))
        assert browser.cookie != before
        browser.post(
            "link", {"t": token_in_message(deployment), "token": token}, follow=False, t=token_in_message(deployment)
        )
        assert browser.shown.status == 403

    def test_it_opens_as_often_as_it_is_tapped_in_any_browser(self, deployment: Deployment, handover_id: str) -> None:
        for browser in (Browser(deployment), Browser(deployment)):
            for _ in range(2):
                tap(browser, token_in_message(deployment))
                assert opened(browser)

    def test_the_form_alone_is_enough(self, deployment: Deployment, browser: Browser, handover_id: str) -> None:
        browser.get("link", t=token_in_message(deployment))
        browser.post("link", {"t": token_in_message(deployment)}, follow=False)
        assert opened(browser)

    def test_a_form_without_its_token_opens_nothing(
        self, deployment: Deployment, browser: Browser, handover_id: str
    ) -> None:
        browser.get("link", t=token_in_message(deployment))
        browser.post(
            "link", {"t": token_in_message(deployment), "token": "forged"}, follow=False, t=token_in_message(deployment)
        )
        assert browser.shown.status == 403
        browser.get("handover", follow=False, h=handover_id)
        assert browser.shown.headers["location"].startswith("?view=signin")

    def test_an_agent_who_is_signed_in_stays_signed_in(
        self, deployment: Deployment, browser: Browser, handover_id: str
    ) -> None:
        browser.sign_in("ben")
        cookie = browser.cookie
        tap(browser, token_in_message(deployment))
        assert browser.shown.headers["location"] == f"?view=handover&h={handover_id}"
        assert browser.cookie == cookie

    def test_a_closed_link_opens_nothing(self, deployment: Deployment, browser: Browser, handover_id: str) -> None:
        tap(browser, token_in_message(deployment))
        rings(deployment, handover_id, 1, "no-answer")
        browser.get("handover", follow=False, h=handover_id)
        assert browser.shown.headers["location"] == f"?view=signin&back=handover&h={handover_id}"

    def test_a_link_of_before_a_new_secret_still_opens(self, deployment: Deployment, handover_id: str) -> None:
        t, old = token_in_message(deployment), deployment.rig.settings.dashboard_secret
        rotated = {"DASHBOARD_SECRET": "n" * 32, "DASHBOARD_SECRET_PREVIOUS": old}
        browser = Browser(Deployment(deployment.rig, rotated))
        tap(browser, t)
        assert opened(browser)


class TestClosed:
    def says_nothing(self, browser: Browser, status: int) -> None:
        assert browser.shown.status == status
        assert "Sign in" in browser.words
        for secret in ("Ada", "hail", CUSTOMER[-4:], "Anna", "Ben"):
            assert secret not in browser.words

    def test_after_the_ring_it_says_so_and_leads_to_the_sign_in(
        self, deployment: Deployment, browser: Browser, handover_id: str
    ) -> None:
        rings(deployment, handover_id, 1, "no-answer")
        tap(browser, token_in_message(deployment))
        self.says_nothing(browser, 410)
        assert "The call is over, or somebody else took it." in browser.words
        assert f"?view=signin&amp;back=handover&amp;h={handover_id}" in browser.text

    def test_when_it_is_the_next_agents_turn_only_theirs_opens(
        self, deployment: Deployment, browser: Browser, handover_id: str
    ) -> None:
        deployment.step("decide", handover_id, 1, Digits="2")
        deployment.step("dialed", handover_id, 1, DialCallStatus="completed", DialBridged="false")
        rings(deployment, handover_id, 2)
        tap(browser, token_in_message(deployment, 0))
        self.says_nothing(browser, 410)
        tap(browser, token_in_message(deployment, 1))
        assert opened(browser)
        browser.get("handover", follow=False, h=handover_id)
        assert browser.shown.status == 200
        assert "Ada Example" in browser.words

    @pytest.mark.parametrize("t", ["", "x", "forged.seal", "e30.x", "x" * 5000, "ä", '"><script>alert(1)</script>'])
    def test_a_link_that_we_did_not_sign_is_refused(self, browser: Browser, t: str) -> None:
        browser.get("link", t=t)
        self.says_nothing(browser, 403)
        assert "<script>alert" not in browser.text

    def test_a_changed_link_is_refused(self, deployment: Deployment, browser: Browser, handover_id: str) -> None:
        t = token_in_message(deployment)
        browser.get("link", t=t)
        browser.post("link", {"t": t[:-2] + ("aa" if t[-2:] != "aa" else "bb")}, follow=False)
        self.says_nothing(browser, 403)

    @pytest.mark.parametrize(
        ("purpose", "value"),
        [
            ("visitor", {"h": "20261123-abc-1", "a": 1}),
            ("form", {"h": "20261123-abc-1", "a": 1}),
            ("link", {"h": "../../desk", "a": 1}),
            ("link", {"h": 1, "a": 1}),
            ("link", {"h": "20261123-abc-1", "a": "1"}),
            ("link", {"h": "20261123-abc-1"}),
            ("link", ["20261123-abc-1", 1]),
        ],
    )
    def test_a_token_signed_for_another_purpose_is_not_a_link(
        self, deployment: Deployment, browser: Browser, purpose: str, value: object
    ) -> None:
        browser.get("link", t=sign(deployment.rig.settings, purpose, value))  # type: ignore[arg-type] # one of the purposes
        self.says_nothing(browser, 403)

    def test_for_a_handover_that_was_deleted_it_is_closed(self, deployment: Deployment, browser: Browser) -> None:
        tap(browser, sign(deployment.rig.settings, "link", {"h": "20201123-abc-1", "a": 1}))
        self.says_nothing(browser, 410)


def test_a_browser_that_opened_a_link_is_known_for_that_phone(deployment: Deployment, handover_id: str) -> None:
    stranger = Browser(deployment)
    while stranger.shown.status != 429:
        stranger.get("signin")
        stranger.post("signin", {"number": "+493012345671"}, follow=False)
    browser = Browser(deployment)
    tap(browser, token_in_message(deployment, 0))
    assert opened(browser)
    browser.get("signin")
    browser.post("signin", {"number": "+493012345671"}, follow=False)
    assert browser.shown.status == 303
