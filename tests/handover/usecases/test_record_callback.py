"""Twilio's reports of the legs are stored once, however late, often and in whatever order they come."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest

from handover.core.call.events import EventKind
from handover.services.storage import StorageError, keys
from handover.services.storage.keys import handover_keys
from handover.usecases.record_callback import (
    UnknownHandoverError,
    UnknownReportError,
    record_customer_callback,
    record_leg_callback,
)
from handover.usecases.start_call import start_call
from tests.handover.rig import Rig, call_request

AT = "Mon, 23 Nov 2026 09:00:07 +0000"


@pytest.fixture
def handover_id(rig: Rig) -> str:
    return start_call(rig.ctx(), call_request()).handover_id


def report(status: str, **more: str) -> dict[str, str]:
    return {"CallSid": "CA" + "1" * 32, "CallStatus": status, "Timestamp": AT, **more}


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("ringing", "ringing"),
        ("in-progress", "greeted"),
        ("busy", "busy"),
        ("no-answer", "no_answer"),
        ("failed", "failed"),
        ("canceled", "canceled"),
        ("completed", "abandoned"),
        ("queued", "dialing"),
        ("initiated", "dialing"),
    ],
)
def test_a_report_of_the_customers_leg_moves_the_handover(rig: Rig, handover_id: str, status: str, state: str) -> None:
    assert record_customer_callback(rig.ctx(), handover_id, report(status)) == status
    assert rig.handover(handover_id).state == state


def test_a_report_has_the_time_of_twilios_clock(rig: Rig, handover_id: str) -> None:
    record_customer_callback(rig.ctx(), handover_id, report("ringing"))
    assert rig.handover(handover_id).since == rig.clock.now() + timedelta(seconds=7)


@pytest.mark.parametrize("said", ["", "yesterday", "Mon, 99 Nov 2026 09:00:07 +0000"])
def test_a_report_without_a_readable_time_has_the_current_time(rig: Rig, handover_id: str, said: str) -> None:
    record_customer_callback(rig.ctx(), handover_id, report("ringing", Timestamp=said))
    assert rig.handover(handover_id).since == rig.clock.now()


def test_the_same_report_twice_is_one_fact(rig: Rig, handover_id: str) -> None:
    record_customer_callback(rig.ctx(), handover_id, report("busy"))
    before = rig.objects()
    record_customer_callback(rig.ctx(), handover_id, report("busy"))
    assert rig.objects() == before


def test_the_order_of_reports_does_not_change_the_final_state(rig: Rig) -> None:
    ends = set()
    for n, order in enumerate(permutations(["ringing", "in-progress", "completed"])):
        handover_id = start_call(rig.ctx(), call_request(f"session-{n}", f"+493012345{n}00")).handover_id
        for status in order:
            record_customer_callback(rig.ctx(), handover_id, report(status))
        ends.add(rig.handover(handover_id).state)
    assert ends == {"abandoned"}


def test_the_end_removes_the_live_marker(rig: Rig, handover_id: str) -> None:
    record_customer_callback(rig.ctx(), handover_id, report("completed", CallDuration="64", SipResponseCode="200"))
    assert not rig.objects(keys.LIVE)
    ended = rig.objects(handover_keys.event(handover_id, EventKind.ENDED))[
        handover_keys.event(handover_id, EventKind.ENDED)
    ]
    assert ended["facts"] == {"sid": "CA" + "1" * 32, "status": "completed", "seconds": "64", "sip": "200"}


@pytest.mark.parametrize(
    ("status", "seconds", "state"),
    [
        ("completed", "12", "no_human"),
        ("completed", "31", "no_human"),
        ("completed", "11", "abandoned"),
        ("completed", "", "abandoned"),
        ("completed", "-31", "abandoned"),
        ("failed", "31", "failed"),
        ("no-answer", "0", "no_answer"),
    ],
)
def test_a_call_without_a_key_press_ended_for_want_of_one_if_the_greeting_was_over(
    rig: Rig, handover_id: str, status: str, seconds: str, state: str
) -> None:
    record_customer_callback(rig.ctx(), handover_id, report(status, CallDuration=seconds))
    assert rig.handover(handover_id).state == state


@pytest.mark.parametrize("kind", [EventKind.HUNT, EventKind.CANCELED])
def test_after_a_key_press_or_a_cancellation_no_key_is_missed(rig: Rig, handover_id: str, kind: EventKind) -> None:
    rig.storage.handovers.add(handover_id, kind, rig.clock.now(), {"agents": []})
    record_customer_callback(rig.ctx(), handover_id, report("completed", CallDuration="64"))
    assert not rig.objects(handover_keys.event(handover_id, EventKind.NO_KEY))


@pytest.mark.parametrize("broken", ["/no_key", "/hunt", "/canceled", "/ended"])
def test_an_end_that_is_stored_in_part_is_requested_again_and_then_complete(
    rig: Rig, handover_id: str, broken: str
) -> None:
    client = rig.client().failing(lambda _, key: key.endswith(broken))
    with pytest.raises(StorageError):
        record_customer_callback(rig.ctx(rig.app(lambda: client)), handover_id, report("completed", CallDuration="31"))
    assert rig.handover(handover_id).live
    record_customer_callback(rig.ctx(), handover_id, report("completed", CallDuration="31"))
    assert rig.handover(handover_id).state == "no_human"


@pytest.mark.parametrize(
    ("event", "status", "word", "stored"),
    [
        (EventKind.MISSED, "no-answer", "no-answer", False),
        (EventKind.MISSED, "busy", "busy", False),
        (EventKind.MISSED, "completed", "completed", False),
        (EventKind.BRIDGED, "", "completed", False),
        (EventKind.MISSED, "failed", "failed", True),
        (EventKind.MISSED, "no-answer", "busy", True),
        (EventKind.BRIDGED, "", "busy", True),
    ],
)
def test_an_end_of_an_agents_leg_that_is_on_record_is_not_stored_again(
    rig: Rig, handover_id: str, event: EventKind, status: str, word: str, stored: bool
) -> None:
    rig.storage.handovers.add(handover_id, event, rig.clock.now(), {"status": status}, 2)
    assert record_leg_callback(rig.ctx(), handover_id, 2, "agent", report(word)) == word
    assert bool(rig.objects(handover_keys.legs(handover_id))) == stored


@pytest.mark.parametrize("together", [True, False])
def test_that_an_agent_picked_up_is_stored_only_of_agents_who_are_rung_together(
    rig: Rig, handover_id: str, together: bool
) -> None:
    word = record_leg_callback(rig.ctx(), handover_id, 2, "agent", report("in-progress"), together=together)
    assert (word, bool(rig.objects(handover_keys.legs(handover_id)))) == ("in-progress", together)


def test_an_end_of_an_agents_leg_is_stored_when_the_record_cannot_be_read(rig: Rig, handover_id: str) -> None:
    rig.storage.handovers.add(handover_id, EventKind.MISSED, rig.clock.now(), {"status": "busy"}, 2)
    client = rig.client().failing(lambda method, key: method == "GET" and "missed" in key)
    record_leg_callback(rig.ctx(rig.app(lambda: client)), handover_id, 2, "agent", report("busy"))
    assert rig.objects(handover_keys.leg(handover_id, 2, "agent-busy"))


def test_an_end_whose_marker_cannot_be_removed_is_stored(rig: Rig, handover_id: str) -> None:
    client = rig.client().failing(lambda _, key: key.startswith(keys.LIVE))
    record_customer_callback(rig.ctx(rig.app(lambda: client)), handover_id, report("busy"))
    assert rig.handover(handover_id).state == "busy"


def test_a_report_that_is_not_stored_raises(rig: Rig, handover_id: str) -> None:
    client = rig.client().failing(lambda _, key: key.endswith("/ended"))
    with pytest.raises(StorageError):
        record_customer_callback(rig.ctx(rig.app(lambda: client)), handover_id, report("busy"))


def test_a_report_of_no_handover_is_refused(rig: Rig) -> None:
    with pytest.raises(UnknownHandoverError):
        record_customer_callback(rig.ctx(), "20261123-nobody-1", report("busy"))
    with pytest.raises(UnknownHandoverError):
        record_leg_callback(rig.ctx(), "20261123-nobody-1", 1, "agent", report("busy"))


@pytest.mark.parametrize("status", ["", "exploded", "Completed"])
def test_a_status_that_twilio_does_not_have_is_refused(rig: Rig, handover_id: str, status: str) -> None:
    with pytest.raises(UnknownReportError):
        record_customer_callback(rig.ctx(), handover_id, report(status))


@pytest.mark.parametrize(
    ("kind", "field", "word"),
    [
        ("agent", "CallStatus", "no-answer"),
        ("amd", "AnsweredBy", "machine_end_beep"),
        ("recording", "RecordingStatus", "completed"),
    ],
)
def test_reports_of_other_legs_are_stored_and_change_no_state(
    rig: Rig, handover_id: str, kind: str, field: str, word: str
) -> None:
    before = rig.handover(handover_id)
    assert (
        record_leg_callback(rig.ctx(), handover_id, 2, kind, {field: word, "CallSid": "CA2", "To": "+493012345672"})
        == word
    )
    assert rig.handover(handover_id) == before
    key = handover_keys.leg(handover_id, 2, f"{kind}-{word}")
    assert rig.objects(key)[key]["facts"] == {"CallSid": "CA2"}, "the agent's number is not kept"


@pytest.mark.parametrize("word", ["", "../../v1/live/x", "a b", "busy1"])
def test_a_leg_report_without_a_plain_word_is_refused(rig: Rig, handover_id: str, word: str) -> None:
    with pytest.raises(UnknownReportError):
        record_leg_callback(rig.ctx(), handover_id, 1, "agent", {"CallStatus": word})
