"""The application's paths, limits and health, and many requests at the same time: through the adapter, without a server."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from twilio.request_validator import RequestValidator

from handover.runtime import Container
from handover.web import Incoming, Response, json_response
from operate.app import asgi, messages
from operate.app.asgi import application
from operate.app.limits import MOST_BYTES, MOST_BYTES_AT_ONCE, MOST_WAITING
from sandbox.host.app_inline import exchange
from sandbox.host.loop import run_to_end
from sandbox.net import HttpResponse
from tests.handover.deployment import FORM, environ
from tests.handover.rig import SECRET, TOKEN, Rig
from tests.operate.rigs import rig, twilio

__all__ = ["rig", "twilio"]  # fixtures

CODE_ENGINE = {"CE_APP": "desk", "CE_SUBDOMAIN": "abc1", "CE_DOMAIN": "eu-de.codeengine.appdomain.cloud"}
JSON = {"content-type": "application/json"}


class Echo:
    """A container that returns what it received."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, Incoming]] = []

    def answer(self, action: str, incoming: Incoming, waited: float = 0.0) -> Response:
        self.seen.append((action, incoming))
        return json_response({"action": action})

    def prepare(self, actions: Iterable[str]) -> None:
        self.prepared = tuple(actions)


def send(
    app: Any, method: str, target: str, headers: Iterable[tuple[str, str]] = (), body: bytes = b""
) -> HttpResponse:
    return run_to_end(exchange(app, scope(method, target, headers), body))


def scope(method: str, target: str, headers: Iterable[tuple[str, str]] = ()) -> dict[str, Any]:
    path, _, query = target.partition("?")
    raw = [(name.encode(), value.encode("latin-1")) for name, value in headers]
    return {"method": method, "path": path, "query_string": query.encode(), "headers": raw}


def test_every_path_reaches_its_action_with_the_exact_request() -> None:
    echo = Echo()
    body = b'{"a":  "\xc3\xa4"}\r\n'
    headers = [
        ("content-type", "application/json"),
        ("cookie", "a=1"),
        ("cookie", "b=2"),
        ("x-many", "1"),
        ("x-many", "2"),
    ]
    for action in asgi.ACTIONS:
        assert send(application(echo, {}), "POST", f"/{action}/more/of it?a=%20&a=2&b=", headers, body).status == 200
        seen, incoming = echo.seen[-1]
        request = incoming.request
        assert (seen, incoming.platform, request.method, request.path) == (action, "app", "POST", "/more/of it")
        assert (request.query, request.body) == ("a=%20&a=2&b=", body)
        assert (request.header("cookie"), request.header("x-many")) == ("a=1; b=2", "1, 2")


@pytest.mark.parametrize(
    ("method", "target", "status"),
    [
        ("GET", "/", 404),
        ("POST", "/webhooks", 404),
        ("POST", "/health/webhook", 404),
        ("GET", "//webhook", 404),
        ("DELETE", "/webhook", 405),
        ("PUT", "/dashboard/x", 405),
        ("POST", "/health/live", 405),
        ("HEAD", "/twiml", 200),
        ("OPTIONS", "/webhook", 200),
        ("GET", "/dashboard/", 200),
    ],
)
def test_other_paths_and_methods_reach_no_action(method: str, target: str, status: int) -> None:
    echo = Echo()
    answer = send(application(echo, {}), method, target)
    assert (answer.status, bool(echo.seen)) == (status, status == 200)
    assert status != 405 or answer.headers["allow"]


def test_a_body_over_the_limit_reaches_no_action_whether_it_is_announced_or_not() -> None:
    echo = Echo()
    app = application(echo, {})
    announced = [("content-length", str(MOST_BYTES + 1))]
    assert send(app, "POST", "/transcript", announced, b"").status == 413
    assert send(app, "POST", "/transcript", (), b"x" * (MOST_BYTES + 1)).status == 413
    assert not echo.seen
    assert send(app, "POST", "/transcript", (), b"x" * MOST_BYTES).status == 200


def test_it_is_ready_once_its_settings_are_complete(rig: Rig, capsys: pytest.CaptureFixture[str]) -> None:
    async def health(values: dict[str, str]) -> list[int]:
        app = application(Container(values, rig.app_for), values)
        found = [(await exchange(app, scope("GET", "/health/ready"))).status]
        async with app.router.lifespan_context(app):
            found.append((await exchange(app, scope("GET", "/health/ready"))).status)
            found.append((await exchange(app, scope("GET", "/health/live"))).status)
        return found

    complete = environ(rig.settings)
    assert run_to_end(health(complete)) == [503, 200, 200]
    assert run_to_end(health({**complete, "HASH_KEY": ""})) == [503, 503, 200]
    assert run_to_end(health({**complete, "PUBLIC_URL": ""})) == [503, 503, 200]
    assert run_to_end(health({**complete, "PUBLIC_URL": "", **CODE_ENGINE})) == [503, 200, 200]
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["outcome"] for line in lines] == ["not_set_up"] * 2
    assert "HASH_KEY is missing" in lines[0]["warnings"][0]


