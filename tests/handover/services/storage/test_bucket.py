"""A claim has one winner, even if responses are lost. Every failure is one sentence without a secret."""

from __future__ import annotations

import json
import threading
import time
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from ibm_botocore.exceptions import ClientError

from handover.deadline import Deadline
from handover.services.storage.bucket import Bucket, NotDoneError, StorageError
from sandbox.bucket.faults import StorageFault, StorageFaults
from tests.fakes.bucket import CUT_AFTER, CUT_BEFORE, DOWN
from tests.handover.rig import HASH_KEY, STORAGE_KEY, STORAGE_SECRET, HandClock, RealWorkClock, Rig, at_once
from tests.handover.servers import client_for
from tests.handover.stub import Reply, Stub, refusing_url


def bucket_at(url: str, seconds: float = 20.0) -> Bucket:
    client = client_for(url)
    client()  # made before time runs
    return Bucket(client, "handover", Deadline(RealWorkClock(), seconds))


@pytest.fixture
def bucket(any_rig: Rig) -> Bucket:
    return any_rig.storage.bucket


class Scripted:
    """The SDK's client as a script: each write raises what its next line names; reads find what is stored."""

    def __init__(self, *script: str, stored: dict[str, bytes] | None = None) -> None:
        self.script = deque(script)
        self.stored = stored or {}
        self.writes = 0

    def put_object(self, Key: str, Body: bytes, **_: Any) -> None:
        self.writes += 1
        says = self.script.popleft()
        if says in ("ok", "stored, answer lost"):
            self.stored[Key] = Body
        if says == "deleted meanwhile":
            self.stored.pop(Key, None)
        if says != "ok":
            code = {"stored, answer lost": "PreconditionFailed", "deleted meanwhile": "PreconditionFailed"}
            raise ClientError({"Error": {"Code": code.get(says, says)}}, "PutObject")

    def get_object(self, Key: str, **_: Any) -> Any:
        if Key not in self.stored:
            raise ClientError({"Error": {"Code": "NoSuchKey"}}, "GetObject")
        return {"Body": Found(self.stored[Key])}


class Found:
    def __init__(self, body: bytes) -> None:
        self._body = body

    def read(self) -> bytes:
        return self._body


def scripted(client: Scripted) -> Bucket:
    return Bucket(lambda: client, "handover", Deadline(HandClock(), 20.0))


