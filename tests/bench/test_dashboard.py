"""A page of the dashboard costs the same requests, however much is stored. `make bench` measures the time."""

from __future__ import annotations

from functools import cache

from bench import stored
from bench.full_desk import NOW, PAGES, FullDesk
from sandbox.world import Parts, World
from tests.fakes.bucket import MemoryBucket
from tests.fakes.worlds import in_memory

_PER_DAY = 10


@cache
def pattern() -> stored.Pattern:
    return stored.played(in_memory())


def requests_with(count: int) -> dict[str, int]:
    """Returns how many storage requests each page costs with so many stored handovers."""
    bucket = MemoryBucket()
    with World("openwhisk", Parts(bucket=bucket, storage_client=bucket.client_on, start=NOW, timer=False)) as world:
        for name, body in stored.copies(pattern(), count, _PER_DAY):
            bucket.put(world.bucket_name, name, body)
        client = bucket.client()
        desk = FullDesk(world, lambda: client, _PER_DAY)
        return {page: len(requests) for page, requests in desk.requests(client.take).items()}


def test_each_page_costs_the_same_requests_however_much_is_stored() -> None:
    few, many = requests_with(_PER_DAY), requests_with(10 * _PER_DAY)
    assert few == many
    assert few.keys() == PAGES.keys()
    assert all(few.values())


def test_copies_are_handovers_of_their_own_on_working_days() -> None:
    names = [name for name, _ in stored.copies(pattern(), 60, _PER_DAY) if name.startswith("v1/session/")]
    days = {name.split("/")[2] for name, _ in stored.copies(pattern(), 60, _PER_DAY) if name.startswith("v1/day/")}
    assert len(set(names)) == 60
    assert sorted(days) == ["20261116", "20261117", "20261118", "20261119", "20261120", "20261123"]


def test_a_copy_is_shown_as_the_handover_that_was_played() -> None:
    bucket = MemoryBucket()
    with World("openwhisk", Parts(bucket=bucket, storage_client=bucket.client_on, start=NOW, timer=False)) as world:
        for name, body in stored.copies(pattern(), 2, _PER_DAY):
            bucket.put(world.bucket_name, name, body)
        desk = FullDesk(world, bucket.client, _PER_DAY)
        assert "Anna" in desk.open("a handover's page")
        assert desk.open("a day's list").count("Anna") >= 2
