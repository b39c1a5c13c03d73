"""A wake-up request is on its way before its container is stopped, waits for no answer, and never fails."""

from __future__ import annotations

import threading

import pytest

from handover.services.wake_up import HttpWakeUps
from tests.handover.stub import Reply, Stub, StubRequest, refusing_url

PLENTY = 30.0


class Sleeping:
    """A server that answers when it is woken."""

    def __init__(self) -> None:
        self.came, self.awake = threading.Event(), threading.Event()

    def __call__(self, _: StubRequest) -> Reply:
        self.came.set()
        assert self.awake.wait(PLENTY)
        return Reply(204)


@pytest.fixture
def sleeping() -> Sleeping:
    return Sleeping()


def test_the_request_is_empty_and_not_signed() -> None:
    with Stub(lambda _: Reply(204)) as server:
        assert HttpWakeUps().send(f"{server.url}/twiml?step=wake", PLENTY).wait(PLENTY)
        _until(lambda: server.requests)
        (request,) = server.requests
    assert (request.method, request.target, request.body) == ("GET", "/twiml?step=wake", b"")
    assert {name.lower() for name in request.headers} == {"host", "accept-encoding", "connection"}


def test_it_is_on_its_way_before_it_is_answered(sleeping: Sleeping) -> None:
    with Stub(sleeping) as server:
        assert HttpWakeUps().send(server.url, PLENTY).wait(PLENTY)
        assert sleeping.came.wait(PLENTY)
        sleeping.awake.set()


def test_there_is_one_request_to_an_address_at_a_time(sleeping: Sleeping) -> None:
    wake_ups = HttpWakeUps()
    with Stub(sleeping) as server:
        wake_ups.send(f"{server.url}/twiml", PLENTY)
        assert wake_ups.send(f"{server.url}/twiml", PLENTY).wait(PLENTY)
        wake_ups.send(f"{server.url}/status", PLENTY)
        _until(lambda: len(server.requests) == 2)
        sleeping.awake.set()
        _until(lambda: not _threads())
        assert {request.target for request in server.requests} == {"/twiml?", "/status?"}
        wake_ups.send(f"{server.url}/twiml", PLENTY)
        _until(lambda: len(server.requests) == 3)


@pytest.mark.parametrize("url", ["", "no address", "https://", "http://[", "http://127.0.0.1:0/"])
def test_an_address_that_cannot_be_reached_is_no_error(url: str) -> None:
    assert HttpWakeUps().send(url, PLENTY).wait(PLENTY)


def test_a_server_that_is_away_is_no_error() -> None:
    url = refusing_url()
    for scheme in ("http:", "https:"):
        assert HttpWakeUps().send(url.replace("http:", scheme), PLENTY).wait(PLENTY)


@pytest.mark.parametrize("reply", [Reply(500), Reply(cut=True), Reply(garble=True)], ids=["500", "cut", "garbled"])
def test_an_answer_that_is_wrong_is_no_error(reply: Reply) -> None:
    with Stub(lambda _: reply) as server:
        assert HttpWakeUps().send(server.url, PLENTY).wait(PLENTY)
        _until(lambda: not _threads())


def test_a_server_that_never_answers_holds_its_thread_up_to_the_time_limit(sleeping: Sleeping) -> None:
    with Stub(sleeping) as server:
        assert HttpWakeUps().send(server.url, 0.05).wait(PLENTY)
        _until(lambda: not _threads())
        sleeping.awake.set()


def _threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "handover-wake-up"]


def _until(condition: object) -> None:
    assert callable(condition)
    pause = threading.Event()
    for _ in range(3000):
        if condition():
            return
        pause.wait(0.005)
    raise AssertionError("It did not happen within 15 s.")
