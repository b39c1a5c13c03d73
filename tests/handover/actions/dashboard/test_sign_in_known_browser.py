"""A browser in which an agent signed in before gets codes whatever strangers have used up."""

from __future__ import annotations

import pytest

from handover.services.signed_tokens import sign
from sandbox.host import PlatformName
from tests.handover.browser import Browser
from tests.handover.deployment import Deployment
from tests.handover.rig import ANNA, BEN, OTHER, Rig


@pytest.fixture(params=["openwhisk", "code-engine"])
def deployment(request: pytest.FixtureRequest, deployment: Deployment, rig: Rig) -> Deployment:
    platform: PlatformName = request.param
    return Deployment(rig, platform=platform)


def ask(browser: Browser, number: str = ANNA) -> int:
    """Request a code. Returns the status of the response."""
    browser.get("signin")
    browser.post("signin", {"number": number}, follow=False)
    return browser.shown.status


def signed_in_before(deployment: Deployment) -> Browser:
    """Returns a browser in which Anna signed in and out."""
    browser = Browser(deployment)
    ask(browser)
    browser.get("code")
    browser.post("code", {"code": deployment.rig.twilio.texted[-1][1][:6]}, follow=False)
    browser.get("signout")
    browser.post("signout", {}, follow=False)
    return browser


def use_up(deployment: Deployment, number: str = ANNA) -> None:
    """Request codes with this number as a stranger, until there are no more."""
    stranger = Browser(deployment)
    while ask(stranger, number) == 303:
        pass


def texted(deployment: Deployment) -> int:
    return len(deployment.rig.twilio.texted)


def test_strangers_cannot_lock_it_out(deployment: Deployment) -> None:
    browser = signed_in_before(deployment)
    use_up(deployment)
    assert ask(Browser(deployment)) == 429, "a new browser has to wait"
    before = texted(deployment)
    assert ask(browser) == 303
    assert texted(deployment) == before + 1
    browser.get("code")
    browser.post("code", {"code": deployment.rig.twilio.texted[-1][1][:6]}, follow=False)
    assert browser.shown.headers["location"] == "?view=now"


def test_its_cookie_lasts_half_a_year_and_a_sign_in_twelve_hours(deployment: Deployment) -> None:
    browser = signed_in_before(deployment)
    assert "Max-Age=15552000;" in browser.shown.headers["set-cookie"]
    again = Browser(deployment)
    again.get("signin")
    assert "Max-Age=43200;" in again.shown.headers["set-cookie"]
    ask(browser)
    browser.get("code")
    browser.post("code", {"code": deployment.rig.twilio.texted[-1][1][:6]}, follow=False)
    deployment.rig.clock.step(12 * 3600)
    browser.get("now", follow=False)
    assert browser.shown.headers["location"].startswith("?view=signin")
    use_up(deployment)
    assert ask(browser) == 303, "the browser is still known"


def test_it_is_known_for_its_own_number_only(deployment: Deployment) -> None:
    browser = signed_in_before(deployment)
    use_up(deployment, BEN)
    assert ask(browser, BEN) == 429


def test_a_browser_that_failed_to_sign_in_is_not_known(deployment: Deployment) -> None:
    browser = Browser(deployment)
    ask(browser)
    browser.get("code")
    code = deployment.rig.twilio.texted[-1][1][:6]
    browser.post("code", {"code": f"{(int(code) + 1) % 10**6:06}"})
    use_up(deployment)
    assert ask(browser) == 429


def test_nobody_can_make_a_mark(deployment: Deployment) -> None:
    browser = signed_in_before(deployment)
    use_up(deployment)
    stranger = Browser(deployment)
    name, _, value = browser.cookie.partition("=")
    for forged in (f"{name}={value[:-2]}xx", f"{name}={sign(deployment.rig.settings, 'form', {'s': 'x', 'k': {}})}"):
        stranger.cookie = forged
        assert ask(stranger) == 429


def test_signing_out_everywhere_forgets_this_browser(deployment: Deployment) -> None:
    browser = signed_in_before(deployment)
    ask(browser)
    browser.get("code")
    browser.post("code", {"code": deployment.rig.twilio.texted[-1][1][:6]}, follow=False)
    browser.get("signout")
    browser.post("signout", {"do": "everywhere"}, follow=False)
    use_up(deployment)
    assert ask(browser) == 429


def test_the_cookie_holds_no_number(deployment: Deployment) -> None:
    import base64

    cookie = signed_in_before(deployment).cookie.partition("=")[2].partition(".")[0]
    content = base64.urlsafe_b64decode(cookie + "=" * (-len(cookie) % 4))
    assert b"123456" not in content


def test_when_the_hours_codes_are_used_up_the_page_is_the_same(deployment: Deployment) -> None:
    deployment.rig.desk(
        agents=[{"id": "anna", "name": "Anna", "phone": ANNA}, {"id": "ben", "name": "Ben", "phone": BEN}],
        limits={"sign_in_codes_per_hour": 1},
    )
    fresh = Deployment(deployment.rig, platform=deployment.platform)
    assert [ask(Browser(fresh), number) for number in (BEN, ANNA, OTHER)] == [303, 303, 303]
    assert [number for number, _ in deployment.rig.twilio.texted] == [BEN]
    browser = Browser(fresh)
    ask(browser)
    browser.get("code")
    assert "may have sent all its codes for this hour" in browser.words
