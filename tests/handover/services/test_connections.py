"""Connections are kept for the next request, replaced when their server closed them, and never used half way."""

from __future__ import annotations

import select
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

from handover.clock import SystemClock
from handover.deadline import Deadline, DeadlineError, Here
from handover.services.connections import FAILURES, Connections, NotConnectedError
from tests.handover.rig import RealWorkClock
from tests.handover.stub import Reply, Stub, refusing_url

LIMIT = 20.0


def to(url: str, idle: int = 4) -> Connections:
    return Connections(urlsplit(url), LIMIT, LIMIT, idle)


def get(connections: Connections) -> bytes:
    return connections.send("GET", "/", {}).answer().body


def ports(stub: Stub) -> list[int]:
    """Returns the client's port of each request: requests over one connection have the same."""
    return [request.port for request in stub.requests]


def test_a_connection_is_used_again() -> None:
    with Stub(lambda _: Reply(200, b"ok")) as stub:
        connections = to(stub.url)
        assert [get(connections) for _ in range(3)] == [b"ok"] * 3
        assert len(set(ports(stub))) == 1


def test_without_idle_ones_each_request_has_a_connection_of_its_own() -> None:
    with Stub(lambda _: Reply(200)) as stub:
        connections = to(stub.url, idle=0)
        for _ in range(3):
            get(connections)
        assert len(set(ports(stub))) == 3


def test_one_that_the_server_ends_with_its_answer_is_not_kept() -> None:
    with Stub(lambda _: Reply(200, headers={"Connection": "close"})) as stub:
        connections = to(stub.url)
        get(connections)
        assert connections.send_at_once("GET", "/", {}) is None


def test_requests_are_sent_before_the_first_answer_is_read() -> None:
    with Stub(lambda request: Reply(200, request.target.encode())) as stub:
        connections = to(stub.url)
        exchanges = [connections.send("GET", f"/{n}", {}) for n in range(3)]
        assert [exchange.answer().body for exchange in reversed(exchanges)] == [b"/2", b"/1", b"/0"]


def test_at_once_means_over_a_kept_connection_and_none_is_made() -> None:
    with Stub(lambda _: Reply(200, b"ok")) as stub:
        connections = to(stub.url)
        assert connections.send_at_once("GET", "/", {}) is None
        assert stub.requests == []
        get(connections)
        exchange = connections.send_at_once("GET", "/", {})
        assert exchange is not None
        assert exchange.answer().body == b"ok"


def test_head_and_body_come_in_one_piece() -> None:
    with one_connection() as (url, accept):
        sent = to(url).send("PUT", "/key", {"If-None-Match": "*"}, b"the body")
        server = accept()
        piece = server.recv(65536)
        assert piece.startswith(b"PUT /key HTTP/1.1\r\n")
        assert piece.endswith(b"\r\n\r\nthe body")
        server.close()
        with pytest.raises(FAILURES):
            sent.answer()


def test_a_kept_connection_that_the_server_has_closed_is_replaced() -> None:
    with one_connection() as (url, accept):
        connections = to(url)
        for _ in range(2):
            sent = connections.send("GET", "/", {})
            server = accept()
            server.recv(65536)
            server.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            assert sent.answer().body == b"ok"
            kept = connections._idle[0].sock
            server.close()
            assert select.select([kept], [], [], LIMIT)[0], "the end has arrived"


def test_an_answer_that_is_not_read_closes_its_connection() -> None:
    with one_connection() as (url, accept):
        sent = to(url).send("GET", "/", {})
        server = accept()
        server.recv(65536)
        del sent
        assert server.recv(1) == b"", "the client has ended it"
        server.close()


def test_without_a_connection_nothing_was_sent() -> None:
    with pytest.raises(NotConnectedError, match="ConnectionRefusedError"):
        get(to(refusing_url()))


@pytest.mark.parametrize("reply", [Reply(cut=True), Reply(200, b"short", {"Content-Length": "9"})])
def test_what_breaks_after_the_request_is_another_error(reply: Reply) -> None:
    with Stub(lambda _: reply) as stub, pytest.raises(FAILURES) as error:
        Connections(urlsplit(stub.url), LIMIT, 0.3).send("GET", "/", {}).answer()
    assert not isinstance(error.value, NotConnectedError)


