"""The function host: addresses lead to actions, settings arrive as on each platform, and planned faults happen."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover import web
from sandbox.host import ACTIONS, Activation, ConnectionLostError, Fault, FunctionHost, Inline, PlatformName
from sandbox.net import HttpRequest, NoConnectionError

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
FORM = "application/x-www-form-urlencoded; charset=UTF-8"
SETTINGS = {"HASH_KEY": "k" * 32}
PLATFORMS: tuple[PlatformName, ...] = ("openwhisk", "code-engine")


class Echo:
    """A container that remembers what it read, and does what a test's query asks for."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.seen: list[web.Incoming] = []

    def serve(self, action: str, args: dict[str, Any]) -> dict[str, Any]:
        incoming = web.read(args, dict(self.environ))
        self.seen.append(incoming)
        do = incoming.request.query_params.get("do")
        if do == "raise":
            raise ValueError("broken")
        if do == "exit":
            raise SystemExit
        if do == "bytes":
            return {"body": b""}
        return web.to_platform_result(web.json_response({"action": action, "path": incoming.request.path}))


class World:
    """A host whose containers can be looked into."""

    def __init__(self, platform: PlatformName, settings: Mapping[str, str] = SETTINGS, base: str = "") -> None:
        self.platform = platform
        self.containers: list[Echo] = []
        self.watched: list[Activation] = []
        self.host = FunctionHost(platform, settings, Inline(self.make), base, lambda: NOON, self.watched.append)

    def make(self, environ: Mapping[str, str]) -> Echo:
        self.containers.append(Echo(environ))
        return self.containers[-1]

    def read(self) -> web.Incoming:
        return self.containers[-1].seen[-1]


@pytest.fixture(params=PLATFORMS)
def world(request: pytest.FixtureRequest) -> World:
    return World(request.param)


@given(
    st.sampled_from(PLATFORMS),
    st.sampled_from(["GET", "POST"]),
    st.sampled_from(["", "a=1&a=2&b=", "h=20261122-ab_c&step=greet"]),
    st.sampled_from([FORM, "text/plain", "image/png", "application/json"]),
    st.text(),
)
def test_what_was_sent_is_what_the_bundle_reads(
    platform: PlatformName, method: str, query: str, kind: str, text: str
) -> None:
    world = World(platform)
    body = text.encode() if kind != "application/json" else json.dumps({"text": text}).encode()
    url = world.host.url("twiml") + (f"?{query}" if query else "")
    headers = {"Content-Type": kind, "X-Twilio-Signature": "sig="}
    assert world.host(HttpRequest(method, url, headers, body)).status == 200
    read = world.read().request
    assert (read.method, read.path, read.query, read.body) == (method, "/", query, body)
    assert (read.content_type, read.header("x-twilio-signature")) == (kind.partition(";")[0], "sig=")


def test_each_action_has_an_address_and_answers_there(world: World) -> None:
    for action, url in world.host.urls.items():
        if action not in world.host.platform.private:
            assert f'"action": "{action}"'.encode() in world.host(HttpRequest("GET", url)).body


def test_addresses_are_those_of_the_platforms() -> None:
    assert World("openwhisk").host.url("twiml") == "https://openwhisk.test/api/v1/web/guest/handover/twiml"
    assert World("code-engine").host.url("twiml") == "https://handover-twiml.abc1234.code-engine.test/"
    other = World("code-engine", base="https://xyz.eu.example.org").host
    assert other.url("twiml") == "https://handover-twiml.xyz.eu.example.org/"


def test_a_public_address_of_one_s_own_leads_to_the_actions_too(world: World) -> None:
    owned = World(world.platform, {**SETTINGS, "PUBLIC_URL": "https://example.org/{action}"})
    assert owned.host.url("status") == "https://example.org/status"
    for url in ("https://example.org/status?a=1", owned.host.platform.url("status")):
        assert b'"status"' in owned.host(HttpRequest("POST", url)).body


def test_paths_below_an_action_are_delivered(world: World) -> None:
    url = world.host.url("dashboard").rstrip("/") + "/calls/CA1"
    assert b'"path": "/calls/CA1"' in world.host(HttpRequest("GET", url)).body


def test_an_address_that_is_not_ours_does_not_answer(world: World) -> None:
    with pytest.raises(NoConnectionError):
        world.host(HttpRequest("GET", "https://elsewhere.test/"))


def test_an_action_that_does_not_exist_is_404() -> None:
    world = World("openwhisk")
    for path in ("webhooks", "nothing", ""):
        assert world.host(HttpRequest("GET", f"https://openwhisk.test/api/v1/web/guest/handover/{path}")).status == 404
    assert not world.containers


def test_the_scheduler_is_no_web_action_on_openwhisk_and_harmlessly_open_on_code_engine() -> None:
    assert World("openwhisk").host(HttpRequest("POST", World("openwhisk").host.url("scheduler"))).status == 404
    assert World("code-engine").host(HttpRequest("POST", World("code-engine").host.url("scheduler"))).status == 200