class TestClaiming:
    def test_the_first_wins_and_the_second_reads_the_firsts_body(self, bucket: Bucket) -> None:
        first = bucket.claim("k", {"hid": "a"})
        second = bucket.claim("k", {"hid": "b"})
        assert (first.mine, first.body["hid"]) == (True, "a")
        assert (second.mine, second.body["hid"]) == (False, "a")

    def test_of_twenty_one_wins_and_all_read_the_same(self, racing_rig: Rig) -> None:
        bucket = racing_rig.ctx().storage.bucket
        claims = at_once([partial(bucket.claim, "k", {"n": n}) for n in range(20)])
        assert sum(claim.mine for claim in claims) == 1
        assert len({claim.body["owner"] for claim in claims}) == 1

    @pytest.mark.parametrize("fault", [CUT_AFTER, CUT_BEFORE, DOWN])
    def test_a_claim_whose_response_was_lost_is_mine(
        self, faulty_rig: Rig, faults: StorageFaults, fault: StorageFault
    ) -> None:
        faults.add(fault, lambda method, key: (method, key) == ("PUT", "lost/answer"))
        assert faulty_rig.storage.bucket.claim("lost/answer", {}).mine

    @pytest.mark.parametrize("repeats", [1, 2])
    def test_a_claim_whose_every_response_is_lost_is_mine(
        self, faulty_rig: Rig, faults: StorageFaults, repeats: int
    ) -> None:
        """Also without the SDK's repetition: what is stored says who wrote it."""
        faults.add(CUT_AFTER, lambda method, _: method == "PUT", times=repeats)
        assert faulty_rig.storage.bucket.claim("lost/answer", {"n": 1}).mine
        second = faulty_rig.storage.bucket.claim("lost/answer", {"n": 2})
        assert (second.mine, second.body["n"]) == (False, 1)

    @pytest.mark.parametrize("fault", [CUT_AFTER, CUT_BEFORE, DOWN, StorageFault(status=500)])
    def test_a_client_that_repeats_nothing_wins_its_claim_after_one_fault(self, rig: Rig, fault: StorageFault) -> None:
        client = rig.client().separate()
        client.faults.add(fault, lambda method, _: method == "PUT")
        bucket = rig.ctx(rig.app(lambda: client)).storage.bucket
        assert bucket.claim("k", {"n": 1}).mine
        client.faults.add(fault, lambda method, _: method == "PUT")
        assert bucket.put_once("fact", {"n": 1})
        assert (rig.storage.bucket.get("fact"), len(client.requests)) == ({"n": 1}, 4 if fault.cut_after else 6)

    @pytest.mark.parametrize("fault", [CUT_AFTER, CUT_BEFORE])
    def test_a_lost_claim_whose_answer_is_lost_is_the_others(self, rig: Rig, fault: StorageFault) -> None:
        rig.storage.bucket.claim("k", {"n": 1})
        client = rig.client().separate()
        client.faults.add(fault, lambda method, _: method == "PUT")
        claim = rig.ctx(rig.app(lambda: client)).storage.bucket.claim("k", {"n": 2})
        assert (claim.mine, claim.body["n"]) == (False, 1)

    def test_a_claim_that_is_not_answered_at_all_is_an_error(self, rig: Rig) -> None:
        client = rig.client().failing(lambda *_: True, CUT_AFTER)
        with pytest.raises(StorageError, match="could not read"):
            rig.ctx(rig.app(lambda: client)).storage.bucket.claim("k", {"n": 1})

    def test_a_claim_that_is_never_written_is_an_error_with_its_code(self, rig: Rig) -> None:
        client = rig.client().failing(lambda method, _: method == "PUT", DOWN)
        for work in (Bucket.claim, Bucket.put_once):
            with pytest.raises(StorageError, match="could not create: SlowDown"):
                work(rig.ctx(rig.app(lambda: client)).storage.bucket, "k", {"n": 1})

    @pytest.mark.parametrize(("fault", "surely"), [(DOWN, True), (CUT_AFTER, False), (CUT_BEFORE, False)])
    def test_a_claim_is_surely_not_written_when_every_write_was_answered(
        self, rig: Rig, fault: StorageFault, surely: bool
    ) -> None:
        client = rig.client().failing(lambda method, _: method == "PUT", fault)
        client.faults.add(StorageFault(status=403), lambda method, _: method == "GET" and not surely, times=None)
        with pytest.raises(StorageError) as error:
            rig.ctx(rig.app(lambda: client)).storage.bucket.claim("k", {"n": 1})
        assert isinstance(error.value, NotDoneError) is surely

    def test_a_claim_that_storage_refused_was_surely_not_written(self, rig: Rig) -> None:
        client = rig.client().failing(lambda *_: True, StorageFault(status=403))
        with pytest.raises(NotDoneError, match="AccessDenied"):
            rig.ctx(rig.app(lambda: client)).storage.bucket.claim("k", {"n": 1})
        assert client.requests == ["PUT k"]

    @pytest.mark.parametrize("code", ["PreconditionFailed", "412", "OperationAborted", "ConditionalRequestConflict"])
    def test_after_every_kind_of_conflict_the_object_is_read(self, code: str) -> None:
        claim = scripted(Scripted(code, stored={"k": b'{"owner": "other", "hid": "x"}'})).claim("k", {})
        assert (claim.mine, claim.body["hid"]) == (False, "x")

    def test_a_conflict_without_an_object_is_tried_again(self) -> None:
        client = Scripted("OperationAborted", "ok")
        assert scripted(client).claim("k", {}).mine
        assert client.writes == 2

    def test_an_object_stored_in_spite_of_a_conflict_is_mine(self) -> None:
        assert scripted(Scripted("stored, answer lost")).claim("k", {}).mine

    def test_an_object_that_is_deleted_again_and_again_is_neither_won_nor_lost(self) -> None:
        client = Scripted(*["deleted meanwhile"] * 9)
        with pytest.raises(StorageError, match="neither won nor lost"):
            scripted(client).claim("k", {})
        assert client.writes == 4

    def test_two_claims_never_share_an_owner(self, bucket: Bucket) -> None:
        assert bucket.claim("k1", {}).body["owner"] != bucket.claim("k2", {}).body["owner"]


class TestPuttingOnce:
    def test_the_first_copy_stays(self, bucket: Bucket) -> None:
        assert bucket.put_once("k", {"n": 1}) is True
        assert bucket.put_once("k", {"n": 2}) is False
        assert bucket.get("k") == {"n": 1}

    def test_a_conflict_under_way_is_not_taken_for_a_copy_on_record(self) -> None:
        """409: another request is writing now, and may fail. The fact must not be lost with it."""
        client = Scripted("OperationAborted", "ok")
        assert scripted(client).put_once("k", {"n": 1}) is True
        assert json.loads(client.stored["k"]) == {"n": 1}

    def test_a_conflict_that_never_ends_is_a_failure(self) -> None:
        with pytest.raises(StorageError):
            scripted(Scripted(*["OperationAborted"] * 9)).put_once("k", {})


