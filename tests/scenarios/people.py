"""Steps of people in scenarios, and reads of a world afterwards."""

from __future__ import annotations

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from handover.core.call.state import Handover
from sandbox.net import HttpRequest, HttpResponse
from sandbox.play.plans import ACCEPTS, CUSTOMER
from sandbox.play.scenarios import JUST_CALL
from sandbox.twilio import Answers, Call, HangUp, LetsRing, Plan, Press
from sandbox.watson import Conversation
from sandbox.world import World

NUMBER = "+49 30 12345678"
#: Picks up, presses 1 when asked, and hangs up after half a minute's talk.
TAKES_IT: Plan = Answers(after=3, then=(Press("1", when_asked=True, after=1), HangUp(when_bridged=True, after=30)))


def ready(world: World, customer: Plan = CUSTOMER, agents: Sequence[Plan] = (ACCEPTS, LetsRing())) -> World:
    """Sets the plans of all phones."""
    world.customer.plan = customer
    for phone, plan in zip(world.agents, agents, strict=True):
        phone.plan = plan
    return world


def ask_for_call(world: World, lines: Sequence[str] = JUST_CALL) -> Conversation:
    """Returns a chat in which the customer has requested a call and consented."""
    chat = world.chat()
    for line in lines:
        chat.choose(line) if line in chat.choices() else chat.say(line)
    return chat


def post(world: World, body: Any, action: str = "webhook", **headers: str) -> HttpResponse:
    """Sends a request as Watson's webhook does. `body` is sent as JSON unless it is bytes."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    sent = {"Content-Type": "application/json", "Accept": "application/json", **headers}
    if not headers:
        sent["X-Handover-Secret"] = world.settings["WEBHOOK_SECRET"]
    return world.web(HttpRequest("POST", world.host.url(action), sent, data))


def start(world: World, session: str = "session-1", number: str = NUMBER, **more: Any) -> dict[str, Any]:
    """Sends a `start_call`, as the dialog does. Returns the response's JSON."""
    return said(post(world, {"action": "start_call", "session_id": session, "phone_number": number, **more}))


def ask(world: World, action: str, session: str = "session-1", **more: Any) -> dict[str, Any]:
    return said(post(world, {"action": action, "session_id": session, **more}))


def said(response: HttpResponse) -> dict[str, Any]:
    assert response.status == 200, response
    answer: dict[str, Any] = json.loads(response.body)
    return answer


def at_once(works: Sequence[Any]) -> list[Any]:
    """Runs all functions at the same moment, each in its own thread."""
    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result() for future in [pool.submit(work) for work in works]]


def finish(world: World, wait: float = 60) -> None:
    """Lets all calls end, and all callbacks arrive."""
    world.agenda.run_until(lambda: all(call.over for call in world.network.calls), at_most=3600)
    world.agenda.advance(wait)


def customer_calls(world: World) -> list[Call]:
    """Returns the calls that were placed by REST."""
    return [call for call in world.network.calls if call.direction == "outbound-api"]


def the_handover(world: World, session: str = "session-1") -> Handover:
    return world.handover(session)


def errors(world: World) -> list[int]:
    """Returns the error codes on Twilio's console."""
    return [entry.code for entry in world.network.console if entry.level == "error"]
