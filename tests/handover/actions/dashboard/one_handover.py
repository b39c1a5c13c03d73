"""One handover as the chat, Twilio and agents make it, for tests of its page."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from handover.core.chat.transcript import ChatLine, Turn
from handover.services.signed_tokens import sign
from handover.services.storage import keys
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
    """The id of a handover that the chat has just asked for."""
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
    """A report of the agent's leg, as Twilio sends it."""
    asked = f"kind=agent&h={handover_id}&a={attempt}"
    assert deployment.twilio("status", asked, {"CallSid": "CA" + "2" * 32, "CallStatus": status}).status == 204


def linked(browser: Browser, handover_id: str, attempt: int) -> Browser:
    """The browser of somebody who opened the link in their text message."""
    settings = browser.deployment.rig.settings
    browser.cookie = (
        f"handover={sign(settings, 'visitor', {'s': 'a-secret-of-a-browser', 'h': handover_id, 'a': attempt})}"
    )
    return browser


def looks(deployment: Deployment, handover_id: str) -> list[str]:
    """Who looked at what, as it is on record."""
    kept = deployment.rig.objects(keys.legs(handover_id)).items()
    found = [(body["at"], key.rpartition(".")[2].partition("-")[0], body["facts"]) for key, body in kept]
    return [
        f"{facts['agent']} {what} by {facts['by']}"
        for _, what, facts in sorted(found, key=lambda look: look[0])
        if what in ("view", "reveal")
    ]


def over(browser: Browser, fails: Callable[[str], bool] = lambda _: False) -> MemoryClient:
    """From now on the dashboard is in another container, whose requests to storage are counted, and fail by name."""
    rig = browser.deployment.rig
    client = rig.client().failing(lambda _, key: fails(key))
    browser.host = Deployment(rig, make_context=lambda settings: rig.app_for(settings, lambda: client)).host
    return client


def not_noting(browser: Browser, look: str) -> None:
    """From now on no further look of that kind can be noted."""
    noted = browser.deployment.rig.objects("v1/leg/")
    over(browser, lambda key: look in key and key not in noted)


def turn(n: int, *lines: ChatLine) -> Turn:
    at = f"2026-11-23T08:{n // 60:02}:{n % 60:02}.000Z"
    said = lines or (ChatLine("customer", f"Question {n}", at), ChatLine("bot", f"Answer {n}", at))
    return Turn(f"log-{n}", "session-1", at, n, "Messenger", "de", said)


def ended(deployment: Deployment, handover_id: str) -> None:
    deployment.report("customer", handover_id, CallStatus="busy")


def answered(deployment: Deployment, handover_id: str) -> None:
    """Anna has taken the call."""
    deployment.report("customer", handover_id, CallStatus="in-progress")
    deployment.step("connect", handover_id, Digits="5")
    ring(deployment, handover_id, 1, "ringing")
    ring(deployment, handover_id, 1, "in-progress")
    deployment.step("decide", handover_id, 1, Digits="1")


def live_query(page: str) -> dict[str, str]:
    """What the page's script asks, as the page says it."""
    found = re.search(r'data-live="\?([^"]+)"', page)
    assert found
    pairs = [pair.split("=") for pair in found[1].replace("&amp;", "&").split("&")]
    return {name: value for name, value in pairs if name not in ("view", "format")}
