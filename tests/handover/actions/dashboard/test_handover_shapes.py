"""Whatever is stored of a handover, every view of it shows, and everything that speaks or texts from it works."""

from __future__ import annotations

import itertools
import json
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handover.core.call.events import EventKind
from handover.services.storage.keys import chat_keys, handover_keys
from tests.handover.actions.dashboard.one_handover import linked, live_query
from tests.handover.actions.dashboard.stored_shapes import CONSENTS, PAYLOAD, STORED, Stored
from tests.handover.actions.dashboard.well_formed import require_well_formed
from tests.handover.browser import Browser
from tests.handover.deployment import Deployment

NUMBERS = st.sampled_from(["1", "2", "-1", "0", "x", "9" * 5000, "٣", "²", "１", "1e9", "", " 1", "+1", "99999"])
_sessions = itertools.count()


def stored(deployment: Deployment, found: Stored) -> str:
    """Put a handover into storage as it is. Returns its id."""
    rig, session = deployment.rig, f"{next(_sessions):024d}"
    handover_id = handover_keys.handover_id("20261123", session, 1)
    permit = {handover_keys.event(handover_id, EventKind.REQUESTED): found.permit}
    events = {f"{handover_keys.events(handover_id)}{name}": body for name, body in found.events.items()}
    reports = {f"{handover_keys.legs(handover_id)}{name}": body for name, body in found.reports.items()}
    turns = {f"{chat_keys.turns(session)}{name}": body for name, body in found.turns.items()}
    for name, body in {**events, **permit, **reports, **turns}.items():
        if isinstance(body, dict):
            rig.server.put(rig.bucket, name, json.dumps(body).encode())
    return handover_id


def check_all_views(deployment: Deployment, found: Stored, language: str, number: str) -> None:
    handover_id = stored(deployment, found)
    browser = Browser(deployment, language).sign_in("anna")
    page = browser.get("handover", h=handover_id)
    assert browser.shown.status == 200, page
    require_well_formed(page)
    for query in (live_query(page), {"h": handover_id, "lines": number, "turns": number, "from": number, "sent": "x"}):
        parts = browser.json("handover", None, **query)["parts"]
        assert browser.shown.status == 200
        for part in parts.values():
            require_well_formed(part)
    require_well_formed(browser.get("handover", h=handover_id, page=number))
    assert browser.shown.status == 200
    require_well_formed(browser.post("handover", {"do": "reveal"}, h=handover_id))
    assert browser.shown.status == 200
    for disposition, statuses in (("solved", (200, 409)), ("none", (422,))):
        typed = {"do": "wrap_up", "disposition": disposition, "notes": PAYLOAD, "once": number}
        require_well_formed(browser.post("handover", typed, h=handover_id))
        assert browser.shown.status in statuses
    by_link = linked(Browser(deployment, language), handover_id, 1)
    require_well_formed(by_link.get("handover", h=handover_id))
    assert by_link.shown.status in (200, 401, 403)


def check_what_speaks(deployment: Deployment, found: Stored) -> None:
    handover_id = stored(deployment, found)
    for step, key in (
        ("greet", ""),
        ("whisper", ""),
        ("decide", "2"),
        ("decide", "9"),
        ("decide", "1"),
        ("dialed", ""),
    ):
        ElementTree.fromstring(deployment.step(step, handover_id, 1, Digits=key, DialBridged="false"))
    deployment.twilio(
        "status", f"kind=agent&h={handover_id}&a=1", {"CallSid": "CA" + "2" * 32, "CallStatus": "ringing"}
    )
    assert deployment.ask(action="call_status", session_id="session-1")


SHARED = settings(deadline=None, suppress_health_check=list(HealthCheck))


@settings(SHARED, max_examples=6)
@given(STORED, st.sampled_from(["en", "de"]), NUMBERS)
def test_every_view_shows_whatever_is_stored(deployment: Deployment, found: Stored, language: str, number: str) -> None:
    check_all_views(deployment, found, language, number)


@pytest.mark.slow
@settings(SHARED, max_examples=60)
@given(STORED, st.sampled_from(["en", "de"]), NUMBERS)
def test_every_view_shows_whatever_is_stored_in_large(
    deployment: Deployment, found: Stored, language: str, number: str
) -> None:
    check_all_views(deployment, found, language, number)


@settings(SHARED, max_examples=8)
@given(STORED)
def test_whatever_is_stored_is_spoken_and_texted(deployment: Deployment, found: Stored) -> None:
    check_what_speaks(deployment, found)


@settings(SHARED, max_examples=6)
@given(CONSENTS)
def test_every_consent_that_the_chat_may_send_shows(deployment: Deployment, consent: object) -> None:
    """One that is no consent is refused by name, and the refusal has a page too."""
    reply = deployment.start(session=f"consent-{next(_sessions)}", consent=consent)
    browser = Browser(deployment).sign_in("anna")
    if "handover_id" in reply:
        require_well_formed(browser.get("handover", h=reply["handover_id"]))
        assert browser.shown.status == 200
    else:
        assert reply["reason"] == "bad_parameter"
