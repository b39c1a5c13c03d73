"""Who signs out is out at once, here or everywhere, and only by a button."""

from __future__ import annotations

from handover.services.signed_tokens import sign, verify
from tests.handover.browser import Browser
from tests.handover.deployment import Deployment


def signed_in(browser: Browser) -> bool:
    browser.get("nothing", follow=False)
    return "Sign out" in browser.words


def test_the_page_only_offers_it(browser: Browser) -> None:
    browser.sign_in("anna").get("signout")
    assert "You are signed in as Anna." in browser.words
    assert signed_in(browser)


def test_who_signs_out_is_out_in_this_browser_alone(browser: Browser, deployment: Deployment) -> None:
    other = Browser(deployment).sign_in("anna")
    kept = browser.sign_in("anna").cookie
    browser.get("signout")
    browser.post("signout", {})
    assert "You are signed out." in browser.words
    assert verify(deployment.rig.settings, "visitor", browser.cookie.partition("=")[2]).keys() == {"s"}
    browser.cookie = kept
    assert not signed_in(browser), "the old cookie opens nothing"
    assert signed_in(other)


def test_who_signs_out_everywhere_is_out_everywhere(browser: Browser, deployment: Deployment) -> None:
    other, ben = Browser(deployment).sign_in("anna"), Browser(deployment).sign_in("ben")
    browser.sign_in("anna").get("signout")
    browser.post("signout", {"do": "everywhere"})
    assert "You are signed out on all devices." in browser.words
    assert not signed_in(other)
    assert signed_in(ben)


def test_nobody_is_signed_out_by_somebody_elses_page(browser: Browser) -> None:
    browser.sign_in("anna").post("signout", {"token": "forged"})
    assert browser.shown.status == 403
    assert signed_in(browser)


def test_who_is_not_signed_in_is_led_to_the_sign_in(browser: Browser) -> None:
    browser.get("signout", follow=False)
    assert browser.shown.headers["location"] == "?view=signin"
    browser.get("signin")
    browser.post("signout", {"do": "everywhere"})
    assert "You are signed out on all devices." in browser.words


def test_a_cookie_that_names_an_agent_without_a_seat_signs_nobody_out(browser: Browser, deployment: Deployment) -> None:
    """A seal of ours outlives its seat; what it says of the agent no longer counts."""
    other = Browser(deployment).sign_in("anna")
    browser.cookie = f"handover={sign(deployment.rig.settings, 'visitor', {'s': 'left', 'agent': 'anna'})}"
    browser.get("signin")
    browser.post("signout", {"do": "everywhere"})
    assert signed_in(other)
