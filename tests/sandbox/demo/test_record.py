from __future__ import annotations

from sandbox.bucket import StorageFault
from sandbox.demo.stage import Stage

from .people import ask_for_call, connect, finish


def test_a_second_call_in_the_same_chat_is_the_one_that_is_shown(stage: Stage) -> None:
    connect(stage)
    finish(stage)
    first = stage.record.kept.handover
    ask_for_call(stage)
    second = stage.record.kept.handover
    assert first is not None
    assert second is not None
    assert (first.id != second.id, second.live) == (True, True)


def test_when_storage_is_down_the_last_look_stays(stage: Stage) -> None:
    ask_for_call(stage)
    before = stage.record.kept
    stage.world.bucket.faults.add(StorageFault(status=503), times=None)
    stage.record.look(stage.chat.session_id)
    stage.world.bucket.faults.clear()
    assert stage.record.kept is before
    stage.record.look(stage.chat.session_id)
    assert stage.record.kept is not before


def test_what_is_kept_of_another_chat_is_not_told_here(stage: Stage) -> None:
    ask_for_call(stage)
    session = stage.chat.session_id
    stage.open_chat()
    stage.record.look(session)
    assert not [row for row in stage.happenings.rows if row.kind == "event"]
