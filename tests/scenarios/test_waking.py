"""While the customer's phone rings, the actions that the call needs next are started, on both platforms."""

from __future__ import annotations

import urllib.request

import pytest

from sandbox.host import Activation, PlatformName
from sandbox.net import HttpRequest
from sandbox.twilio import Answers, Press
from sandbox.world import CUSTOMER, DESK, Parts, World
from tests.fakes.worlds import in_memory

PLATFORMS = ("openwhisk", "code-engine")
#: Twilio sends POST: only a wake-up is a GET.
WOKEN = [("twiml", "GET"), ("status", "GET")]


class Log:
    """The action and method of each run after the webhook's, in order."""

    def __init__(self) -> None:
        self.runs: list[tuple[str, str]] = []

    def __call__(self, ran: Activation) -> None:
        if ran.action in ("twiml", "status"):
            self.runs.append((ran.action, ran.method))
            assert isinstance(ran.run.result, dict)
            assert ran.run.result["statusCode"] in (200, 204)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_actions_are_woken_before_the_customer_picks_up(platform: PlatformName) -> None:
    log = Log()
    with World(platform, in_memory(Parts(watch=log))) as world:
        world.customer.plan = Answers(then=(Press("1", when_asked=True),))
        _start(world)
        world.agenda.advance(60)
    assert log.runs[:2] == WOKEN
    assert ("twiml", "POST") in log.runs
    assert log.runs.count(("twiml", "GET")) == 1


@pytest.mark.parametrize("platform", PLATFORMS)
def test_an_operator_can_switch_it_off(platform: PlatformName) -> None:
    log = Log()
    with World(platform, in_memory(Parts(watch=log, desk={**DESK, "warm_up": False}))) as world:
        _start(world)
        world.agenda.advance(60)
    assert ("status", "POST") in log.runs
    assert not set(WOKEN) & set(log.runs)


@pytest.mark.slow
@pytest.mark.parametrize("platform", PLATFORMS)
def test_functions_in_processes_can_be_woken_over_http(platform: PlatformName) -> None:
    log = Log()
    with World(platform, Parts(watch=log), in_processes=True) as world:
        for action, query in (("twiml", "step=wake"), ("status", "kind=wake")):
            with urllib.request.urlopen(f"{world.host.url(action)}?{query}", timeout=60) as response:
                assert (response.status, response.read()) == (204, b"")
    assert log.runs == WOKEN


def _start(world: World) -> None:
    """Sends a start_call, as a dialog does."""
    body = b'{"action": "start_call", "session_id": "session-1", "phone_number": "%s"}' % CUSTOMER.encode()
    headers = {"content-type": "application/json", "x-handover-secret": world.settings["WEBHOOK_SECRET"]}
    assert world.web(HttpRequest("POST", world.host.url("webhook"), headers, body)).status == 200
