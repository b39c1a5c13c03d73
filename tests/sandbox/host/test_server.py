"""A function host on a port: functions reach each other there, as on a platform."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlsplit

import pytest

from sandbox.host.server import HostServer
from sandbox.net import HttpRequest, HttpResponse, NoConnectionError


class Web:
    """A web that keeps its requests."""

    def __init__(self) -> None:
        self.requests: list[HttpRequest] = []
        self.response = HttpResponse(200, {"content-type": "text/plain"}, b"fine")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.requests.append(request)
        if request.url.endswith("/away"):
            raise NoConnectionError
        return self.response


@pytest.fixture
def web() -> Web:
    return Web()


@pytest.fixture
def server(web: Web) -> Iterator[HostServer]:
    server = HostServer()
    server.start(web)
    yield server
    server.stop()


def test_a_request_arrives_as_it_was_sent(server: HostServer, web: Web) -> None:
    assert _send(server, "POST", "/twiml?step=greet&x=%20", b"Digits=1") == (200, b"fine")
    (request,) = web.requests
    assert (request.method, request.body) == ("POST", b"Digits=1")
    assert request.url == server.public_url.replace("{action}", "twiml?step=greet&x=%20")
    assert {name.lower() for name in request.headers} >= {"host", "content-length"}


def test_an_answer_without_content_has_none(server: HostServer, web: Web) -> None:
    web.response = HttpResponse(204)
    assert _send(server, "GET", "/status?kind=wake") == (204, b"")
    web.response = HttpResponse(200, {}, b"fine")
    assert _send(server, "HEAD", "/status?kind=wake") == (200, b"")


def test_an_address_without_a_server_breaks_the_connection(server: HostServer) -> None:
    with pytest.raises(http.client.RemoteDisconnected):
        _send(server, "GET", "/away")


def test_a_server_that_was_never_started_can_be_stopped() -> None:
    HostServer().stop()


def _send(server: HostServer, method: str, target: str, body: bytes = b"") -> tuple[int, bytes]:
    with closing(http.client.HTTPConnection(urlsplit(server.public_url).netloc, timeout=30)) as connection:
        connection.request(method, target, body)
        response = connection.getresponse()
        return response.status, response.read()
