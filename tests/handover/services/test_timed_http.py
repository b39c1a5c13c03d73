"""A server that drips holds no worker and no connection beyond the deadline, and is used again as soon as it is well."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest

from handover.clock import SystemClock
from handover.deadline import Deadline, DeadlineError, seconds_left
from handover.errors import HandoverError
from handover.services import timed_requests
from handover.services.storage.bucket import Bucket, StorageError
from handover.services.storage.iam import Token, auth_function
from handover.services.telephony import TwilioClient
from tests.handover.rig import CUSTOMER, MONDAY, HandClock, RealWorkClock, at_once, settings
from tests.handover.servers import client_for
from tests.handover.stub import Reply, Stub, StubRequest, as_json

WORKERS = 32
SHORT, PLENTY = 0.2, 30.0
LISTING = b"<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>"
DRIPS: dict[str, Callable[[Reply], Reply]] = {
    "head": lambda well: Reply(well.status, well.body, well.headers, drip_head=0.02),
    "body": lambda well: Reply(well.status, well.body + b" " * 900, well.headers, drip=0.02),
    "nothing": lambda well: Reply(well.status, well.body, well.headers, wait=PLENTY),
}
#: One kind for every run; the others take as long as their deadlines.
KINDS = ("head", pytest.param("body", marks=pytest.mark.slow), pytest.param("nothing", marks=pytest.mark.slow))


def all_workers_are_free() -> bool:
    """Returns whether as many works as there are workers can run side by side."""
    barrier = threading.Barrier(WORKERS)
    Deadline(SystemClock(), PLENTY).together(*[lambda: barrier.wait(PLENTY)] * WORKERS)
    return True


class Ill:
    """A server whose answers drip until it is well."""

    def __init__(self, well: Reply, drip: Callable[[Reply], Reply]) -> None:
        self._well, self._drip = well, drip
        self.is_well = False

    def __call__(self, _: object) -> Reply:
        return self._well if self.is_well else self._drip(self._well)


@contextmanager
def ill_server(well: Reply, drip: str) -> Iterator[tuple[str, Ill]]:
    ill = Ill(well, DRIPS[drip])
    with Stub(ill) as stub:
        yield stub.url, ill


def fails_for_all(request: Callable[[float], Any], times: int = 40) -> None:
    def one() -> None:
        with pytest.raises(HandoverError):
            request(SHORT)

    at_once([one] * times)


REQUESTS: dict[str, tuple[Reply, Callable[[Bucket], Any]]] = {
    "GET": (Reply(200, b'{"n": 1}'), lambda bucket: bucket.get("k")),
    "PUT": (Reply(200, b"", {"ETag": '"e"'}), lambda bucket: bucket.put("k", {"n": 1})),
    "claim": (Reply(200, b"", {"ETag": '"e"'}), lambda bucket: bucket.claim("k", {"n": 1})),
    "LIST": (Reply(200, LISTING), lambda bucket: bucket.listing("v1/")),
    "DELETE": (Reply(200), lambda bucket: bucket.delete("k")),
}


class TestAStoreThatDrips:
    @pytest.mark.parametrize("drip", KINDS)
    @pytest.mark.parametrize("method", REQUESTS)
    def test_forty_requests_end_at_their_deadlines_and_the_next_one_succeeds(self, method: str, drip: str) -> None:
        well, work = REQUESTS[method]
        with ill_server(well, drip) as (url, ill):
            client = client_for(url)
            client()
            fails_for_all(lambda seconds: work(Bucket(client, "b", Deadline(SystemClock(), seconds))))
            assert all_workers_are_free()
            ill.is_well = True
            work(Bucket(client, "b", Deadline(SystemClock(), PLENTY)))

    def test_works_that_run_side_by_side_all_end_when_one_of_them_fails_early(self) -> None:
        def fail() -> None:
            raise ZeroDivisionError

        with ill_server(Reply(200, b"{}"), "head") as (url, _):
            client = client_for(url)
            client()
            deadline = Deadline(SystemClock(), SHORT)
            bucket = Bucket(client, "b", deadline)
            with pytest.raises(ZeroDivisionError):
                deadline.together(fail, *[lambda: bucket.get("k")] * (WORKERS - 1))
            assert all_workers_are_free()

    def test_one_that_drips_takes_no_time_from_the_others(self) -> None:
        """The request's own thread reads answers. If one of them held it, claims that were won would look lost."""
        drips: list[bool] = []

        def answer(request: StubRequest) -> Reply:
            slow = bool(drips) and request.path.endswith("slow")
            return Reply(200, b"{}" + b" " * 900, drip=0.02 if slow else 0.0)

        with Stub(answer) as stub:
            bucket = Bucket(client_for(stub.url), "b", Deadline(SystemClock(), PLENTY))
            bucket.get_many(["slow", "one", "two"])  # leaves open connections
            drips.append(True)
            late = Bucket(client_for(stub.url), "b", Deadline(SystemClock(), 1.0))
            late._client = bucket._client
            outcomes = late.attempts(late.getting("slow"), late.claiming("one", {}), late.getting("two"))
        assert isinstance(outcomes[0], StorageError)
        assert not isinstance(outcomes[1], StorageError)
        assert outcomes[2] == {}

    def test_what_is_asked_again_is_asked_side_by_side(self) -> None:
        """A second request that one thread waits for after the other would take as many times as long."""
        again, tries = threading.Barrier(3), Counter[str]()

        def answer(request: StubRequest) -> Reply:
            tries[request.path] += 1
            if tries[request.path] == 2:
                return Reply(503)
            if tries[request.path] == 3:
                again.wait(PLENTY)
            return Reply(200, b"{}")

        with Stub(answer) as stub:
            bucket = Bucket(client_for(stub.url), "b", Deadline(SystemClock(), PLENTY))
            for _ in range(2):  # the first leaves open connections
                assert bucket.get_many(["a", "b", "c"]) == [{}] * 3

    def test_a_late_answer_is_reported_as_late(self) -> None:
        with ill_server(Reply(200, b"{}"), "head") as (url, _):
            client = client_for(url)
            client()
            with pytest.raises(HandoverError, match="did not read in time"):
                Bucket(client, "b", Deadline(SystemClock(), SHORT)).get("k")


