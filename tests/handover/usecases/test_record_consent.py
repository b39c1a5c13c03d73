"""The scheduler writes the consent receipts of handovers that are over, each once, also those of days ago."""

from __future__ import annotations

import itertools

import pytest

from handover.core.call.events import EventKind
from handover.services.storage import keys
from handover.services.storage.keys import handover_keys
from handover.usecases.do_not_call import lift
from handover.usecases.start_call import start_call
from handover.usecases.sweep import sweep
from tests.fakes.bucket import CUT_AFTER, CUT_BEFORE, DOWN, nth
from tests.handover.rig import CUSTOMER, OTHER, Rig, call_request
from tests.handover.twilio_stub import refuses

CONSENT = {"question": "We will call you now. OK?", "answer": "yes"}
DAY = 86_400


def place(rig: Rig, session: str = "session-1", number: str = CUSTOMER, **more: object) -> str:
    return start_call(rig.ctx(), call_request(session, number, **{"consent": CONSENT, **more})).handover_id


def add(rig: Rig, handover_id: str, kind: EventKind, **facts: object) -> None:
    rig.storage.handovers.add(handover_id, kind, rig.clock.now(), facts)


def over(rig: Rig, session: str = "session-1", number: str = CUSTOMER) -> str:
    handover_id = place(rig, session, number)
    add(rig, handover_id, EventKind.ENDED, status="busy", sid="CA1")
    return handover_id


def record(rig: Rig) -> int:
    """Sweeps once. Returns how many receipts that wrote."""
    before = len(rig.objects("v1/consent/"))
    rig.clock.step(60)
    sweep(rig.ctx(seconds=45))
    return len(rig.objects("v1/consent/")) - before


def entries(rig: Rig, number: str = CUSTOMER) -> list[tuple[str, str]]:
    chain = rig.storage.consents.chain(rig.storage.consents.person(number))
    assert rig.storage.consents.broken_at(rig.storage.consents.person(number)) is None
    return [(body["kind"], body["subject"]) for _, body in chain]


def test_a_start_writes_no_receipt_and_waits_for_none(rig: Rig) -> None:
    place(rig)
    assert rig.objects("v1/consent/") == rig.objects("v1/receipt/") == {}


def test_a_sweep_writes_the_receipts_of_a_handover_that_is_over(rig: Rig) -> None:
    handover_id = over(rig)
    assert record(rig) == 2
    assert entries(rig) == [("given", handover_id), ("used", handover_id)]


def test_each_receipt_is_written_once(rig: Rig) -> None:
    over(rig)
    assert [record(rig) for _ in range(3)] == [2, 0, 0]
    marks = [name for name in rig.objects("v1/day/") if "/receipts_" in name]
    assert len(marks) == 1
    rig.storage.bucket.delete(marks[0])  # a mark is a cache
    assert record(rig) == 0
    assert len(entries(rig)) == 2


def test_a_live_handover_waits_for_its_end(rig: Rig) -> None:
    handover_id = place(rig)
    assert record(rig) == 0
    add(rig, handover_id, EventKind.CANCELED)
    assert record(rig) == 2


def test_a_consent_without_a_call_is_a_receipt_and_a_late_report_adds_the_use(rig: Rig) -> None:
    rig.twilio.mishaps.append(refuses(400, 21211))
    handover_id = place(rig)
    assert record(rig) == 1
    assert record(rig) == 0
    add(rig, handover_id, EventKind.RINGING, sid="CA1")
    assert record(rig) == 1
    assert entries(rig) == [("given", handover_id), ("used", handover_id)]


def test_a_call_without_consent_and_a_refused_request_have_no_receipt(rig: Rig) -> None:
    add(rig, place(rig, consent={}), EventKind.CANCELED)
    place(rig, "session-2", "not a number")
    assert record(rig) == 0


def test_what_is_written_is_not_read_again(rig: Rig) -> None:
    handover_id = over(rig)
    record(rig)
    client = rig.client().separate()
    rig.clock.step(60)
    sweep(rig.ctx(rig.app(lambda: client), seconds=45))
    assert not [request for request in client.requests if request.startswith(f"GET v1/day/{handover_id[:8]}/")]


