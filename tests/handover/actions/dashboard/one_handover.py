"""One handover, made by requests of the chat, Twilio and agents, for tests of its page."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from handover.core.chat.transcript import ChatLine, Turn
from handover.services.signed_tokens import sign
from handover.services.storage.keys import handover_keys
from tests.fakes.bucket import MemoryClient
from tests.handover.browser import Browser
from tests.handover.deployment import Deployment

HANDOVER: dict[str, Any] = {
    "name": "Erika Beispiel",
    "reason": "Hail damage to the car",
    "details": {"plate_number": "KA-AB 123", "injured": False},
    "channel": "Web chat",
    "user_id": "user-7",
    "language": "de-AT",
    "consent": {"question": "May we call you about this?", "answer": "Yes, please do"},
    "transcript": [{"bot": "What happened?"}, {"user": "Hail, all over the bonnet"}],
}


def started(deployment: Deployment, **more: Any) -> str:
    """Request a handover from the chat. Returns its id."""
    return str(deployment.start(**{**HANDOVER, **more})["handover_id"])


def talked(deployment: Deployment, handover_id: str) -> None:
    """Anna does not pick up, Ben takes the call, and they talk for four minutes."""
    clock = deployment.rig.clock
    deployment.report("customer", handover_id, CallStatus="ringing")
    clock.step(7)
    deployment.report("customer", handover_id, CallStatus="in-progress")
    clock.step(5)
    deployment.step("connect", handover_id, Digits="5")
    ring(deployment, handover_id, 1, "ringing")
    clock.step(15)
    ring(deployment, handover_id, 1, "no-answer")
    deployment.step("dialed", handover_id, 1, DialCallStatus="no-answer", DialBridged="false")
    ring(deployment, handover_id, 2, "ringing")
    clock.step(6)
    ring(deployment, handover_id, 2, "in-progress")
    deployment.step("decide", handover_id, 2, Digits="1")
    clock.step(240)
    deployment.step("dialed", handover_id, 2, DialCallStatus="completed", DialBridged="true", DialCallDuration="240")
    deployment.report("customer", handover_id, CallStatus="completed", CallDuration="273")


def ring(deployment: Deployment, handover_id: str, attempt: int, status: str) -> None:
    """Send a report of an agent's leg, as Twilio does."""
    query = f"kind=agent&h={handover_id}&a={attempt}"
    assert deployment.twilio("status", query, {"CallSid": "CA" + "2" * 32, "CallStatus": status}).status == 204


def linked(browser: Browser, handover_id: str, attempt: int) -> Browser:
    """Returns the browser as after opening the link in a text message."""
    settings = browser.deployment.rig.settings
    browser.cookie = (
        f"handover={sign(settings, 'visitor', {'s': 'a-secret-of-a-browser', 'h': handover_id, 'a': attempt})}"
    )
    return browser


def recorded_views(deployment: Deployment, handover_id: str) -> list[str]:
    """Returns the recorded views: who saw what, by a sign-in or a link."""
    kept = deployment.rig.objects(handover_keys.legs(handover_id)).items()
    found = [(body["at"], key.rpartition(".")[2].partition("-")[0], body["facts"]) for key, body in kept]
    return [
        f"{facts['agent']} {what} by {facts['by']}"
        for _, what, facts in sorted(found, key=lambda view: view[0])
        if what in ("view", "reveal")
    ]


def over(browser: Browser, fails: Callable[[str], bool] = lambda _: False) -> MemoryClient:
    """Move the dashboard to another container, whose requests to storage are counted and fail by name."""
    rig = browser.deployment.rig
    client = rig.client().failing(lambda _, key: fails(key))
    browser.host = Deployment(rig, make_context=lambda settings: rig.app_for(settings, lambda: client)).host
    return client


def failing_to_record(browser: Browser, view: str) -> None:
    """From now on no further view of that kind can be recorded."""
    recorded = browser.deployment.rig.objects("v1/leg/")
    over(browser, lambda key: view in key and key not in recorded)


def turn(n: int, *lines: ChatLine) -> Turn:
    at = f"2026-11-23T08:{n // 60:02}:{n % 60:02}.000Z"
    said = lines or (ChatLine("customer", f"Question {n}", at), ChatLine("bot", f"Answer {n}", at))
    return Turn(f"log-{n}", "session-1", at, n, "Messenger", "de", said)


def ended(deployment: Deployment, handover_id: str) -> None:
    deployment.report("customer", handover_id, CallStatus="busy")


def answered(deployment: Deployment, handover_id: str) -> None:
    """Anna takes the call."""
    deployment.report("customer", handover_id, CallStatus="in-progress")
    deployment.step("connect", handover_id, Digits="5")
    ring(deployment, handover_id, 1, "ringing")
    ring(deployment, handover_id, 1, "in-progress")
    deployment.step("decide", handover_id, 1, Digits="1")


def live_query(page: str) -> dict[str, str]:
    """Returns the query of the page's live updates."""
    found = re.search(r'data-live="\?([^"]+)"', page)
    assert found
    pairs = [pair.split("=") for pair in found[1].replace("&amp;", "&").split("&")]
    return {name: value for name, value in pairs if name not in ("view", "format")}
