"""A cancellation ends a call unless an agent is talking already. It is recorded before anything else happens."""

from __future__ import annotations

import pytest

from handover.core.call.events import EventKind
from handover.usecases.cancel_call import cancel_call
from handover.usecases.start_call import start_call
from tests.handover.rig import Rig, call_request
from tests.handover.twilio_stub import CUT_AFTER, CUT_BEFORE, refuses


def place(rig: Rig) -> str:
    return start_call(rig.ctx(), call_request()).handover_id


def add(rig: Rig, handover_id: str, kind: EventKind, attempt: int = 0, **facts: object) -> None:
    rig.storage.handovers.add(handover_id, kind, rig.clock.now(), facts, attempt)


def test_a_ringing_call_is_ended(rig: Rig) -> None:
    handover_id = place(rig)
    reply = cancel_call(rig.ctx(), "session-1", "")
    assert (reply.ok, reply.status, reply.handover_id) == (True, "canceled", handover_id)
    assert rig.twilio.ended == list(rig.twilio.calls)
    assert rig.handover(handover_id).state == "canceled"


@pytest.mark.parametrize(
    "reached", [EventKind.RINGING, EventKind.ANSWERED, EventKind.NO_KEY, EventKind.HUNT, EventKind.PASSED]
)
def test_it_is_ended_however_far_it_got_before_an_agent_talks(rig: Rig, reached: EventKind) -> None:
    handover_id = place(rig)
    add(rig, handover_id, reached)
    assert cancel_call(rig.ctx(), "session-1", "").status == "canceled"
    assert len(rig.twilio.ended) == 1


def test_a_call_with_an_agent_is_left_alone(rig: Rig) -> None:
    handover_id = place(rig)
    add(
        rig,
        handover_id,
        EventKind.HUNT,
        agents=[{"id": "anna", "name": "Anna", "phone": "+493012345671", "language": "en"}],
    )
    add(rig, handover_id, EventKind.ACCEPTED, 1, agent="anna")
    reply = cancel_call(rig.ctx(), "session-1", "")
    assert (reply.ok, reply.reason, reply.status) == (False, "already_connected", "connected")
    assert rig.twilio.ended == []
    assert rig.handover(handover_id).live


def test_a_second_cancellation_gets_the_same_reply(rig: Rig) -> None:
    place(rig)
    cancel_call(rig.ctx(), "session-1", "")
    reply = cancel_call(rig.ctx(), "session-1", "")
    assert (reply.ok, reply.status, reply.extra["already"]) == (True, "canceled", True)


def test_a_call_that_is_over_cannot_be_cancelled(rig: Rig) -> None:
    handover_id = place(rig)
    add(rig, handover_id, EventKind.ENDED, status="failed")
    reply = cancel_call(rig.ctx(), "session-1", "")
    assert (reply.ok, reply.reason, reply.status) == (False, "no_handover", "failed")


def test_a_chat_without_a_call_has_nothing_to_cancel(rig: Rig) -> None:
    assert cancel_call(rig.ctx(), "session-9", "").reason == "no_handover"
    assert cancel_call(rig.ctx(), "", "").reason == "missing_session"


def test_a_call_whose_create_was_never_answered_is_found_and_ended(rig: Rig) -> None:
    rig.twilio.mishaps.append(CUT_AFTER)
    place(rig)
    assert cancel_call(rig.ctx(), "session-1", "").status == "canceled"
    assert rig.twilio.ended == list(rig.twilio.calls)


def test_a_call_that_cannot_be_found_is_cancelled_but_not_promised_to_end(rig: Rig) -> None:
    rig.twilio.mishaps.append(CUT_BEFORE)
    handover_id = place(rig)
    reply = cancel_call(rig.ctx(), "session-1", "")
    assert reply.status == "canceled"
    assert "hang up" in reply.message
    assert rig.handover(handover_id).state == "canceled"


def test_a_call_that_twilio_does_not_end_is_cancelled_too(rig: Rig) -> None:
    handover_id = place(rig)
    rig.twilio.look_mishaps.append(refuses(500, 20500))
    reply = cancel_call(rig.ctx(), "session-1", "")
    assert (reply.ok, reply.status) == (True, "canceled")
    assert "hang up" in reply.message
    assert rig.handover(handover_id).state == "canceled"


def test_a_cancellation_that_cannot_be_recorded_ends_no_call(rig: Rig) -> None:
    place(rig)
    client = rig.client().failing(lambda _, key: key.endswith("/canceled"))
    reply = cancel_call(rig.ctx(rig.app(lambda: client)), "session-1", "")
    assert (reply.ok, reply.reason) == (False, "storage_unavailable")
    assert rig.twilio.ended == []


def test_the_reply_is_in_the_chats_language_else_the_handovers(rig: Rig) -> None:
    start_call(rig.ctx(), call_request(language="de"))
    german = cancel_call(rig.ctx(), "session-1", "").message
    assert german != cancel_call(rig.ctx(), "session-1", "en").message


def test_after_a_cancelled_call_another_can_be_requested(rig: Rig) -> None:
    first = place(rig)
    cancel_call(rig.ctx(), "session-1", "")
    assert place(rig) != first
    assert len(rig.twilio.dialled) == 2
