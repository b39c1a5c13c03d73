"""The sandbox's S3 server behaves as real storage does where the bundle depends on it, and fails as planned."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import ibm_boto3
import pytest
from ibm_botocore.config import Config
from ibm_botocore.exceptions import BotoCoreError, ClientError, EndpointConnectionError

from sandbox.bucket import Bucket, StorageFault


class Client:
    """Storage as one program sees it, by the settings a bucket gives out."""

    def __init__(self, bucket: Bucket, name: str = "handover", read_timeout: float = 60) -> None:
        settings = bucket.settings(name)
        self.name = settings["COS_BUCKET"]
        self.s3 = ibm_boto3.client(
            "s3",
            endpoint_url=settings["COS_ENDPOINT"],
            aws_access_key_id=settings["COS_HMAC_ACCESS_KEY_ID"],
            aws_secret_access_key=settings["COS_HMAC_SECRET_ACCESS_KEY"],
            config=Config(
                retries={"total_max_attempts": 1},
                read_timeout=read_timeout,
                max_pool_connections=20,
                request_checksum_calculation="when_required",
            ),
        )

    def put(self, key: str, body: bytes = b"{}") -> None:
        self.s3.put_object(Bucket=self.name, Key=key, Body=body)

    def claim(self, key: str, body: bytes) -> bool:
        """Create what must not exist; whether this one did."""

        def condition(params: dict[str, Any], **_: Any) -> None:
            params["headers"]["If-None-Match"] = "*"

        self.s3.meta.events.register("before-call.s3.PutObject", condition)
        try:
            self.put(key, body)
        except ClientError as error:
            if error.response["Error"]["Code"] != "PreconditionFailed":
                raise
            return False
        return True

    def get(self, key: str) -> bytes:
        return bytes(self.s3.get_object(Bucket=self.name, Key=key)["Body"].read())

    def keys(self, prefix: str = "") -> list[str]:
        found = self.s3.list_objects_v2(Bucket=self.name, Prefix=prefix).get("Contents", [])
        return [entry["Key"] for entry in found]


@pytest.fixture
def bucket() -> Iterator[Bucket]:
    with Bucket() as bucket:
        bucket.create("handover")
        yield bucket


def code(error: pytest.ExceptionInfo[ClientError]) -> str:
    return str(error.value.response["Error"]["Code"])


def test_what_is_put_can_be_read_listed_and_deleted(bucket: Bucket) -> None:
    client = Client(bucket)
    client.put("live/ä b+c", "grüße".encode())
    client.put("other")
    assert client.get("live/ä b+c") == "grüße".encode()
    assert client.keys("live/") == ["live/ä b+c"]
    assert bucket.objects("handover") == {"live/ä b+c": "grüße".encode(), "other": b"{}"}
    client.s3.delete_object(Bucket=client.name, Key="other")
    assert list(bucket.objects("handover")) == ["live/ä b+c"]


@pytest.mark.slow
def test_of_many_racing_claims_exactly_one_wins(bucket: Bucket) -> None:
    client, switches = Client(bucket), sys.getswitchinterval()
    sys.setswitchinterval(1e-6)  # at this rate moto alone has two winners now and then
    try:
        with ThreadPoolExecutor(8) as pool:
            for n in range(25):
                won = list(pool.map(lambda i, n=n: client.claim(f"claim-{n}", b"%d" % i), range(8)))
                assert won.count(True) == 1
                assert client.get(f"claim-{n}") == b"%d" % won.index(True)
    finally:
        sys.setswitchinterval(switches)


def test_two_worlds_share_nothing(bucket: Bucket) -> None:
    with Bucket() as other:
        other.create("handover")
        Client(other).put("there")
        assert bucket.objects("handover") == {}
        assert list(other.objects("handover")) == ["there"]


def test_an_operator_s_object_is_there_for_the_bundle(bucket: Bucket) -> None:
    bucket.put("handover", "desk.json", b'{"agents": []}')
    assert Client(bucket).get("desk.json") == b'{"agents": []}'


@pytest.mark.parametrize(("status", "said"), [(503, "SlowDown"), (429, "TooManyRequests"), (500, "InternalError")])
def test_storage_can_refuse(bucket: Bucket, status: int, said: str) -> None:
    client = Client(bucket)
    bucket.faults.add(StorageFault(status=status))
    with pytest.raises(ClientError) as error:
        client.put("a", b"x" * 100_000)
    assert (code(error), bucket.objects("handover")) == (said, {})
    client.put("a")


def test_a_fault_is_for_the_requests_it_is_planned_for(bucket: Bucket) -> None:
    client = Client(bucket)
    bucket.faults.add(StorageFault(status=503), lambda method, key: (method, key) == ("PUT", "claims/1"), times=None)
    bucket.faults.add(StorageFault(status=500), lambda method, key: method == "LIST" and key.startswith("live/"))
    client.put("other")
    for _ in range(2):
        with pytest.raises(ClientError):
            client.put("claims/1")
    assert client.keys("other") == ["other"]
    with pytest.raises(ClientError):
        client.keys("live/")
    bucket.faults.clear()
    client.put("claims/1")


def test_an_answer_can_be_lost_before_or_after_storing(bucket: Bucket) -> None:
    client = Client(bucket)
    bucket.faults.add(StorageFault(cut_before=True))
    with pytest.raises(BotoCoreError):
        client.put("before")
    bucket.faults.add(StorageFault(cut_after=True))
    with pytest.raises(BotoCoreError):
        client.put("after")
    assert list(bucket.objects("handover")) == ["after"]


def test_a_claim_whose_answer_was_lost_looks_lost_when_repeated(bucket: Bucket) -> None:
    client = Client(bucket)
    bucket.faults.add(StorageFault(cut_after=True))
    with pytest.raises(BotoCoreError):
        client.claim("claim", b"mine")
    assert client.claim("claim", b"mine") is False
    assert client.get("claim") == b"mine"


def test_a_slow_answer_comes_after_the_deed_and_stopping_does_not_wait_for_it(bucket: Bucket) -> None:
    client = Client(bucket, read_timeout=600)
    bucket.faults.add(StorageFault(seconds=3600))
    with ThreadPoolExecutor(1) as pool:
        put = pool.submit(client.put, "slow")
        while not bucket.objects("handover"):
            assert not put.done()
        bucket.stop()
        put.exception()  # the answer or a cut connection, and neither after an hour


def test_a_stopped_server_refuses_connections(bucket: Bucket) -> None:
    Client(bucket).put("a")
    bucket.stop()
    with pytest.raises(EndpointConnectionError):
        Client(bucket).get("a")  # over a connection of its own: one that is open is closed instead


def test_reading_while_others_write_never_breaks(bucket: Bucket) -> None:
    client = Client(bucket)
    client.put("live/row", b"first")
    with ThreadPoolExecutor(8) as pool:
        written = [pool.submit(client.put, "live/row", b"x" * n) for n in range(1, 40)]
        read = [pool.submit(client.get, "live/row") for _ in range(40)]
        listed = [pool.submit(client.keys) for _ in range(10)]
        assert all(future.result() is None for future in written)
        assert all(future.result() for future in read)
        assert all(future.result() == ["live/row"] for future in listed)