def test_a_health_check_sends_no_request_to_storage(rig: Rig) -> None:
    asked: list[str] = []
    rig.server.watch = lambda method, key: asked.append(key)  # type: ignore[attr-defined]  # it is in memory
    values = environ(rig.settings)

    async def checks() -> None:
        app = application(Container(values, rig.app_for), values)
        async with app.router.lifespan_context(app):
            for target in ("/health/ready", "/health/live"):
                await exchange(app, scope("GET", target))

    run_to_end(checks())
    assert asked == []


def test_the_signature_is_checked_over_the_applications_own_address(rig: Rig) -> None:
    values = {**environ(rig.settings), "PUBLIC_URL": "", **CODE_ENGINE}
    app = application(Container(values, rig.app_for), values)
    url = "https://desk.abc1.eu-de.codeengine.appdomain.cloud/twiml?step=inbound"
    form = {"Direction": "inbound", "From": "+49 30"}
    signed = RequestValidator(TOKEN).compute_signature(url, form)
    headers = [("content-type", FORM), ("x-twilio-signature", signed), ("host", "evil.example.org")]
    assert send(app, "POST", "/twiml?step=inbound", headers, b"Direction=inbound&From=%2B49+30").status == 200
    assert send(app, "POST", "/twiml?step=inbound&a=1", headers, b"Direction=inbound&From=%2B49+30").status == 403


class Gate:
    """A container whose requests all wait until as many have come as are expected."""

    def __init__(self, container: Container, expected: int) -> None:
        self._container = container
        self._all = threading.Barrier(expected)

    def answer(self, action: str, incoming: Incoming, waited: float = 0.0) -> Response:
        self._all.wait(20)
        return self._container.answer(action, incoming, waited)

    def prepare(self, actions: Iterable[str]) -> None:
        self._container.prepare(actions)


def _requests(rig: Rig) -> Sequence[tuple[str, str, list[tuple[str, str]], bytes]]:
    """Returns requests of several actions, whose replies do not depend on each other."""
    known = [("content-type", "application/json"), ("x-handover-secret", SECRET)]
    form = b"Direction=inbound"
    base = "https://handover.example.org"
    signed = RequestValidator(TOKEN).compute_signature(f"{base}/twiml?step=inbound", {"Direction": "inbound"})
    found: list[tuple[str, str, list[tuple[str, str]], bytes]] = []
    for number in range(4):
        asked = {"action": "call_status", "session_id": f"s-{number}"}
        found += [
            ("POST", "/webhook", known, b'{"action": "time", "timezone": "Europe/Berlin"}'),
            ("POST", "/webhook", known, json.dumps(asked).encode()),
            ("POST", "/twiml?step=inbound", [("content-type", FORM), ("x-twilio-signature", signed)], form),
            ("GET", "/dashboard?view=desk", [], b""),
        ]
    return found


def _replies(app: Any, rig: Rig, at_once: bool) -> list[tuple[int, bytes]]:
    async def all_of_them() -> list[HttpResponse]:
        waiting = [exchange(app, scope(m, target, h), body) for m, target, h, body in _requests(rig)]
        return list(await asyncio.gather(*waiting)) if at_once else [await each for each in waiting]

    return [(reply.status, reply.body) for reply in run_to_end(all_of_them())]


def test_requests_of_several_actions_at_the_same_time_get_the_replies_that_they_get_one_by_one(
    rig: Rig, capsys: pytest.CaptureFixture[str]
) -> None:
    values = {**environ(rig.settings), "DASHBOARD_SECRET": "d" * 32}
    made: list[Any] = []

    def make_context(settings: Any) -> Any:
        made.append(rig.app_for(settings))
        return made[-1]

    one_by_one = _replies(application(Container(values, rig.app_for), values), rig, at_once=False)
    gate = Gate(Container(values, make_context), len(one_by_one))
    assert _replies(application(gate, values), rig, at_once=True) == one_by_one
    assert len(made) == 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(lines) == 2 * len(one_by_one)
    assert {status for status, _ in one_by_one} == {200, 303}


