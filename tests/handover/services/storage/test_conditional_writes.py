"""Without conditional writes, two requests could win a claim, so no call is placed."""

from __future__ import annotations

import threading

import pytest

from handover.deadline import Deadline
from handover.services.storage import keys
from handover.services.storage.bucket import Bucket, StorageError
from handover.services.storage.conditional_writes import require_conditional_writes
from handover.usecases.start_call import start_call
from tests.fakes.bucket import CUT_AFTER, nth
from tests.handover.rig import HandClock, Rig, at_once, call_request
from tests.handover.servers import client_for
from tests.handover.stub import Reply, Stub, StubRequest


@pytest.fixture
def rig(unproven_rig: Rig) -> Rig:
    """A rig whose bucket was not checked yet."""
    return unproven_rig


class Careless:
    """An S3 server that accepts `If-None-Match: *` and overwrites the object, as some do."""

    def __init__(self) -> None:
        self.stored: dict[str, bytes] = {}
        self._lock = threading.Lock()

    def __call__(self, request: StubRequest) -> Reply:
        with self._lock:
            if request.method == "PUT":
                self.stored[request.path] = request.body
            elif request.method == "DELETE":
                self.stored.pop(request.path, None)
            elif "list-type" in request.query:
                return Reply(200, b"<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>")
            elif request.path not in self.stored:
                return Reply(404, b"<Error><Code>NoSuchKey</Code></Error>")
            return Reply(200, self.stored[request.path] if request.method == "GET" else b"", {"ETag": '"e"'})


def test_a_server_that_ignores_conditions_is_refused_every_time() -> None:
    careless = Careless()
    with Stub(careless) as stub:
        bucket = Bucket(client_for(stub.url), "handover", Deadline(HandClock(), 20.0))
        for _ in range(2):
            with pytest.raises(StorageError, match="does not honour If-None-Match"):
                require_conditional_writes(bucket)
    assert careless.stored == {}, "nothing is left behind, least of all the marker"


def test_no_call_is_placed_over_such_a_server(rig: Rig) -> None:
    careless = Careless()
    with Stub(careless) as stub:
        careless.stored[f"/{rig.bucket}/{keys.DESK}"] = rig.server.objects(rig.bucket)[keys.DESK]
        reply = start_call(rig.ctx(rig.app(client_for(stub.url))), call_request())
    assert (reply.ok, reply.reason) == (False, "storage_unavailable")
    assert rig.twilio.requests == []
    assert "If-None-Match" in rig.log.warnings[0]


def test_a_server_that_honours_them_is_checked_once_for_all_containers(rig: Rig) -> None:
    rig.storage.require_conditional_writes()
    assert rig.objects("v1/proof/") == {keys.PROOF: {"proven": True}}
    second = rig.client().separate()
    app = rig.app(lambda: second)
    rig.ctx(app).storage.require_conditional_writes()
    assert len(second.requests) == 1, "another container finds the object"
    rig.ctx(app).storage.require_conditional_writes()
    assert len(second.requests) == 1, "and reads it once"


def test_a_server_that_does_not_answer_is_checked_again(rig: Rig) -> None:
    down = rig.client().failing()
    app = rig.app(lambda: down)
    for _ in range(2):
        with pytest.raises(StorageError):
            rig.ctx(app).storage.require_conditional_writes()
    assert rig.objects("v1/proof/") == {}
    rig.storage.require_conditional_writes()


@pytest.mark.parametrize("k", range(1, 4))
def test_a_check_of_which_one_answer_is_lost_needs_no_second_one(rig: Rig, k: int) -> None:
    unanswered = rig.client().failing(nth(k), CUT_AFTER)
    rig.ctx(rig.app(lambda: unanswered)).storage.require_conditional_writes()
    assert keys.PROOF in rig.objects()


def test_a_careless_server_whose_answer_is_lost_is_refused_all_the_same(rig: Rig) -> None:
    careless = Careless()
    tries: list[str] = []

    def answer(request: StubRequest) -> Reply:
        reply = careless(request)
        if request.method == "PUT":
            tries.append(request.path)
        return Reply(cut=True) if request.method == "PUT" and len(tries) == 2 else reply

    with Stub(answer) as stub:
        bucket = Bucket(client_for(stub.url), "handover", Deadline(HandClock(), 20.0))
        with pytest.raises(StorageError, match="does not honour If-None-Match"):
            require_conditional_writes(bucket)


def test_of_many_requests_at_once_one_makes_the_check(rig: Rig) -> None:
    app = rig.app(lambda: client)
    client = rig.client().separate()
    at_once([lambda: rig.ctx(app).storage.require_conditional_writes()] * 20)
    assert client.requests == [f"PUT {keys.PROOF}"] * 2


def test_a_check_that_broke_off_is_begun_again(rig: Rig) -> None:
    breaks = rig.client().failing(lambda method, _: method == "PUT")
    with pytest.raises(StorageError):
        rig.ctx(rig.app(lambda: breaks)).storage.require_conditional_writes()
    assert rig.objects("v1/proof/") == {}
    rig.storage.require_conditional_writes()
    assert keys.PROOF in rig.objects()
