"""The chat's request for a call, as Watson's webhook sends it."""

from __future__ import annotations

import json

from sandbox.net import HttpRequest
from sandbox.world import World


def start_call(world: World, session: str, number: str) -> None:
    """Sends a `start_call`. Raises RuntimeError unless it was taken."""
    body = {
        "action": "start_call",
        "session_id": session,
        "phone_number": number,
        "reason": "a dent in the door",
        "details": {"plate": "B-XY 123", "place": "Berlin"},
    }
    headers = {"Content-Type": "application/json", "X-Handover-Secret": world.settings["WEBHOOK_SECRET"]}
    answer = world.web(HttpRequest("POST", world.host.url("webhook"), headers, json.dumps(body).encode()))
    if answer.status != 200 or not json.loads(answer.body)["ok"]:
        raise RuntimeError(f"start_call was answered with {answer.status}: {answer.body!r}")
