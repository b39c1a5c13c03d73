"""What holds for every view: who gets in, what every answer carries, how it says no."""

from __future__ import annotations

import pytest

from tests.handover.browser import Browser


@pytest.mark.parametrize("view", ["now", "day", "lookback", "handover", "desk", "duty"])
def test_who_is_not_signed_in_is_led_to_the_sign_in(browser: Browser, view: str) -> None:
    browser.get(view, follow=False)
    assert browser.shown.status == 303
    assert browser.shown.headers["location"].startswith("?view=signin")


def test_a_view_that_is_none_says_what_to_do(browser: Browser) -> None:
    browser.sign_in("anna").get("nothing")
    assert browser.shown.status == 404
    assert "There is no such page." in browser.words


def test_an_agent_who_is_no_lead_cannot_see_the_desks_state(browser: Browser) -> None:
    browser.sign_in("ben").get("desk")
    assert browser.shown.status == 403
    assert "You cannot see this." in browser.words


def test_a_page_may_not_be_kept_framed_or_run_what_is_not_ours(browser: Browser) -> None:
    browser.sign_in("anna").get("nothing")
    headers = browser.shown.headers
    assert headers["cache-control"] == "no-store"
    assert headers["x-frame-options"] == "DENY"
    policy = headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy


def test_the_cookie_is_for_the_browser_alone_and_for_this_door(browser: Browser) -> None:
    browser.get("nothing", follow=False)
    cookie = browser.shown.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "Secure" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/dashboard;" in cookie


@pytest.mark.parametrize(
    "cookie", ["handover=forged", "handover=", "x", "handover=a.b.c; handover=d", "handover=" + "x" * 5000]
)
def test_a_forged_cookie_is_nobodys(browser: Browser, cookie: str) -> None:
    browser.cookie = cookie
    browser.get("now", follow=False)
    assert browser.shown.status == 303


def test_a_form_of_another_browser_changes_nothing_and_gives_its_words_back(browser: Browser) -> None:
    browser.sign_in("anna").post("handover", {"token": "forged", "notes": "<b>Hail</b> & more"}, h="20261123-abc-1")
    assert browser.shown.status == 403
    assert "This form was out of date" in browser.words
    assert "&lt;b&gt;Hail&lt;/b&gt; &amp; more" in browser.text
    assert "?view=handover&amp;h=20261123-abc-1" in browser.text


def test_a_form_sent_after_the_session_ended_gives_its_words_back_and_leads_back(browser: Browser) -> None:
    browser.sign_in("anna").get("nothing")
    browser.doors.rig.clock.step(12 * 3600)
    browser.post("handover", {"token": "x", "notes": "Hail damage"}, h="20261123-abc-1")
    assert browser.shown.status == 401
    assert "Hail damage" in browser.words
    assert "?view=signin&amp;back=handover&amp;h=20261123-abc-1" in browser.text


@pytest.mark.parametrize("back", ["https://evil.test", "//evil.test", "signout", "handover"])
def test_nobody_is_led_to_where_we_are_not(browser: Browser, back: str) -> None:
    browser.get("day", follow=False, back=back)
    assert browser.shown.headers["location"] == "?view=signin"


def test_a_request_from_another_site_changes_nothing(browser: Browser) -> None:
    browser.sign_in("anna")
    browser.send_form(f"{browser.host.url('dashboard')}?view=duty", {}, {"sec-fetch-site": "cross-site"})
    assert browser.shown.status == 403


def test_a_script_of_ours_is_told_in_json_that_nobody_is_signed_in(browser: Browser) -> None:
    told = browser.json("now")
    assert (browser.shown.status, told["reason"]) == (401, "signed_out")


def test_a_cookie_that_somebody_else_on_the_host_set_does_not_hide_ours(browser: Browser) -> None:
    ours = browser.sign_in("anna").cookie
    browser.cookie = f"handover=forged; {ours}; handover=other"
    browser.get("nothing")
    assert browser.shown.status == 404
