"""The player on a handover's page: who may listen, from where, for how long; and that listening is on record."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlencode

import pytest

from handover.services.storage.keys import recording_keys
from tests.fakes.bucket import DOWN, MemoryBucket
from tests.handover.browser import Browser
from tests.handover.deployment import Deployment
from tests.handover.nobody_left import SOUND, hung_up, not_taken, record, recording_report, voicemail_desk
from tests.handover.rig import Rig


@pytest.fixture
def handover_id(deployment: Deployment) -> str:
    """A handover with a message of 17 seconds."""
    return left(deployment)


def left(deployment: Deployment, sound: bytes = SOUND, **start: str) -> str:
    voicemail_desk(deployment)
    handover_id = not_taken(deployment, **start)
    deployment.step("message", handover_id)
    record(deployment, sound=sound)
    hung_up(deployment, handover_id)
    recording_report(deployment, handover_id)
    return handover_id


def player(browser: Browser, handover_id: str) -> dict[str, str]:
    """Opens the handover's page. Returns the query of its player."""
    browser.get("handover", h=handover_id)
    found = re.search(r'<audio [^>]*src="\?view=voicemail&amp;h=([^&"]+)&amp;t=([^"]+)"', browser.text)
    return {"h": found[1], "t": found[2]} if found else {}


def play(browser: Browser, query: Mapping[str, str], headers: Mapping[str, str] | None = None) -> None:
    """Requests the sound, as the player does."""
    browser.open(f"{browser.host.url('dashboard')}?{urlencode({'view': 'voicemail', **query})}", headers, follow=False)


def listened(rig: Rig, handover_id: str) -> list[str]:
    names = [report.facts["name"] for report in rig.storage.handovers.legs(handover_id) if "listen" in report.fact]
    return [str(name) for name in names]


def test_an_agent_hears_the_message_and_that_is_on_record(
    deployment: Deployment, browser: Browser, handover_id: str
) -> None:
    query = player(browser.sign_in("ben"), handover_id)
    assert not listened(deployment.rig, handover_id), "the page alone plays nothing"
    play(browser, query)
    shown = browser.shown
    assert (shown.status, shown.body) == (200, SOUND)
    assert shown.headers["content-type"] == "audio/mpeg"
    assert shown.headers["cache-control"] == "no-store"
    assert listened(deployment.rig, handover_id) == ["Ben"]
    browser.get("handover", h=handover_id)
    assert "Ben listened to the message." in browser.words
    assert "The message of 17 s is stored." in browser.words
    assert "The recording was deleted at the phone service." in browser.words


def test_one_address_is_on_record_once_however_often_the_browser_requests_it(
    deployment: Deployment, browser: Browser, handover_id: str
) -> None:
    query = player(browser.sign_in("ben"), handover_id)
    for _ in range(3):
        play(browser, query)
    assert listened(deployment.rig, handover_id) == ["Ben"]
    play(browser, player(browser, handover_id))
    assert listened(deployment.rig, handover_id) == ["Ben", "Ben"]


def test_it_is_played_on_code_engine_too(deployment: Deployment, handover_id: str) -> None:
    browser = Browser(Deployment(deployment.rig, platform="code-engine")).sign_in("ben")
    play(browser, player(browser, handover_id))
    assert (browser.shown.status, browser.shown.body) == (200, SOUND)
    assert browser.shown.headers["content-type"] == "audio/mpeg"


@pytest.mark.parametrize(
    ("header", "status", "content", "part"),
    [
        ("bytes=0-1", 206, SOUND[:2], f"bytes 0-1/{len(SOUND)}"),
        ("bytes=5-", 206, SOUND[5:], f"bytes 5-{len(SOUND) - 1}/{len(SOUND)}"),
        ("bytes=-3", 206, SOUND[-3:], f"bytes {len(SOUND) - 3}-{len(SOUND) - 1}/{len(SOUND)}"),
        ("bytes=99999999-", 416, b"", f"bytes */{len(SOUND)}"),
        ("bytes=7-2", 200, SOUND, None),
        ("pages=1-2", 200, SOUND, None),
    ],
)
def test_a_browser_may_request_a_part(
    browser: Browser, handover_id: str, header: str, status: int, content: bytes, part: str | None
) -> None:
    query = player(browser.sign_in("ben"), handover_id)
    play(browser, query, {"range": header})
    assert (browser.shown.status, browser.shown.body) == (status, content)
    assert browser.shown.headers.get("content-range") == part


