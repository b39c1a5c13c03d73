"""The recorded conversation on a handover's page: for agents who signed in, and listening is on record."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest

from handover.core.call.events import EventKind
from handover.services.signed_tokens import sign
from handover.usecases.agent_link import SENT
from tests.handover.browser import Browser
from tests.handover.deployment import Deployment

SOUND = b"ID3" + bytes(range(256)) * 8
AGENTS = [{"id": "ben", "name": "Ben", "phone": "+493012345672", "language": "en"}]


@pytest.fixture
def handover_id(deployment: Deployment) -> str:
    """A call that Ben took, and to whose recording the customer agreed."""
    rig = deployment.rig
    rig.desk(agents=AGENTS, recording={"enabled": True})
    started = str(deployment.start()["handover_id"])
    add, now = rig.storage.handovers.add, rig.clock.now()
    add(started, EventKind.HUNT, now, {"agents": AGENTS, "record": "agreed"})
    add(started, EventKind.ACCEPTED, now, {"agent": "ben"}, 1)
    return started


def stored(deployment: Deployment, handover_id: str) -> None:
    rig = deployment.rig
    rig.storage.voicemails.keep_call(handover_id, "mp3", SOUND)
    facts = {"kind": "mp3", "seconds": 192}
    rig.storage.handovers.add(handover_id, EventKind.CALL_RECORDED, rig.clock.now(), facts)


def player(browser: Browser, handover_id: str) -> dict[str, str]:
    browser.get("handover", h=handover_id)
    found = re.search(r'<audio [^>]*src="\?view=recording&amp;h=([^&"]+)&amp;t=([^"]+)"', browser.text)
    return {"h": found[1], "t": found[2]} if found else {}


def play(browser: Browser, view: str, query: dict[str, str]) -> int:
    browser.open(f"{browser.host.url('dashboard')}?{urlencode({'view': view, **query})}", None, follow=False)
    return browser.shown.status


def test_an_agent_hears_the_conversation_and_that_is_on_record(
    deployment: Deployment, browser: Browser, handover_id: str
) -> None:
    assert player(browser.sign_in("ben"), handover_id) == {}
    assert "The call is recorded." in browser.words
    stored(deployment, handover_id)
    query = player(browser, handover_id)
    assert (play(browser, "recording", query), browser.shown.body) == (200, SOUND)
    assert play(browser, "voicemail", query) == 403, "an address is for one sound"
    browser.get("handover", h=handover_id)
    for sentence in (
        "The customer agreed that the call is recorded.",
        "Recorded, 3 min 12 s.",
        "Ben listened to the recorded call.",
    ):
        assert sentence in browser.words


def test_who_opened_the_link_does_not_hear_it(deployment: Deployment, browser: Browser, handover_id: str) -> None:
    stored(deployment, handover_id)
    rig = deployment.rig
    rig.storage.handovers.claim_leg(handover_id, 1, SENT, rig.clock.now())
    token = sign(rig.settings, "link", {"h": handover_id, "a": 1})
    browser.get("link", t=token)
    browser.post("link", {}, t=token)
    assert player(browser, handover_id) == {}
    assert "sign in" in browser.words


def test_a_refused_recording_is_only_in_the_story(deployment: Deployment, browser: Browser) -> None:
    rig = deployment.rig
    rig.desk(agents=AGENTS)
    started = str(deployment.start()["handover_id"])
    facts = {"agents": AGENTS, "record": "refused"}
    rig.storage.handovers.add(started, EventKind.HUNT, rig.clock.now(), facts)
    assert player(browser.sign_in("ben"), started) == {}
    assert "The customer asked for no recording." in browser.words
    assert "Recorded call" not in browser.words