def test_a_request_that_waited_for_a_thread_has_so_much_less_time(rig: Rig, capsys: pytest.CaptureFixture[str]) -> None:
    values = environ(rig.settings)
    container = Container(values, rig.app_for)
    headers = [(b"x-handover-secret", SECRET.encode())]

    def start(session: str, waited: float) -> dict[str, Any]:
        asked = {"action": "start_call", "session_id": session, "phone_number": "+49 30 12345678"}
        call = messages.incoming("POST", "", b"", headers, json.dumps(asked).encode(), values)
        reply = container.answer("webhook", call, waited).body
        assert isinstance(reply, dict)
        return reply

    assert start("late", 6.0)["ok"] is False
    assert rig.twilio.requests == []
    assert start("in-time", 1.0)["ok"] is True
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["ms"] >= 1000


@contextmanager
def _held(hold: threading.Event) -> Iterator[None]:
    try:
        yield
    finally:
        hold.set()


def test_what_no_thread_will_take_soon_is_refused_at_once() -> None:
    hold = threading.Event()

    class Slow(Echo):
        def answer(self, action: str, incoming: Incoming, waited: float = 0.0) -> Response:
            hold.wait(20)
            return super().answer(action, incoming, waited)

    async def crowd() -> list[int]:
        app = application(Slow(), {}, threads=1)
        running = [asyncio.ensure_future(exchange(app, scope("POST", "/webhook"))) for _ in range(1 + MOST_WAITING)]
        while app.state.waiting() < MOST_WAITING:
            await asyncio.sleep(0)
        refused = await exchange(app, scope("POST", "/webhook"))
        hold.set()
        return [refused.status, *(each.status for each in await asyncio.gather(*running))]

    with _held(hold):
        assert run_to_end(crowd()) == [503] + [200] * (1 + MOST_WAITING)


def test_bodies_that_arrive_together_do_not_make_the_queue_longer() -> None:
    hold = threading.Event()

    class Slow(Echo):
        def answer(self, action: str, incoming: Incoming, waited: float = 0.0) -> Response:
            hold.wait(20)
            return super().answer(action, incoming, waited)

    async def crowd() -> list[int]:
        app = application(Slow(), {}, threads=1)
        arrived, sent = asyncio.Event(), []

        async def receive() -> dict[str, Any]:
            await arrived.wait()
            return {"type": "http.request", "body": b"", "more_body": False}

        async def one() -> int:
            async def send(message: Any) -> None:
                if message["type"] == "http.response.start":
                    sent.append(message["status"])

            whole = {"type": "http", "http_version": "1.1", "server": None, "client": None, "scheme": "http"}
            await app({**whole, **scope("POST", "/webhook"), "raw_path": b"", "root_path": ""}, receive, send)
            return 0

        running = [asyncio.ensure_future(one()) for _ in range(20 + MOST_WAITING)]
        await asyncio.sleep(0)
        arrived.set()
        while len(sent) + app.state.waiting() + 1 < 20 + MOST_WAITING:
            await asyncio.sleep(0)
        refused = list(sent)
        hold.set()
        await asyncio.gather(*running)
        return refused

    with _held(hold):
        assert run_to_end(crowd()) == [503] * 19


def test_all_bodies_together_have_a_limit() -> None:
    most = MOST_BYTES_AT_ONCE // MOST_BYTES

    async def crowd() -> tuple[list[int], int]:
        app = application(Echo(), {})
        go_on = asyncio.Event()
        begun: list[int] = []
        statuses: list[int] = []

        async def one(body: bytes) -> None:
            first = True

            async def receive() -> dict[str, Any]:
                nonlocal first
                if first:
                    first = False
                    begun.append(1)
                    return {"type": "http.request", "body": body, "more_body": True}
                await go_on.wait()
                return {"type": "http.request", "body": b"", "more_body": False}

            async def send(message: Any) -> None:
                if message["type"] == "http.response.start":
                    statuses.append(message["status"])

            whole = {"type": "http", "http_version": "1.1", "server": None, "client": None, "scheme": "http"}
            await app({**whole, **scope("POST", "/transcript"), "raw_path": b"", "root_path": ""}, receive, send)

        body = b"x" * MOST_BYTES
        held = [asyncio.ensure_future(one(body)) for _ in range(most)]
        while len(begun) < most:
            await asyncio.sleep(0)
        await one(body)
        refused = list(statuses)
        go_on.set()
        await asyncio.gather(*held)
        after = (await exchange(app, scope("POST", "/transcript"), body)).status
        return refused, after

    assert run_to_end(crowd()) == ([503], 200)