def test_a_large_sound_comes_in_parts_that_the_platform_lets_pass(deployment: Deployment, browser: Browser) -> None:
    sound = b"ID3" + bytes(1_500_000)
    query = player(browser.sign_in("ben"), left(deployment, sound))
    heard = b""
    while len(heard) < len(sound):
        play(browser, query, {"range": f"bytes={len(heard)}-"})
        assert browser.shown.status == 206
        heard += browser.shown.body
    assert heard == sound


def test_another_browser_of_the_same_agent_cannot_use_the_address(
    deployment: Deployment, browser: Browser, handover_id: str
) -> None:
    query = player(browser.sign_in("ben"), handover_id)
    other = Browser(deployment).sign_in("ben")
    play(other, query)
    assert other.shown.status == 403
    assert SOUND not in other.shown.body


def test_an_address_is_for_one_agent_and_one_handover(
    deployment: Deployment, browser: Browser, handover_id: str
) -> None:
    other_id = left(deployment, session="session-2", phone_number="+49 30 12345699")
    query = player(browser.sign_in("ben"), handover_id)
    play(browser, {"h": other_id, "t": query["t"]})
    assert browser.shown.status == 403
    anna = Browser(deployment).sign_in("anna")
    play(anna, query)
    assert anna.shown.status == 403


@pytest.mark.parametrize("token", ["", "x", "W10.x"])
def test_without_a_signed_address_nothing_is_played(browser: Browser, handover_id: str, token: str) -> None:
    play(browser.sign_in("ben"), {"h": handover_id, "t": token})
    assert browser.shown.status == 403


def test_who_is_not_signed_in_hears_nothing(deployment: Deployment, browser: Browser, handover_id: str) -> None:
    query = player(browser.sign_in("ben"), handover_id)
    stranger = Browser(deployment)
    play(stranger, query)
    assert stranger.shown.status == 303


def test_an_address_works_for_half_an_hour(deployment: Deployment, browser: Browser, handover_id: str) -> None:
    query = player(browser.sign_in("ben"), handover_id)
    deployment.rig.clock.step(29 * 60)
    play(browser, query)
    assert browser.shown.status == 200
    deployment.rig.clock.step(60)
    play(browser, query)
    assert browser.shown.status == 403
    assert "Open the handover's page again" in browser.words


def test_nothing_is_played_when_that_cannot_be_recorded(
    deployment: Deployment, browser: Browser, handover_id: str
) -> None:
    query = player(browser.sign_in("ben"), handover_id)
    assert isinstance(deployment.rig.server, MemoryBucket)
    deployment.rig.server.faults.add(DOWN, lambda method, key: "listen-" in key, times=None)
    play(browser, query)
    assert browser.shown.status == 503
    assert SOUND not in browser.shown.body


def test_a_message_that_is_still_being_fetched_has_no_player(deployment: Deployment, browser: Browser) -> None:
    voicemail_desk(deployment)
    handover_id = not_taken(deployment)
    deployment.step("recorded", handover_id, RecordingDuration="9")
    hung_up(deployment, handover_id)
    assert not player(browser.sign_in("ben"), handover_id)
    assert "It is still being fetched from the phone service" in browser.words
    update = browser.json("handover", h=handover_id)
    assert "Open this page again" not in update["parts"]["headline"]


def test_a_page_that_was_open_before_names_the_new_message(deployment: Deployment, browser: Browser) -> None:
    handover_id = left(deployment)
    browser.sign_in("ben")
    assert "Open this page again to listen" in browser.json("handover", h=handover_id)["parts"]["headline"]
    assert "Open this page again" not in browser.json("handover", h=handover_id, message="yes")["parts"]["headline"]


def test_a_message_is_not_offered_after_its_time(deployment: Deployment, browser: Browser, handover_id: str) -> None:
    rig = deployment.rig
    rig.clock.step(31 * 24 * 3600)
    rig.storage.bucket.delete(recording_keys.voicemail(handover_id, "mp3"))
    assert not player(browser.sign_in("ben"), handover_id)
    assert "was kept for 30 days." in browser.words


def test_a_handover_without_a_message_has_no_player(deployment: Deployment, browser: Browser) -> None:
    handover_id = not_taken(deployment)
    assert not player(browser.sign_in("ben"), handover_id)
    assert "message" not in browser.words.lower()
