"""The rules for every view: who may open it, which headers every response has, and how it refuses."""

from __future__ import annotations

import pytest

from tests.handover.browser import Browser


@pytest.mark.parametrize("view", ["now", "day", "lookback", "handover", "desk", "duty"])
def test_without_a_sign_in_the_browser_is_redirected_to_it(browser: Browser, view: str) -> None:
    browser.get(view, follow=False)
    assert browser.shown.status == 303
    assert browser.shown.headers["location"].startswith("?view=signin")


def test_an_unknown_view_gets_a_page_that_says_what_to_do(browser: Browser) -> None:
    browser.sign_in("anna").get("nothing")
    assert browser.shown.status == 404
    assert "There is no such page." in browser.words


def test_only_leads_see_the_desks_status(browser: Browser) -> None:
    browser.sign_in("ben").get("desk")
    assert browser.shown.status == 403
    assert "You cannot see this." in browser.words


def test_pages_are_not_cached_not_framed_and_run_only_our_own_scripts(browser: Browser) -> None:
    browser.sign_in("anna").get("nothing")
    headers = browser.shown.headers
    assert headers["cache-control"] == "no-store"
    assert headers["x-frame-options"] == "DENY"
    policy = headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy


def test_the_cookie_is_hidden_from_scripts_and_limited_to_this_action(browser: Browser) -> None:
    browser.get("nothing", follow=False)
    cookie = browser.shown.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "Secure" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/dashboard;" in cookie


@pytest.mark.parametrize(
    "cookie", ["handover=forged", "handover=", "x", "handover=a.b.c; handover=d", "handover=" + "x" * 5000]
)
def test_a_forged_cookie_signs_nobody_in(browser: Browser, cookie: str) -> None:
    browser.cookie = cookie
    browser.get("now", follow=False)
    assert browser.shown.status == 303


def test_a_form_of_another_browser_changes_nothing_and_shows_what_was_typed(browser: Browser) -> None:
    browser.sign_in("anna").post("handover", {"token": "forged", "notes": "<b>Hail</b> & more"}, h="20261123-abc-1")
    assert browser.shown.status == 403
    assert "This form was out of date" in browser.words
    assert "&lt;b&gt;Hail&lt;/b&gt; &amp; more" in browser.text
    assert "?view=handover&amp;h=20261123-abc-1" in browser.text


def test_a_form_sent_after_the_session_ended_shows_what_was_typed_and_the_way_back(browser: Browser) -> None:
    browser.sign_in("anna").get("nothing")
    browser.deployment.rig.clock.step(12 * 3600)
    browser.post("handover", {"token": "x", "notes": "Hail damage"}, h="20261123-abc-1")
    assert browser.shown.status == 401
    assert "Hail damage" in browser.words
    assert "?view=signin&amp;back=handover&amp;h=20261123-abc-1" in browser.text


@pytest.mark.parametrize("back", ["https://evil.test", "//evil.test", "signout", "handover"])
def test_there_are_no_redirects_to_other_sites(browser: Browser, back: str) -> None:
    browser.get("day", follow=False, back=back)
    assert browser.shown.headers["location"] == "?view=signin"


def test_a_request_from_another_site_changes_nothing(browser: Browser) -> None:
    browser.sign_in("anna")
    browser.send_form(f"{browser.host.url('dashboard')}?view=duty", {}, {"sec-fetch-site": "cross-site"})
    assert browser.shown.status == 403


def test_our_scripts_get_json_when_nobody_is_signed_in(browser: Browser) -> None:
    reply = browser.json("now")
    assert (browser.shown.status, reply["reason"]) == (401, "signed_out")


def test_another_cookie_of_the_same_name_does_not_hide_ours(browser: Browser) -> None:
    ours = browser.sign_in("anna").cookie
    browser.cookie = f"handover=forged; {ours}; handover=other"
    browser.get("nothing")
    assert browser.shown.status == 404
