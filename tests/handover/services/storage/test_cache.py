"""An object that never changes is read once by a container; a missing one is looked for again."""

from __future__ import annotations

from handover.services.storage import cache
from handover.services.storage.cache import ReadCache
from tests.handover.rig import Rig


def test_an_object_is_read_once(rig: Rig) -> None:
    bucket, remembered = rig.storage.bucket, ReadCache()
    bucket.put("a", {"n": 1})
    assert remembered.get_many(bucket, ["a"]) == [{"n": 1}]
    bucket.delete("a")
    assert remembered.get_many(bucket, ["a"]) == [{"n": 1}]


def test_a_missing_object_is_looked_for_again(rig: Rig) -> None:
    bucket, remembered = rig.storage.bucket, ReadCache()
    assert remembered.get_many(bucket, ["a"]) == [None]
    bucket.put("a", {"n": 1})
    assert remembered.get_many(bucket, ["a"]) == [{"n": 1}]


def test_the_order_is_that_of_the_names(rig: Rig) -> None:
    bucket, remembered = rig.storage.bucket, ReadCache()
    for name in "abc":
        bucket.put(name, {"name": name})
    remembered.get_many(bucket, ["b"])
    found = remembered.get_many(bucket, ["c", "x", "b", "a"])
    assert [body and body["name"] for body in found] == ["c", None, "b", "a"]


def test_the_cache_has_a_limit_and_drops_the_oldest(rig: Rig) -> None:
    bucket, remembered = rig.storage.bucket, ReadCache(most=2)
    for name in "abc":
        bucket.put(name, {"name": name})
        remembered.get_many(bucket, [name])
        bucket.delete(name)
    assert remembered.get_many(bucket, ["a", "b", "c"]) == [None, {"name": "b"}, {"name": "c"}]
    assert cache.MOST > 1000


def test_a_list_larger_than_the_cache_still_finds_most_of_itself(rig: Rig) -> None:
    bucket, remembered, names = rig.storage.bucket, ReadCache(most=8), [f"{n:02}" for n in range(10)]
    for name in names:
        bucket.put(name, {"name": name})
    for _ in range(3):
        remembered.get_many(bucket, names)
    assert len(remembered.known(names)) == 8


def test_what_is_no_longer_used_makes_room(rig: Rig) -> None:
    bucket, remembered = rig.storage.bucket, ReadCache(most=4)
    old, new = ["a", "b", "c", "d"], ["e", "f", "g", "h"]
    for name in (*old, *new):
        bucket.put(name, {"name": name})
    remembered.get_many(bucket, old)
    remembered.get_many(bucket, new)
    assert len(remembered.known(new)) == 4
    assert remembered.known(old) == {}
