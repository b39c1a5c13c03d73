"""The code lets in the browser that asked for it, into a seat of its own, to where it wanted to."""

from __future__ import annotations

import pytest

from handover.services.signed_tokens import sign, verify
from tests.handover.browser import Browser
from tests.handover.doors import Doors
from tests.handover.rig import ANNA, OTHER, at_once

HID = "20261123-abc-1"


@pytest.fixture
def asked(browser: Browser) -> Browser:
    """A browser that has asked for Anna's code and shows where to type it."""
    return ask(browser)


def ask(browser: Browser, number: str = ANNA, back: str = "", h: str = "") -> Browser:
    browser.get("signin", back=back, h=h)
    browser.post("signin", {"number": number}, back=back, h=h)
    return browser


def latest_code(doors: Doors) -> str:
    return doors.rig.twilio.texted[-1][1][:6]


def card(browser: Browser) -> dict[str, str]:
    """What the browser's cookie holds."""
    held = verify(browser.doors.rig.settings, "visitor", browser.cookie.partition("=")[2])
    assert isinstance(held, dict)
    return held


def seats(doors: Doors) -> int:
    return len(doors.rig.objects("v1/seat/"))


def test_the_right_code_signs_in(asked: Browser, doors: Doors) -> None:
    asked.post("code", {"code": latest_code(doors)}, follow=False)
    assert asked.shown.headers["location"] == "?view=now"
    assert card(asked)["agent"] == "anna"
    asked.get("nothing")
    assert "Anna" in asked.words


def test_what_the_browser_held_before_opens_nothing_afterwards(asked: Browser, doors: Doors) -> None:
    before, secret = asked.cookie, card(asked)["s"]
    asked.post("code", {"code": latest_code(doors)}, follow=False)
    assert card(asked)["s"] != secret
    assert set(card(asked)) == {"s", "agent"}
    asked.cookie = before
    asked.get("now", follow=False)
    assert asked.shown.headers["location"].startswith("?view=signin")


def test_it_leads_back_to_where_the_browser_came_from(browser: Browser, doors: Doors) -> None:
    browser.get("signin", back="handover", h=HID)
    browser.post("signin", {"number": ANNA}, follow=False, back="handover", h=HID)
    assert browser.shown.headers["location"] == f"?view=code&back=handover&h={HID}"
    browser.get("code", back="handover", h=HID)
    browser.post("code", {"do": "call"}, follow=False, back="handover", h=HID)
    assert browser.shown.headers["location"] == f"?view=code&told=called&back=handover&h={HID}"
    browser.get("code", back="handover", h=HID)
    browser.post("code", {"code": wrong(doors)}, back="handover", h=HID)
    assert f"?view=code&amp;back=handover&amp;h={HID}" in browser.text
    assert f"?view=signin&amp;back=handover&amp;h={HID}" in browser.text
    browser.post("code", {"code": latest_code(doors)}, follow=False, back="handover", h=HID)
    assert browser.shown.headers["location"] == f"?view=handover&h={HID}"


@pytest.mark.parametrize("back", ["https://evil.test", "//evil.test", "signout", "link", "handover"])
def test_it_leads_nowhere_else(browser: Browser, doors: Doors, back: str) -> None:
    ask(browser, back=back)
    browser.post("code", {"code": latest_code(doors)}, follow=False, back=back)
    assert browser.shown.headers["location"] == "?view=now"


def test_a_wrong_code_says_how_many_tries_are_left(asked: Browser, doors: Doors) -> None:
    told = []
    for _ in range(5):
        asked.get("code")
        asked.post("code", {"code": wrong(doors)})
        told.append(asked.words)
        assert asked.shown.status == 400
    assert "That is not the code. You have 4 more tries." in told[0]
    assert "You have one more try." in told[3]
    assert "there are no more tries" in told[4]
    assert 'href="?view=signin"' in asked.text
    asked.get("code")
    asked.post("code", {"code": latest_code(doors)})
    assert "there are no more tries" in asked.words
    assert seats(doors) == 0


@pytest.mark.parametrize("typed", ["", "12345", "abcdef", "<script>alert(1)</script>", "1" * 5000])
def test_what_is_no_code_says_so_is_given_back_and_costs_no_try(asked: Browser, doors: Doors, typed: str) -> None:
    asked.post("code", {"code": typed})
    assert "The code has six digits." in asked.words
    assert f'value="{typed.replace("<", "&lt;").replace(">", "&gt;")}"' in asked.text
    assert not any("/try." in key for key in doors.rig.objects("v1/code/"))


