"""The requests to object storage as they are sent: conditions are signed, and the SDK's costly defaults are off."""

from __future__ import annotations

import gc
import re
import socket
import threading
from collections.abc import Mapping
from urllib.parse import urlsplit

import pytest

from handover.clock import SystemClock
from handover.deadline import Deadline
from handover.services.storage.bucket import Bucket, StorageError
from handover.services.storage.client import lazy_client
from tests.handover.rig import STORAGE_KEY, STORAGE_SECRET, HandClock, RealWorkClock, at_once, settings
from tests.handover.servers import Moto, client_for
from tests.handover.stub import Reply, Stub, StubRequest, as_json

OAUTH = {"COS_HMAC_ACCESS_KEY_ID": "", "COS_HMAC_SECRET_ACCESS_KEY": "", "COS_API_KEY": "the-api-key"}


def bucket_at(url: str, changes: Mapping[str, str] | None = None, seconds: float = 20.0) -> Bucket:
    client = client_for(url, **(changes or {}))
    client()  # made before time runs
    return Bucket(client, "handover", Deadline(RealWorkClock(), seconds))


def written() -> StubRequest:
    """Returns the request of a claim as it was sent."""
    with Stub(lambda _: Reply(200, headers={"ETag": '"e"'})) as stub:
        bucket_at(stub.url).claim("v1/k", {"hid": "x"})
        return stub.requests[0]


def connections_to(url: str) -> list[socket.socket]:
    """Returns the open connections of this process to that server."""
    port = urlsplit(url).port
    sockets = [found for found in gc.get_objects() if isinstance(found, socket.socket) and found.fileno() >= 0]
    internet = [found for found in sockets if (found.family, found.type) == (socket.AF_INET, socket.SOCK_STREAM)]
    return [found for found in internet if _peer(found) == port]


def _peer(connection: socket.socket) -> int | None:
    try:
        return int(connection.getpeername()[1])
    except OSError:
        return None  # it listens


class TestAClaimOnTheWire:
    def test_the_condition_is_sent_and_signed(self) -> None:
        request = written()
        assert (request.method, request.path) == ("PUT", "/handover/v1/k")
        assert request.headers["If-None-Match"] == "*"
        signed = re.search(r"SignedHeaders=([a-z0-9;-]+)", request.headers["Authorization"])
        assert signed is not None
        assert "if-none-match" in signed[1].split(";")

    def test_there_is_no_expect_header(self) -> None:
        assert "Expect" not in written().headers

    def test_its_body_comes_in_one_piece(self) -> None:
        request = written()
        assert int(request.headers["Content-Length"]) == len(request.body)
        assert "Transfer-Encoding" not in request.headers
        assert "aws-chunked" not in request.headers.get("Content-Encoding", "")
        assert not [name for name in request.headers if "checksum" in name.lower()]

    def test_its_body_does_not_wait_for_the_acknowledgement_of_its_head(self) -> None:
        with Stub(lambda _: Reply(200, headers={"ETag": '"e"'})) as stub:
            bucket = bucket_at(stub.url)
            bucket.claim("v1/k", {"hid": "x"})
            (connection,) = connections_to(stub.url)
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)

    def test_a_plain_write_has_no_condition(self) -> None:
        with Stub(lambda _: Reply(200, headers={"ETag": '"e"'})) as stub:
            bucket = bucket_at(stub.url)
            bucket.claim("k", {})
            bucket.put("k", {})
        assert [request.headers.get("If-None-Match") for request in stub.requests] == ["*", None]

    def test_under_many_threads_every_claim_has_its_condition_and_no_write_has(self) -> None:
        with Stub(lambda _: Reply(200, headers={"ETag": '"e"'})) as stub:
            bucket = bucket_at(stub.url)
            at_once([lambda: bucket.claim("claimed", {}), lambda: bucket.put("written", {})] * 10)
        conditions = {
            (request.path.rpartition("/")[2], request.headers.get("If-None-Match")) for request in stub.requests
        }
        assert conditions == {("claimed", "*"), ("written", None)}

    def test_a_claim_whose_server_fails_for_a_moment_keeps_its_condition(self) -> None:
        replies = iter([Reply(503, b"<Error><Code>SlowDown</Code></Error>"), Reply(200, headers={"ETag": '"e"'})])
        with Stub(lambda _: next(replies)) as stub:
            assert bucket_at(stub.url).claim("k", {}).mine
        assert [request.headers["If-None-Match"] for request in stub.requests] == ["*", "*"]

    def test_after_a_dead_connection_the_second_request_goes_over_a_new_one(self) -> None:
        """What lies between may have forgotten all connections of a container that was frozen."""
        both, dead = threading.Barrier(2), set[int]()

        def answer(request: StubRequest) -> Reply:
            if request.port in dead:
                return Reply(cut=True)
            if request.path.endswith("together"):
                both.wait(20)
            return Reply(200, b"{}")

        with Stub(answer) as stub:
            bucket = bucket_at(stub.url)
            bucket.get_many(["together", "together"])
            dead.update(request.port for request in stub.requests)
            assert len(dead) == 2
            assert bucket.get("k") == {}
            assert [request.port in dead for request in stub.requests[2:]] == [True, False]

    def test_a_server_that_keeps_failing_gets_two_requests(self) -> None:
        with Stub(lambda _: Reply(503, b"<Error><Code>SlowDown</Code></Error>")) as stub:
            with pytest.raises(StorageError, match="SlowDown"):
                bucket_at(stub.url).get("k")
            assert len(stub.requests) == 2