def test_settings_arrive_as_the_platform_brings_them() -> None:
    for platform in PLATFORMS:
        world = World(platform)
        world.host(HttpRequest("GET", world.host.url("webhook") + "?HASH_KEY=mine"))
        assert world.read().platform == platform
        assert world.read().settings["HASH_KEY"] == SETTINGS["HASH_KEY"]
        assert ("HASH_KEY" in world.containers[0].environ) == (platform == "code-engine")


def test_the_environment_is_that_of_the_platform_and_of_the_run() -> None:
    openwhisk = World("openwhisk")
    openwhisk.host(HttpRequest("GET", openwhisk.host.url("twiml")))
    environ = dict(openwhisk.containers[0].environ)
    assert environ["__OW_ACTION_NAME"] == "/guest/handover/twiml"
    assert environ["__OW_DEADLINE"] == str(int(NOON.timestamp() + 60) * 1000)
    openwhisk.host(HttpRequest("GET", openwhisk.host.url("twiml")))
    assert openwhisk.containers[0].environ["__OW_ACTIVATION_ID"] != environ["__OW_ACTIVATION_ID"]
    code_engine = World("code-engine")
    code_engine.host(HttpRequest("GET", code_engine.host.url("twiml")))
    environ = dict(code_engine.containers[0].environ)
    assert (environ["CE_FUNCTION"], environ["CE_DOMAIN"]) == ("handover-twiml", "code-engine.test")


def test_a_timer_reaches_the_scheduler_with_its_settings(world: World) -> None:
    run = world.host.trigger("scheduler", {"run": "all"})
    assert isinstance(run.result, dict)
    assert run.result["body"]["action"] == "scheduler"
    assert world.read().request.method == "POST"
    assert world.read().settings["HASH_KEY"] == SETTINGS["HASH_KEY"]


def test_a_container_is_reused_and_belongs_to_one_action(world: World) -> None:
    for action in ("webhook", "webhook", "twiml"):
        world.host(HttpRequest("GET", world.host.url(action)))
    assert [len(container.seen) for container in world.containers] == [2, 1]
    world.host.close()
    world.host(HttpRequest("GET", world.host.url("webhook")))
    assert len(world.containers) == 3


def test_requests_at_the_same_moment_share_no_container() -> None:
    meeting = threading.Barrier(3, timeout=60)

    class Meets(Echo):
        def serve(self, action: str, args: dict[str, Any]) -> dict[str, Any]:
            meeting.wait()
            return super().serve(action, args)

    made: list[Meets] = []

    def make(environ: Mapping[str, str]) -> Meets:
        made.append(Meets(environ))
        return made[-1]

    host = FunctionHost("openwhisk", SETTINGS, Inline(make))
    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(host, [HttpRequest("GET", host.url("webhook"))] * 3))
    assert [answer.status for answer in answers] == [200] * 3
    assert [len(container.seen) for container in made] == [1, 1, 1]


@pytest.mark.parametrize("do", ["raise", "exit", "bytes"])
def test_a_function_that_breaks_is_the_platform_s_error(world: World, do: str) -> None:
    answer = world.host(HttpRequest("GET", world.host.url("webhook") + f"?do={do}"))
    assert answer.status == {"openwhisk": 400, "code-engine": 422}[world.platform]


def test_every_run_is_noted(world: World) -> None:
    world.host(HttpRequest("GET", world.host.url("webhook") + "?do=raise"))
    (noted,) = world.host.activations
    assert world.watched == [noted]
    assert (noted.action, noted.at, noted.run.result) == ("webhook", NOON, {"error": "broken"})
    assert noted.run.logs[-1] == "ValueError: broken"


def test_planned_faults_happen_once_each_and_in_order(world: World) -> None:
    host, request = world.host, HttpRequest("POST", world.host.url("status"))
    host.faults.add(Fault(refuse=True), "status")
    host.faults.add(Fault(status=503, seconds=2), "status")
    host.faults.add(Fault(lose_answer=True), "status", when=lambda request: request.method == "POST")
    host.faults.add(Fault(seconds=7), "status")
    host.faults.add(Fault(refuse=True), "twiml")
    with pytest.raises(NoConnectionError):
        host(request)
    broken = host(request)
    assert (broken.status, broken.seconds, len(host.activations)) == (503, 2, 0)
    with pytest.raises(ConnectionLostError):
        host(request)
    assert len(host.activations) == 1
    assert (host(request).seconds, host(request).seconds) == (7, 0)


def test_a_fault_may_hold_until_it_is_cleared(world: World) -> None:
    world.host.faults.add(Fault(status=500), times=None)
    statuses = [world.host(HttpRequest("GET", world.host.url(action))).status for action in ACTIONS[:3]]
    world.host.faults.clear()
    assert statuses == [500] * 3
    assert world.host(HttpRequest("GET", world.host.url("webhook"))).status == 200


def test_an_answer_beyond_the_time_limit_is_the_platform_s(world: World) -> None:
    world.host.faults.add(Fault(seconds=90))
    answer = world.host(HttpRequest("GET", world.host.url("webhook")))
    assert answer.status == {"openwhisk": 202, "code-engine": 299}[world.platform]
    assert (answer.seconds, len(world.host.activations)) == (60, 1)