def test_a_code_works_only_in_the_browser_that_asked(asked: Browser, doors: Doors) -> None:
    other = ask(Browser(doors), OTHER)
    other.post("code", {"code": latest_code(doors)})
    assert "That is not the code." in other.words
    stranger = Browser(doors)
    stranger.get("signin")
    stranger.post("code", {"code": latest_code(doors)})
    assert "This browser has not asked for a code." in stranger.words
    assert seats(doors) == 0


def test_where_no_code_was_asked_for_the_number_comes_first(browser: Browser) -> None:
    browser.get("code", follow=False, back="day")
    assert browser.shown.headers["location"] == "?view=signin&back=day"


@pytest.mark.parametrize("challenge", ["a" * 26, "", "../../desk.json", "x" * 500])
def test_a_challenge_that_nobody_was_given_is_none(browser: Browser, challenge: str) -> None:
    settings = browser.doors.rig.settings
    browser.cookie = f"handover={sign(settings, 'visitor', {'s': 'x', 'c': challenge})}"
    browser.get("signin")
    browser.post("code", {"code": "123456"})
    assert "This browser has not asked for a code." in browser.words


def test_a_tampered_cookie_holds_no_challenge(asked: Browser, doors: Doors) -> None:
    code = latest_code(doors)
    name, _, value = asked.cookie.partition("=")
    asked.cookie = f"{name}={'A' if value[0] != 'A' else 'B'}{value[1:]}"
    asked.post("code", {"code": code})
    assert asked.shown.status == 403
    assert seats(doors) == 0


def test_an_old_code_and_a_used_one_say_so(browser: Browser, doors: Doors) -> None:
    ask(browser)
    copied = browser.cookie
    browser.post("code", {"code": latest_code(doors)}, follow=False)
    browser.cookie = copied
    browser.get("code")
    browser.post("code", {"code": latest_code(doors)})
    assert "This code has been used." in browser.words
    ask(browser)
    doors.rig.clock.step(600)
    browser.post("code", {"code": latest_code(doors)})
    assert "This code is older than 10 minutes." in browser.words
    assert seats(doors) == 1


def test_of_many_right_codes_at_once_one_takes_a_seat(asked: Browser, doors: Doors) -> None:
    code, cookie, token = latest_code(doors), asked.cookie, asked.token

    def one() -> int:
        browser = Browser(doors)
        browser.cookie = cookie
        browser.post("code", {"code": code, "token": token}, follow=False)
        return browser.shown.status

    assert sorted(at_once([one] * 20)) == [303] + [400] * 19
    assert seats(doors) == 1


def test_a_call_can_be_wished_for(asked: Browser, doors: Doors) -> None:
    asked.post("code", {"do": "call"})
    assert asked.shown.status == 200
    assert "its phone rings now" in asked.words
    assert doors.rig.twilio.dialled == [ANNA]
    asked.post("code", {"code": latest_code(doors)}, follow=False)
    assert asked.shown.headers["location"] == "?view=now"


def test_a_call_for_an_old_code_is_not_made(asked: Browser, doors: Doors) -> None:
    doors.rig.clock.step(600)
    asked.post("code", {"do": "call"})
    assert "This code is older than 10 minutes." in asked.words
    assert doors.rig.twilio.dialled == []


@pytest.mark.parametrize("part", ["v1/code/", "v1/seat/"])
def test_a_storage_that_is_down_is_told_and_nobody_is_let_in(asked: Browser, doors: Doors, part: str) -> None:
    broken = doors.rig.client().failing(lambda _, key: key.startswith(part))
    asked.doors = Doors(
        "openwhisk", doors.rig, make_context=lambda settings: doors.rig.kit_for(settings, lambda: broken)
    )
    asked.host = asked.doors.host
    before = asked.cookie
    asked.post("code", {"code": latest_code(doors)})
    assert asked.shown.status == 503
    assert "records cannot be reached" in asked.words
    assert f'value="{latest_code(doors)}"' in asked.text
    assert asked.cookie == before
    assert seats(doors) == 0


def wrong(doors: Doors) -> str:
    return f"{(int(latest_code(doors)) + 1) % 10**6:06}"
