"""Wrap-ups are stored: once if the form was sent twice, all of them if several agents save at once."""

from __future__ import annotations

from functools import partial

import pytest

from handover.core.call.events import EventKind
from handover.core.call.state import Handover
from handover.core.call.wrapup import WrapUp, saved_wrap_ups
from handover.core.desk.config import Agent
from handover.core.report.row import Row
from handover.services.storage import StorageError
from handover.services.storage.keys import row_keys
from handover.usecases.record_callback import record_customer_callback
from handover.usecases.start_call import start_call
from handover.usecases.wrap_up import TooEarlyError, wrap_up
from tests.fakes.bucket import CUT_AFTER
from tests.handover.rig import ANNA, BEN, Rig, at_once, call_request

ANNA_AT_THE_DESK, BEN_AT_THE_DESK = Agent("anna", "Anna", ANNA, "en"), Agent("ben", "Ben", BEN, "de")
WRAP = WrapUp("solved", "Hail", "2026-11-30", callback=True, once="a")


def over(rig: Rig) -> Handover:
    """A handover that is over."""
    handover_id = start_call(rig.ctx(), call_request()).handover_id
    record_customer_callback(rig.ctx(), handover_id, {"CallStatus": "busy", "CallSid": "CA1"})
    return rig.handover(handover_id)


def stored(rig: Rig, handover: Handover) -> list[WrapUp]:
    return [known.wrap for known in saved_wrap_ups(rig.handover(handover.id))]


def test_a_wrap_up_is_stored_with_its_author(rig: Rig) -> None:
    handover = over(rig)
    wrap_up(rig.ctx(), handover, WRAP, ANNA_AT_THE_DESK)
    assert stored(rig, handover) == [
        WrapUp("solved", "Hail", "2026-11-30", callback=True, agent="anna", name="Anna", once="a")
    ]


def test_the_form_cannot_set_the_author(rig: Rig) -> None:
    handover = over(rig)
    wrap_up(rig.ctx(), handover, WrapUp("solved", agent="ben", name="Ben"), ANNA_AT_THE_DESK)
    assert [(wrap.agent, wrap.name) for wrap in stored(rig, handover)] == [("anna", "Anna")]


def test_lists_show_a_wrap_up_at_once(rig: Rig) -> None:
    handover = over(rig)
    wrap_up(rig.ctx(), handover, WRAP, ANNA_AT_THE_DESK)
    rows = [Row.from_record(body) for key, body in rig.objects(row_keys.rows(handover.id[:8])).items()]
    assert ("solved", "2026-11-30", True) in [(row.disposition, row.follow_up, row.callback) for row in rows]


def test_the_same_form_sent_twice_is_one_wrap_up(rig: Rig) -> None:
    handover = over(rig)
    wrap_up(rig.ctx(), handover, WRAP, ANNA_AT_THE_DESK)
    wrap_up(rig.ctx(), rig.handover(handover.id), WRAP, ANNA_AT_THE_DESK)
    assert len(stored(rig, handover)) == 1
    assert len(rig.handover(handover.id).wraps) == 1


def test_the_same_form_sent_twice_at_once_is_one_wrap_up(rig: Rig) -> None:
    handover, ctx = over(rig), rig.ctx()
    at_once([partial(wrap_up, ctx, handover, WRAP, ANNA_AT_THE_DESK)] * 4)
    assert len(stored(rig, handover)) == 1


def test_two_agents_who_save_at_once_lose_nothing(rig: Rig) -> None:
    handover, ctx = over(rig), rig.ctx()
    at_once(
        [
            partial(wrap_up, ctx, handover, WRAP, ANNA_AT_THE_DESK),
            partial(wrap_up, ctx, handover, WrapUp("other", "Storm", once="b"), BEN_AT_THE_DESK),
        ]
    )
    assert sorted((wrap.agent, wrap.notes) for wrap in stored(rig, handover)) == [
        ("anna", "Hail"),
        ("ben", "Storm"),
    ]


def test_a_form_sent_again_after_a_lost_response_is_stored_once(rig: Rig) -> None:
    handover = over(rig)
    lost = rig.client().failing(lambda _, key: "wrapped" in key, CUT_AFTER)
    with pytest.raises(StorageError):
        wrap_up(rig.ctx(rig.app(lambda: lost)), handover, WRAP, ANNA_AT_THE_DESK)
    wrap_up(rig.ctx(), rig.handover(handover.id), WRAP, ANNA_AT_THE_DESK)
    assert len(stored(rig, handover)) == 1


def test_before_an_agent_takes_the_call_there_is_no_wrap_up(rig: Rig) -> None:
    handover_id = start_call(rig.ctx(), call_request()).handover_id
    with pytest.raises(TooEarlyError):
        wrap_up(rig.ctx(), rig.handover(handover_id), WRAP, ANNA_AT_THE_DESK)
    assert rig.handover(handover_id).wraps == ()


def test_a_wrap_up_can_be_saved_during_the_conversation(rig: Rig) -> None:
    handover_id = start_call(rig.ctx(), call_request()).handover_id
    anna = {"id": "anna", "name": "Anna", "phone": ANNA, "language": "en"}
    rig.storage.handovers.add(handover_id, EventKind.HUNT, rig.clock.now(), {"agents": [anna]})
    rig.storage.handovers.add(handover_id, EventKind.ACCEPTED, rig.clock.now(), {"agent": "anna"}, 1)
    wrap_up(rig.ctx(), rig.handover(handover_id), WRAP, ANNA_AT_THE_DESK)
    assert len(rig.handover(handover_id).wraps) == 1


def test_a_row_that_cannot_be_stored_does_not_undo_the_wrap_up(rig: Rig) -> None:
    handover = over(rig)
    client = rig.client().failing(lambda _, key: key.startswith("v1/row/"))
    wrap_up(rig.ctx(rig.app(lambda: client)), handover, WRAP, ANNA_AT_THE_DESK)
    assert len(stored(rig, handover)) == 1