def listing(*names: str, after: str = "") -> Reply:
    entries = "".join(
        f"<Contents><Key>{name}</Key><LastModified>2026-11-23T09:00:00.000Z</LastModified><ETag>&quot;e&quot;</ETag></Contents>"
        for name in names
    )
    more = f"<IsTruncated>true</IsTruncated><NextContinuationToken>{after}</NextContinuationToken>" if after else ""
    return Reply(200, f"<ListBucketResult>{more}{entries}</ListBucketResult>".encode())


class TestAListingOnTheWire:
    def test_pages_are_requested_until_the_last(self) -> None:
        replies = iter([listing("v1/b", "v1/a&amp;b", after="1/+x="), listing("v1/c")])
        with Stub(lambda _: next(replies)) as stub:
            assert bucket_at(stub.url).names("v1/") == ["v1/a&b", "v1/b", "v1/c"]
        first = {"list-type": ["2"], "prefix": ["v1/"]}
        assert [request.query for request in stub.requests] == [first, first | {"continuation-token": ["1/+x="]}]

    @pytest.mark.parametrize("body", [b"", b"<html>Sign in to the network</html>", b"\xff"])
    def test_an_answer_that_is_no_listing_is_an_error_and_no_empty_listing(self, body: bytes) -> None:
        with Stub(lambda _: Reply(200, body)) as stub, pytest.raises(StorageError):
            bucket_at(stub.url).names("v1/")


class TestAnErrorOfTheServer:
    @pytest.mark.parametrize(
        ("reply", "code"),
        [
            (Reply(403, b"<Error><Code>AccessDenied</Code></Error>"), "AccessDenied"),
            (Reply(403, b"<html>proxy</html>"), "403"),
            (Reply(307, b"", headers={"Location": "http://other.test/"}), "307"),
            (Reply(501, b"<Error><Code>NotImplemented</Code></Error>"), "NotImplemented"),
        ],
    )
    def test_it_is_named_by_its_code_or_its_status(self, reply: Reply, code: str) -> None:
        with Stub(lambda _: reply) as stub, pytest.raises(StorageError, match=f"{code}[.]$"):
            bucket_at(stub.url).put("k", {})
        assert len(stub.requests) == 1

    def test_an_object_that_is_missing_is_none_with_or_without_a_code(self) -> None:
        replies = iter([Reply(404, b"<Error><Code>NoSuchKey</Code></Error>"), Reply(404, b"")])
        with Stub(lambda _: next(replies)) as stub:
            bucket = bucket_at(stub.url)
            assert (bucket.get("k"), bucket.get("k")) == (None, None)

    def test_a_bucket_that_is_missing_is_an_error(self) -> None:
        missing = Reply(404, b"<Error><Code>NoSuchBucket</Code></Error>")
        with Stub(lambda _: missing) as stub, pytest.raises(StorageError, match="NoSuchBucket"):
            bucket_at(stub.url).get("k")