def test_a_scheduler_that_was_away_for_days_makes_up_for_it(rig: Rig) -> None:
    record(rig)
    ids = []
    for day in range(5):
        ids.append(over(rig, f"session-{day}"))
        rig.clock.step(DAY)
    assert record(rig) == 10
    assert sorted(subject for kind, subject in entries(rig) if kind == "used") == ids
    for _ in range(2):
        record(rig)
    assert rig.storage.receipts_due.cursor() == "20261127 "


def test_handovers_of_before_are_left_as_they_are(rig: Rig) -> None:
    over(rig)
    rig.clock.step(3 * DAY)
    assert record(rig) == 0
    assert entries(rig) == []


def test_one_handover_that_cannot_be_read_does_not_hold_up_the_others(rig: Rig) -> None:
    broken, whole = over(rig, "session-1", CUSTOMER), over(rig, "session-2", OTHER)
    rig.server.put(rig.bucket, f"v1/day/{broken[:8]}/{broken}/requested", b"[]")
    record(rig)
    assert entries(rig, OTHER) == [("given", whole), ("used", whole)]
    assert any(broken in warning for warning in rig.log.warnings)


def test_a_renewal_that_only_was_noted_is_written(rig: Rig) -> None:
    n = rig.storage.do_not_call.add(CUSTOMER, rig.clock.now(), "", []).n
    lift(rig.ctx(), CUSTOMER, n, call_request(consent=CONSENT), "en")
    assert record(rig) == 1
    assert entries(rig) == [("renewed", "1")]
    assert rig.objects("v1/receipt/due/") == {}


@pytest.mark.parametrize("fault", [CUT_BEFORE, CUT_AFTER, DOWN])
@pytest.mark.parametrize("k", range(3, 22))  # a sweep that cannot begin does nothing
def test_what_a_fault_leaves_out_the_next_round_writes(rig: Rig, k: int, fault: object) -> None:
    first, second = over(rig, "session-1"), ""
    rig.clock.step(3600)
    second = over(rig, "session-2")
    rig.storage.do_not_call.add(CUSTOMER, rig.clock.now(), "", [])
    lift(rig.ctx(), CUSTOMER, 1, call_request(consent=CONSENT), "en")
    client = rig.client().failing(nth(k), fault)  # type: ignore[arg-type]
    sweep(rig.ctx(rig.app(lambda: client), seconds=45))
    rig.clock.step(600)
    sweep(rig.ctx(seconds=45))
    expected = [(kind, subject) for subject, kind in itertools.product((first, second), ("given", "used"))]
    assert sorted(entries(rig)) == sorted([*expected, ("renewed", "1")])


def test_a_round_without_time_leaves_the_receipts_to_the_next(rig: Rig) -> None:
    over(rig)
    sweep(rig.ctx(seconds=9))
    assert entries(rig) == []
    assert record(rig) == 2


def test_a_permit_that_cannot_be_used_holds_up_no_other(rig: Rig) -> None:
    damaged, other = over(rig), over(rig, "session-2", OTHER)
    rig.server.put(
        rig.bucket, handover_keys.event(damaged, EventKind.REQUESTED), b'{"at": "2026-11-23T09:00:00+00:00"}'
    )
    unreadable = over(rig, "session-3", "+493012345699")
    rig.server.put(rig.bucket, handover_keys.event(unreadable, EventKind.REQUESTED), b"{}")
    record(rig)
    assert entries(rig, OTHER) == [("given", other), ("used", other)]


def test_a_note_that_cannot_be_read_holds_up_no_other(rig: Rig) -> None:
    n = rig.storage.do_not_call.add(CUSTOMER, rig.clock.now(), "", []).n
    lift(rig.ctx(), CUSTOMER, n, call_request(consent=CONSENT), "en")
    rig.server.put(rig.bucket, f"{keys.RECEIPTS_DUE}aaa.renewed.1", b"nonsense")
    record(rig)
    assert entries(rig) == [("renewed", "1")]
    assert any("a note" in warning for warning in rig.log.warnings)
