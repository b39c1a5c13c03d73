"""Signing out takes effect at once, in this browser or all of them, and only by a button."""

from __future__ import annotations

from handover.services.signed_tokens import sign, verify
from tests.handover.browser import Browser
from tests.handover.deployment import Deployment


def signed_in(browser: Browser) -> bool:
    browser.get("nothing", follow=False)
    return "Sign out" in browser.words


def test_opening_the_page_does_not_sign_out(browser: Browser) -> None:
    browser.sign_in("anna").get("signout")
    assert "You are signed in as Anna." in browser.words
    assert signed_in(browser)


def test_signing_out_is_for_this_browser_only(browser: Browser, deployment: Deployment) -> None:
    other = Browser(deployment).sign_in("anna")
    kept = browser.sign_in("anna").cookie
    browser.get("signout")
    browser.post("signout", {})
    assert "You are signed out." in browser.words
    assert verify(deployment.rig.settings, "visitor", browser.cookie.partition("=")[2]).keys() == {"s"}
    browser.cookie = kept
    assert not signed_in(browser), "the old cookie opens nothing"
    assert signed_in(other)


def test_signing_out_everywhere_is_for_all_browsers(browser: Browser, deployment: Deployment) -> None:
    other, ben = Browser(deployment).sign_in("anna"), Browser(deployment).sign_in("ben")
    browser.sign_in("anna").get("signout")
    browser.post("signout", {"do": "everywhere"})
    assert "You are signed out on all devices." in browser.words
    assert not signed_in(other)
    assert signed_in(ben)


def test_another_sites_form_signs_nobody_out(browser: Browser) -> None:
    browser.sign_in("anna").post("signout", {"token": "forged"})
    assert browser.shown.status == 403
    assert signed_in(browser)


def test_without_a_sign_in_the_browser_is_redirected_to_it(browser: Browser) -> None:
    browser.get("signout", follow=False)
    assert browser.shown.headers["location"] == "?view=signin"
    browser.get("signin")
    browser.post("signout", {"do": "everywhere"})
    assert "You are signed out on all devices." in browser.words


def test_a_cookie_without_a_sign_in_signs_nobody_out(browser: Browser, deployment: Deployment) -> None:
    """A signed cookie outlives its sign-in; the agent that it names no longer counts."""
    other = Browser(deployment).sign_in("anna")
    browser.cookie = f"handover={sign(deployment.rig.settings, 'visitor', {'s': 'left', 'agent': 'anna'})}"
    browser.get("signin")
    browser.post("signout", {"do": "everywhere"})
    assert signed_in(other)
