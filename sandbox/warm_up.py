"""Sends one harmless request to each action, so that the demo and `make play` do not begin with five cold starts at once.

Watson gives up after 8 s, and the first run of a function can exceed that on a busy laptop.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

import jwt

from sandbox.net import HttpRequest
from sandbox.twilio import signed_request
from sandbox.world import World

_NOBODY = "nobody"
_NO_CALL = f"20000101-{_NOBODY}"
_ACTIONS = 5


def warm_up(world: World) -> None:
    """Sends each action a request that changes nothing. Returns when all have responded."""
    with ThreadPoolExecutor(_ACTIONS) as pool:
        list(pool.map(world.web, _requests(world)))


def _requests(world: World) -> Iterable[HttpRequest]:
    secret = world.settings["WEBHOOK_SECRET"]
    headers = {"Content-Type": "application/json", "X-Handover-Secret": secret}
    asked = json.dumps({"action": "call_status", "session_id": _NOBODY}).encode()
    yield HttpRequest("POST", world.host.url("webhook"), headers, asked)
    ignored = json.dumps({"event": {"name": "cdr_logged"}, "payload": {}}).encode()
    yield HttpRequest(
        "POST", world.host.url("transcript"), {**headers, "Authorization": jwt.encode({}, secret)}, ignored
    )
    for address in (
        f"{world.host.url('twiml')}?step=connect&h={_NO_CALL}",
        f"{world.host.url('status')}?kind=customer&h={_NO_CALL}",
    ):
        yield signed_request(world.account.auth_token, "POST", address, {"CallStatus": "ringing"}, _NOBODY)
    yield HttpRequest("GET", f"{world.host.url('dashboard')}?view=signin")