def test_an_endpoint_with_a_path_keeps_it() -> None:
    with Stub(lambda _: Reply(200)) as stub:
        bucket_at(f"{stub.url}/s3/").put("v1/a~b", {})
    assert stub.requests[0].path == "/s3/handover/v1/a~b"


class TestWithIam:
    def test_the_token_goes_along_with_every_request(self) -> None:
        with (
            Stub(lambda _: as_json({"access_token": "the-token", "expires_in": 3600})) as iam,
            Stub(lambda _: Reply(200, headers={"ETag": '"e"'})) as cos,
        ):
            bucket = bucket_at(cos.url, {**OAUTH, "COS_AUTH_ENDPOINT": f"{iam.url}/identity/token"})
            bucket.claim("k", {})
            bucket.put("k", {})
            assert {request.headers["Authorization"] for request in cos.requests} == {"Bearer the-token"}
            assert cos.requests[0].headers["If-None-Match"] == "*"
            assert "Expect" not in cos.requests[0].headers
            assert len(iam.requests) == 1
            assert iam.requests[0].form == {
                "grant_type": ["urn:ibm:params:oauth:grant-type:apikey"],
                "response_type": ["cloud_iam"],
                "apikey": ["the-api-key"],
            }

    def test_twenty_first_requests_at_once_fetch_one_token(self) -> None:
        with (
            Stub(lambda _: as_json({"access_token": "the-token", "expires_in": 3600}, 200)) as iam,
            Stub(lambda _: Reply(200, headers={"ETag": '"e"'})) as cos,
        ):
            bucket = bucket_at(cos.url, {**OAUTH, "COS_AUTH_ENDPOINT": iam.url})
            at_once([lambda: bucket.put("k", {})] * 20)
            assert len(iam.requests) == 1
            assert [request.headers["Authorization"] for request in cos.requests] == ["Bearer the-token"] * 20

    @pytest.mark.parametrize(
        "reply",
        [
            as_json({"errorCode": "BXNIM0415E", "errorMessage": "Provided API key could not be found"}, 400),
            Reply(503, b"busy"),
            Reply(200, b"<html>"),
            as_json({}),
            Reply(cut=True),
            Reply(wait=20),
        ],
        ids=["wrong key", "busy", "not json", "no token", "cut", "hangs"],
    )
    def test_without_a_token_storage_gets_no_request_and_the_error_has_no_key(self, reply: Reply) -> None:
        with Stub(lambda _: reply) as iam, Stub(lambda _: Reply(200)) as cos:
            bucket = bucket_at(cos.url, {**OAUTH, "COS_AUTH_ENDPOINT": iam.url}, 0.7)
            with pytest.raises(StorageError) as error:
                bucket.get("k")
            assert cos.requests == []
            assert "the-api-key" not in f"{error.value}"
            assert re.search("IAM (gave no token|did not answer)|in time", str(error.value))
            assert len(iam.requests) <= 1, "the SDK's own fetch would have tried three times"

    def test_the_same_work_is_done_on_a_real_server(self, moto: Moto) -> None:
        name = moto.create("with-iam")
        with Stub(lambda _: as_json({"access_token": "the-token", "expires_in": 3600})) as iam:
            client = client_for(moto.endpoint, **OAUTH, COS_AUTH_ENDPOINT=iam.url)
            bucket = Bucket(client, name, Deadline(HandClock(), 20.0))
            assert bucket.claim("k", {"n": 1}).mine
            assert not bucket.claim("k", {"n": 2}).mine
            assert [entry.key for entry in bucket.listing("k")] == ["k"]
            bucket.delete("k")
            assert bucket.get("k") is None


def test_a_client_is_made_once_for_many_first_requests() -> None:
    client = lazy_client(settings(), SystemClock())
    assert len({id(made) for made in at_once([client] * 8)}) == 1


def test_the_secret_itself_is_never_sent() -> None:
    request = written()
    assert STORAGE_KEY in request.headers["Authorization"]
    assert STORAGE_SECRET not in str(request.headers)
