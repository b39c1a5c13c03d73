"""The measurements' S3 server does what the bundle relies on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bench.s3 import S3
from handover.clock import SystemClock
from handover.deadline import Deadline
from handover.services.storage.bucket import Bucket
from tests.handover.servers import client_for

STORED = [(f"v1/day/{n:05d}", b'{"n": 1}') for n in range(1001)]


@pytest.fixture(scope="module")
def server() -> Iterator[S3]:
    with S3(STORED) as running:
        yield running


@pytest.fixture
def bucket(server: S3) -> Bucket:
    return Bucket(client_for(server.endpoint), "any", Deadline(SystemClock(), 60))


def test_of_two_claims_of_a_name_one_is_won(bucket: Bucket) -> None:
    assert bucket.claim("claimed", {"by": "one"}).mine
    assert not bucket.claim("claimed", {"by": "two"}).mine


def test_a_listing_has_every_page(bucket: Bucket) -> None:
    assert bucket.names("v1/day/") == [name for name, _ in STORED]
    assert bucket.page("v1/day/", after="v1/day/00001")[0][0] == "v1/day/00002"
    assert bucket.names("v1/day/0000") == [name for name, _ in STORED[:10]]


def test_what_is_deleted_is_gone(bucket: Bucket) -> None:
    bucket.put("gone", {"n": 1})
    assert bucket.get("gone") == {"n": 1}
    bucket.delete("gone")
    assert bucket.get("gone") is None
    assert "gone" not in bucket.names("")
