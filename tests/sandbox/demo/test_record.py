"""What the demo reads from storage."""

from __future__ import annotations

from sandbox.bucket import StorageFault
from sandbox.demo.demo import Demo

from .steps import ask_for_call, connect, finish


def test_a_second_call_in_the_same_chat_is_the_one_that_is_shown(demo: Demo) -> None:
    connect(demo)
    finish(demo)
    first = demo.record.kept.handover
    ask_for_call(demo)
    second = demo.record.kept.handover
    assert first is not None
    assert second is not None
    assert (first.id != second.id, second.live) == (True, True)


def test_when_storage_is_down_the_last_look_stays(demo: Demo) -> None:
    ask_for_call(demo)
    before = demo.record.kept
    demo.world.bucket.faults.add(StorageFault(status=503), times=None)
    demo.record.look(demo.chat.session_id)
    demo.world.bucket.faults.clear()
    assert demo.record.kept is before
    demo.record.look(demo.chat.session_id)
    assert demo.record.kept is not before


def test_what_is_kept_of_another_chat_is_not_told_here(demo: Demo) -> None:
    ask_for_call(demo)
    session = demo.chat.session_id
    demo.open_chat()
    demo.record.look(session)
    assert not [row for row in demo.activity.rows if row.kind == "event"]