class TestWorksAtTheSameTime:
    def test_each_work_has_its_result_or_its_error(self, rig: Rig) -> None:
        rig.server.put(rig.bucket, "bad", b"not json")
        bucket = rig.storage.bucket
        found, failed, missing = bucket.attempts(
            lambda: bucket.claim("k", {}).mine, lambda: bucket.get("bad"), lambda: bucket.get("none")
        )
        assert (found, missing) == (True, None)
        assert isinstance(failed, StorageError)

    def test_when_the_time_is_over_every_work_has_an_error(self, rig: Rig) -> None:
        bucket = rig.ctx(seconds=0).storage.bucket
        outcomes = bucket.attempts(lambda: bucket.get("a"), lambda: bucket.get("b"))
        assert ["in time" in str(outcome) for outcome in outcomes] == [True, True]

    def test_a_defect_is_raised(self, rig: Rig) -> None:
        with pytest.raises(ZeroDivisionError):
            rig.storage.bucket.attempts(lambda: 1 // 0)

    def test_work_for_all_goes_on_when_the_request_that_does_it_hangs(self, rig: Rig) -> None:
        lock = threading.Lock()
        with lock, rig.ctx(seconds=0).storage.bucket.first(lock):
            assert lock.locked()
        assert not lock.locked()


class TestReadingAndWriting:
    def test_what_was_put_is_read(self, bucket: Bucket) -> None:
        bucket.put("a/b", {"text": "Grüße 🚗", "n": 1})
        bucket.put("a/b", {"text": "zwei"})
        assert bucket.get("a/b") == {"text": "zwei"}
        assert bucket.get_bytes("a/b") == b'{"text":"zwei"}'

    def test_nothing_is_none(self, bucket: Bucket) -> None:
        assert bucket.get("nothing") is None
        assert bucket.get_bytes("nothing") is None

    @pytest.mark.parametrize("body", [b"", b"not json", b"[1]", b"null", b"\xff", b"[" * 100_000])
    def test_an_object_that_is_not_json_is_an_error_without_its_name(self, rig: Rig, body: bytes) -> None:
        rig.server.put(rig.bucket, "v1/session/secret-part", body)
        with pytest.raises(StorageError, match="v1/session is not") as error:
            rig.storage.bucket.get("v1/session/secret-part")
        assert "secret-part" not in str(error.value)

    def test_a_bucket_that_is_not_there_is_no_empty_one(self, any_rig: Rig) -> None:
        rig = any_rig
        nowhere = Bucket(rig.client, "nowhere-at-all", Deadline(rig.clock, 20.0))
        for work in (lambda: nowhere.get("k"), lambda: nowhere.listing(""), lambda: nowhere.claim("k", {})):
            with pytest.raises(StorageError, match="NoSuchBucket"):
                work()

    def test_deleting_twice_is_fine(self, bucket: Bucket) -> None:
        bucket.put("k", {})
        bucket.delete("k")
        bucket.delete("k")
        assert bucket.get("k") is None

    def test_many_objects_are_read_in_the_requested_order(self, bucket: Bucket) -> None:
        for n in range(5):
            bucket.put(f"k{n}", {"n": n})
        assert bucket.get_many(["k3", "k9", "k1"]) == [{"n": 3}, None, {"n": 1}]
        assert bucket.get_many([]) == []


class TestListing:
    def test_a_listing_beyond_one_page_is_whole_and_sorted_and_can_be_read_page_by_page(self, any_rig: Rig) -> None:
        names = [f"p/{n:05d}" for n in range(1003)]
        for name in [*names[::-1], "q/1"]:
            any_rig.server.put(any_rig.bucket, name, b"{}")
        bucket = any_rig.storage.bucket
        assert [entry.key for entry in bucket.listing("p/")] == names
        assert bucket.page("p/", "") == (names[:1000], True)
        assert bucket.page("p/", names[999]) == (names[1000:], False)
        assert bucket.page("p/", "p/00002x") == (names[3:], False)
        assert bucket.page("p/", names[-1]) == ([], False)

    def test_a_flat_listing_leaves_out_what_lies_deeper(self, any_rig: Rig) -> None:
        bucket = any_rig.storage.bucket
        for name in ("v1/a/1", "v1/a/2/3", "v1/a/4"):
            bucket.put(name, {})
        assert [entry.key for entry in bucket.listing("v1/a/", flat=True)] == ["v1/a/1", "v1/a/4"]
        assert bucket.names("v1/a/") == ["v1/a/1", "v1/a/2/3", "v1/a/4"]

    def test_pages_in_any_order_come_out_sorted(self) -> None:
        pages = deque([["p/3", "p/1"], ["p/2"]])

        def answer(_: object) -> Reply:
            keys = pages.popleft()
            more = (
                f"<IsTruncated>{str(bool(pages)).lower()}</IsTruncated><NextContinuationToken>t</NextContinuationToken>"
            )
            found = "".join(
                f"<Contents><Key>{k}</Key><LastModified>2026-11-23T09:00:00.000Z</LastModified><ETag>e</ETag></Contents>"
                for k in keys
            )
            return Reply(200, f"<ListBucketResult>{more}{found}</ListBucketResult>".encode())

        with Stub(answer) as stub:
            entries = bucket_at(stub.url).listing("p/")
        assert [entry.key for entry in entries] == ["p/1", "p/2", "p/3"]
        assert entries[0].modified.isoformat() == "2026-11-23T09:00:00+00:00"

    def test_nothing_is_an_empty_listing(self, bucket: Bucket) -> None:
        assert bucket.listing("nothing/") == []


class TestRefusals:
    @pytest.mark.parametrize(("status", "says"), [(500, "InternalError"), (503, "SlowDown"), (429, "TooManyRequests")])
    def test_a_repeated_refusal_is_an_error_with_its_code(
        self, faulty_rig: Rig, faults: StorageFaults, status: int, says: str
    ) -> None:
        faults.add(StorageFault(status=status), times=2)
        with pytest.raises(StorageError, match=says):
            faulty_rig.storage.bucket.put("k", {})
        assert "k" not in faulty_rig.objects()

    @pytest.mark.parametrize("fault", [CUT_BEFORE, CUT_AFTER, DOWN])
    def test_what_fails_once_is_tried_again(self, faulty_rig: Rig, faults: StorageFaults, fault: StorageFault) -> None:
        bucket = faulty_rig.storage.bucket
        for work in (lambda: bucket.put("k", {}), lambda: bucket.get("k"), lambda: bucket.listing("k")):
            faults.add(fault)
            work()
        faults.add(fault)
        bucket.delete("k")
        assert bucket.get("k") is None


EVERYTHING: list[Callable[[Bucket], object]] = [
    lambda bucket: bucket.get("k"),
    lambda bucket: bucket.put("k", {}),
    lambda bucket: bucket.put_once("k", {}),
    lambda bucket: bucket.claim("k", {}),
    lambda bucket: bucket.listing("p/"),
    lambda bucket: bucket.delete("k"),
    lambda bucket: bucket.get_many(["k1", "k2"]),
]
NAMES = ["get", "put", "put_once", "claim", "listing", "delete", "get_many"]


class TestWithinTheDeadline:
    @pytest.mark.parametrize("work", EVERYTHING, ids=NAMES)
    @pytest.mark.parametrize("reply", [Reply(200, b"x" * 999, drip=0.02), Reply(200, wait=20)], ids=["drips", "hangs"])
    def test_a_slow_server_is_given_up_at_the_deadline(self, work: Callable[[Bucket], object], reply: Reply) -> None:
        with Stub(lambda _: reply) as stub:
            bucket = bucket_at(stub.url, 0.2)
            began = time.monotonic()
            with pytest.raises(StorageError, match="in time"):
                work(bucket)
            assert time.monotonic() - began < 5

    @pytest.mark.parametrize("work", EVERYTHING, ids=NAMES)
    def test_an_error_is_one_sentence_without_secrets(self, work: Callable[[Bucket], object]) -> None:
        body = f"<Error><Code>AccessDenied</Code><Message>{STORAGE_SECRET}</Message></Error>".encode()
        with Stub(lambda _: Reply(403, body)) as stub, pytest.raises(StorageError, match="AccessDenied") as error:
            work(bucket_at(stub.url))
        for secret in (STORAGE_KEY, STORAGE_SECRET, HASH_KEY):
            assert secret not in str(error.value)
        assert "\n" not in str(error.value)

    def test_a_server_that_is_not_there_is_one_too(self) -> None:
        with pytest.raises(StorageError, match="ConnectionRefusedError"):
            bucket_at(refusing_url()).claim("k", {})