class TestIamThatDrips:
    @pytest.mark.parametrize("drip", KINDS)
    def test_requests_that_wait_for_one_token_end_and_the_next_one_gets_it_at_once(self, drip: str) -> None:
        with ill_server(as_json({"access_token": "t", "expires_in": 3600}), drip) as (url, iam):
            token = Token(auth_function("key", url), SystemClock())
            fails_for_all(lambda seconds: Deadline(SystemClock(), seconds).run(token.get_token))
            assert all_workers_are_free()
            iam.is_well = True
            assert Deadline(SystemClock(), PLENTY).run(token.get_token) == "t"


class TestTwilioThatDrips:
    @pytest.mark.parametrize("drip", KINDS)
    def test_forty_look_ups_end_at_their_deadlines(self, drip: str) -> None:
        with ill_server(as_json({"calls": []}), drip) as (url, ill):
            client = TwilioClient(settings(TWILIO_API_BASE=url))
            client.client()
            fails_for_all(lambda seconds: self.look_up(client, seconds))
            assert all_workers_are_free()
            ill.is_well = True
            self.look_up(client, PLENTY)

    @staticmethod
    def look_up(client: TwilioClient, seconds: float) -> None:
        client.within(Deadline(SystemClock(), seconds)).calls_to(CUSTOMER, MONDAY)

    @pytest.mark.parametrize("drip", KINDS)
    def test_forty_text_messages_end_at_their_deadlines(self, drip: str) -> None:
        with ill_server(as_json({"sid": "SM1"}, 201), drip) as (url, ill):
            client = TwilioClient(settings(TWILIO_API_BASE=url))
            client.client(False)
            fails_for_all(lambda seconds: self.send(client, seconds))
            assert all_workers_are_free()
            ill.is_well = True
            assert self.send(client, PLENTY) == "SM1"

    @staticmethod
    def send(client: TwilioClient, seconds: float) -> str:
        return client.within(Deadline(SystemClock(), seconds)).send_sms(CUSTOMER, "hello", 60)


class TestTheTimeThatIsLeft:
    def test_outside_a_worker_there_is_no_deadline(self) -> None:
        assert seconds_left() is None

    def test_inside_a_worker_it_is_the_requests(self) -> None:
        left = Deadline(SystemClock(), PLENTY).run(seconds_left)
        assert left is not None
        assert 0 < left <= PLENTY

    def test_a_clock_that_is_moved_by_hand_sets_no_real_deadline(self) -> None:
        assert Deadline(HandClock(), PLENTY).run(seconds_left) is None

    def test_a_worker_forgets_the_deadline_after_its_work(self) -> None:
        with ThreadPoolExecutor(1) as caller:
            caller.submit(Deadline(SystemClock(), PLENTY).run, seconds_left).result()
        assert Deadline(HandClock(), PLENTY).run(seconds_left) is None

    def test_after_the_deadline_no_request_is_sent(self) -> None:
        with Stub(lambda _: Reply(200)) as stub:
            clock = RealWorkClock()

            def late() -> None:
                clock.step(PLENTY)
                timed_requests.session().get(stub.url, timeout=PLENTY)

            with pytest.raises(DeadlineError):
                Deadline(clock, PLENTY).run(late)
            assert stub.requests == []


def test_an_answer_that_names_no_encoding_is_utf_8_without_a_guess() -> None:
    with Stub(lambda _: Reply(200, '{"name": "Müller"}'.encode(), {"Content-Type": "application/json"})) as stub:
        answer = timed_requests.session().get(stub.url, timeout=PLENTY)
    assert (answer.encoding, answer.text) == ("utf-8", '{"name": "Müller"}')
