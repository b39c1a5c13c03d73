"""What Twilio reports of the legs is kept, once, whatever comes late, twice or out of order."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest

from handover.core.call.events import Kind
from handover.services.storage import StorageError, keys
from handover.usecases.record_callback import UnknownHandoverError, UnknownReportError, follow_customer, follow_leg
from handover.usecases.start_call import place_call
from tests.handover.rig import Rig, wish

AT = "Mon, 23 Nov 2026 09:00:07 +0000"


@pytest.fixture
def hid(rig: Rig) -> str:
    return place_call(rig.tools(), wish()).handover_id


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
def test_a_report_of_the_customers_leg_moves_the_handover(rig: Rig, hid: str, status: str, state: str) -> None:
    assert follow_customer(rig.tools(), hid, report(status)) == status
    assert rig.handover(hid).state == state


def test_it_is_dated_by_twilios_clock(rig: Rig, hid: str) -> None:
    follow_customer(rig.tools(), hid, report("ringing"))
    assert rig.handover(hid).since == rig.clock.now() + timedelta(seconds=7)


@pytest.mark.parametrize("said", ["", "yesterday", "Mon, 99 Nov 2026 09:00:07 +0000"])
def test_without_a_time_that_can_be_read_it_is_dated_now(rig: Rig, hid: str, said: str) -> None:
    follow_customer(rig.tools(), hid, report("ringing", Timestamp=said))
    assert rig.handover(hid).since == rig.clock.now()


def test_the_same_report_twice_is_one_fact(rig: Rig, hid: str) -> None:
    follow_customer(rig.tools(), hid, report("busy"))
    before = rig.objects()
    follow_customer(rig.tools(), hid, report("busy"))
    assert rig.objects() == before


def test_in_whatever_order_reports_come_the_end_is_the_same(rig: Rig) -> None:
    ends = set()
    for n, order in enumerate(permutations(["ringing", "in-progress", "completed"])):
        hid = place_call(rig.tools(), wish(f"session-{n}", f"+493012345{n}00")).handover_id
        for status in order:
            follow_customer(rig.tools(), hid, report(status))
        ends.add(rig.handover(hid).state)
    assert ends == {"abandoned"}


def test_the_end_takes_the_live_marker_away(rig: Rig, hid: str) -> None:
    follow_customer(rig.tools(), hid, report("completed", CallDuration="64", SipResponseCode="200"))
    assert not rig.objects(keys.LIVE)
    ended = rig.objects(keys.event(hid, Kind.ENDED))[keys.event(hid, Kind.ENDED)]
    assert ended["facts"] == {"sid": "CA" + "1" * 32, "status": "completed", "seconds": "64", "sip": "200"}


def test_an_end_whose_marker_stays_is_kept_all_the_same(rig: Rig, hid: str) -> None:
    client = rig.client().failing(lambda _, key: key.startswith(keys.LIVE))
    follow_customer(rig.tools(rig.kit(lambda: client)), hid, report("busy"))
    assert rig.handover(hid).state == "busy"


def test_a_report_that_is_not_kept_is_not_taken(rig: Rig, hid: str) -> None:
    client = rig.client().failing(lambda _, key: key.endswith("/ended"))
    with pytest.raises(StorageError):
        follow_customer(rig.tools(rig.kit(lambda: client)), hid, report("busy"))


def test_a_report_of_no_handover_is_refused(rig: Rig) -> None:
    with pytest.raises(UnknownHandoverError):
        follow_customer(rig.tools(), "20261123-nobody-1", report("busy"))
    with pytest.raises(UnknownHandoverError):
        follow_leg(rig.tools(), "20261123-nobody-1", 1, "agent", report("busy"))


@pytest.mark.parametrize("status", ["", "exploded", "Completed"])
def test_a_status_that_twilio_does_not_have_is_refused(rig: Rig, hid: str, status: str) -> None:
    with pytest.raises(UnknownReportError):
        follow_customer(rig.tools(), hid, report(status))


@pytest.mark.parametrize(
    ("kind", "field", "word"),
    [
        ("agent", "CallStatus", "no-answer"),
        ("amd", "AnsweredBy", "machine_end_beep"),
        ("recording", "RecordingStatus", "completed"),
    ],
)
def test_what_other_legs_report_is_kept_beside_and_changes_no_state(
    rig: Rig, hid: str, kind: str, field: str, word: str
) -> None:
    before = rig.handover(hid)
    assert follow_leg(rig.tools(), hid, 2, kind, {field: word, "CallSid": "CA2", "To": "+493012345672"}) == word
    assert rig.handover(hid) == before
    key = keys.leg(hid, 2, f"{kind}-{word}")
    assert rig.objects(key)[key]["facts"] == {"CallSid": "CA2"}, "the agent's number is not kept"


@pytest.mark.parametrize("word", ["", "../../v1/live/x", "a b", "busy1"])
def test_a_leg_report_without_a_plain_word_is_refused(rig: Rig, hid: str, word: str) -> None:
    with pytest.raises(UnknownReportError):
        follow_leg(rig.tools(), hid, 1, "agent", {"CallStatus": word})
