"""The desk in force is the operator's, at most 30 s old, or the last good one if that cannot be used."""

from __future__ import annotations

import json

import pytest

from handover.core.desk.config import DeskError
from handover.services.storage import StorageError, keys
from handover.services.storage.desk_file import DeskFile, NoDeskError
from tests.handover.rig import DESK, Rig


@pytest.fixture
def desks(rig: Rig) -> DeskFile:
    return DeskFile(rig.clock)


def name(rig: Rig, desks: DeskFile) -> str:
    return desks.in_force(rig.storage.bucket).name


def put(rig: Rig, body: bytes, key: str = keys.DESK) -> None:
    rig.server.put(rig.bucket, key, body)


BROKEN = [b"", b"{", b"\xff\xfe", b"[]", b'{"agents": []}', b"[" * 100_000]


def test_a_change_is_in_force_after_thirty_seconds(rig: Rig, desks: DeskFile) -> None:
    rig.desk(name="before")
    assert name(rig, desks) == "before"
    rig.desk(name="after")
    rig.clock.step(29)
    assert name(rig, desks) == "before"
    rig.clock.step(1)
    assert name(rig, desks) == "after"


def test_a_clock_that_was_set_back_does_not_keep_it_for_ever(rig: Rig, desks: DeskFile) -> None:
    rig.desk(name="before")
    name(rig, desks)
    rig.desk(name="after")
    rig.clock.step(-3600)
    assert name(rig, desks) == "after"


@pytest.mark.parametrize("body", BROKEN)
def test_a_broken_one_leaves_the_one_in_memory_in_force(rig: Rig, desks: DeskFile, body: bytes) -> None:
    name(rig, desks)
    put(rig, body)
    rig.clock.step(30)
    assert name(rig, desks) == DESK["name"]
    assert "desk.json" in desks.trouble
    assert "stays in force" in desks.trouble


def test_a_repaired_file_is_in_force_without_a_warning(rig: Rig, desks: DeskFile) -> None:
    name(rig, desks)
    put(rig, b"{")
    rig.clock.step(30)
    name(rig, desks)
    rig.desk(name="mended")
    rig.clock.step(30)
    assert name(rig, desks) == "mended"
    assert desks.trouble == ""


@pytest.mark.parametrize("body", BROKEN)
def test_a_new_container_takes_the_last_good_one(rig: Rig, desks: DeskFile, body: bytes) -> None:
    rig.desk(name="good")
    DeskFile(rig.clock).copy_good(rig.storage.bucket)
    put(rig, body)
    assert name(rig, desks) == "good"
    assert "stays in force" in desks.trouble


@pytest.mark.parametrize("body", BROKEN)
def test_a_broken_file_without_a_good_one_is_no_desk(rig: Rig, desks: DeskFile, body: bytes) -> None:
    put(rig, body)
    with pytest.raises(NoDeskError):
        name(rig, desks)


def test_a_deleted_file_is_no_desk(rig: Rig, desks: DeskFile) -> None:
    name(rig, desks)
    desks.copy_good(rig.storage.bucket)
    rig.storage.bucket.delete(keys.DESK)
    rig.clock.step(30)
    with pytest.raises(NoDeskError, match=r"no desk\.json"):
        name(rig, desks)


def test_while_storage_is_down_the_one_in_memory_stays_in_force(rig: Rig, desks: DeskFile) -> None:
    down = rig.client().failing()
    app = rig.app(lambda: down)
    with pytest.raises(StorageError):
        desks.in_force(rig.ctx(app).storage.bucket)
    name(rig, desks)
    rig.clock.step(30)
    assert desks.in_force(rig.ctx(app).storage.bucket).name == DESK["name"]
    assert "stays in force" in desks.trouble


class TestCopyingTheGoodFile:
    def kept(self, rig: Rig) -> object:
        return rig.objects("v1/desk/").get(keys.DESK_LAST_GOOD)

    def test_it_is_copied_when_it_changed(self, rig: Rig, desks: DeskFile) -> None:
        desks.copy_good(rig.storage.bucket)
        assert self.kept(rig) == DESK
        rig.desk(name="Größer 🚗")
        desks.copy_good(rig.storage.bucket)
        assert self.kept(rig) == {**DESK, "name": "Größer 🚗"}

    def test_it_is_not_written_again_without_need(self, rig: Rig, desks: DeskFile) -> None:
        put(rig, json.dumps({**DESK, "name": "Größer 🚗"}, indent=2, ensure_ascii=True).encode())
        desks.copy_good(rig.storage.bucket)
        reading = rig.client().separate()
        desks.copy_good(rig.ctx(rig.app(lambda: reading)).storage.bucket)
        assert len(reading.requests) == 2

    @pytest.mark.parametrize("body", BROKEN)
    def test_a_broken_one_does_not_replace_it(self, rig: Rig, desks: DeskFile, body: bytes) -> None:
        desks.copy_good(rig.storage.bucket)
        put(rig, body)
        desks.copy_good(rig.storage.bucket)
        assert self.kept(rig) == DESK

    def test_without_a_desk_nothing_is_copied(self, rig: Rig, desks: DeskFile) -> None:
        rig.storage.bucket.delete(keys.DESK)
        desks.copy_good(rig.storage.bucket)
        assert self.kept(rig) is None


def test_a_last_good_one_that_went_bad_is_no_desk(rig: Rig, desks: DeskFile) -> None:
    put(rig, b"{")
    put(rig, b"{", keys.DESK_LAST_GOOD)
    with pytest.raises(DeskError):
        name(rig, desks)