def test_a_limit_that_was_short_for_one_request_is_not_the_next_ones() -> None:
    clock = RealWorkClock()
    with Stub(lambda _: Reply(200, b"ok")) as stub:
        connections = to(stub.url)
        short = Deadline(clock, LIMIT)
        short.run(lambda: get(connections))
        clock.step(LIMIT)
        with pytest.raises(DeadlineError):
            Deadline(clock, 0).run(lambda: get(connections))
        assert Deadline(SystemClock(), LIMIT).run(lambda: get(connections)) == b"ok"


def test_an_answer_that_the_deadline_cuts_off_is_late_and_not_broken() -> None:
    """Also when no time passes between sending and reading, as on a clock that stands still."""

    class Standing(SystemClock):
        def monotonic(self) -> float:
            return 0.0

    with Stub(lambda _: Reply(200, wait=LIMIT)) as stub, pytest.raises(DeadlineError):
        Deadline(Standing(), 0.1).together(Here(lambda: get(to(stub.url))))


@contextmanager
def one_connection() -> Iterator[tuple[str, Callable[[], socket.socket]]]:
    """Yields an address, and what accepts its next connection."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(LIMIT)

        def accept() -> socket.socket:
            connection, _ = server.accept()
            connection.settimeout(LIMIT)
            return connection

        yield f"http://127.0.0.1:{server.getsockname()[1]}", accept


def test_an_answer_before_the_answer_is_none() -> None:
    """After 103 another answer follows: taken as one, it would be a success, and the other one the next request's."""
    with Stub(lambda _: Reply(103)) as stub:
        connections = to(stub.url)
        with pytest.raises(FAILURES, match="103"):
            get(connections)
        assert connections.send_at_once("GET", "/", {}) is None


@pytest.mark.parametrize(
    ("answer", "body", "kept"),
    [
        (b"Server: s\r\nx-amz-id: " + b"a" * 900 + b"\r\nETag: e\r\ncontent-length: 2\r\n\r\nok", b"ok", 1),
        (b"Date: d\r\n folded: over\r\n\tlines\r\nCONTENT-LENGTH: 2\r\nCache-Control: no\r\n\r\nok", b"ok", 1),
        (
            b"Content-Type: a\r\nTransfer-Encoding: chunked\r\nP: 3p\r\n\r\n1\r\no\r\n1\r\nk\r\n0\r\nT: t\r\n\r\n",
            b"ok",
            1,
        ),
        (b"Content-Length: 2\r\nVary: v\r\nConnection: close\r\n\r\nok", b"ok", 0),
        (b"Content-Length: 9\r\n\r\nContent-L", b"Content-L", 1),
        (b"Content-Length:\r\n 2\r\nKept: k\r\n\r\nok", b"ok", 1),
        (b"X: " + b"\r\nX: ".join([b"x"] * 90) + b"\r\nContent-Length: 0\r\n\r\n", b"", 1),
    ],
    ids=["usual", "folded", "chunked", "closed", "a body like a head", "a folded length", "many"],
)
def test_of_an_answers_head_it_reads_where_the_answer_ends(answer: bytes, body: bytes, kept: int) -> None:
    with one_connection() as (url, accept):
        connections = to(url)
        sent = connections.send("GET", "/", {})
        server = accept()
        server.recv(65536)
        server.sendall(b"HTTP/1.1 200 OK\r\n" + answer)
        assert sent.answer() == (200, body)
        assert len(connections._idle) == kept
        server.close()


@pytest.mark.parametrize("head", [b"X: " + b"x" * 70_000 + b"\r\n", b"X: x\r\n" * 500], ids=["long", "many"])
def test_a_head_without_an_end_is_a_failure(head: bytes) -> None:
    with one_connection() as (url, accept):
        sent = to(url).send("GET", "/", {})
        server = accept()
        server.recv(65536)
        server.sendall(b"HTTP/1.1 200 OK\r\n" + head)
        with pytest.raises(FAILURES, match="header"):
            sent.answer()
        server.close()
