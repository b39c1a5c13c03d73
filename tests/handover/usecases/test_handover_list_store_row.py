"""A row is stored when its call is over, and Twilio does not wait for it."""

from __future__ import annotations

from handover.core.call.events import EventKind
from handover.core.report.row import mark_of
from handover.services.storage.keys import row_keys
from handover.usecases.handover_list import store_row
from handover.usecases.reconcile import reconcile
from handover.usecases.record_callback import record_customer_callback
from handover.usecases.start_call import start_call
from handover.usecases.sweep import sweep
from tests.handover.rig import CUSTOMER, Rig, call_request
from tests.handover.usecases.viewer import begun, talked


def test_the_row_of_a_call_whose_end_twilio_reports_is_stored_by_the_scheduler(rig: Rig) -> None:
    handover_id = start_call(rig.ctx(), call_request(name="Ada")).handover_id
    for status in ("ringing", "in-progress", "completed"):
        record_customer_callback(rig.ctx(), handover_id, {"CallSid": "CA1", "CallStatus": status})
    assert not rig.objects("v1/row/")  # Twilio waits for the answer to its report
    sweep(rig.ctx())
    assert handover_id in str(rig.objects("v1/row/"))
    assert ("Ada" in str(rig.objects("v1/row/")), "abandoned" in str(rig.objects("v1/row/"))) == (True, True)


def test_the_row_of_a_call_whose_end_is_looked_up_is_stored(rig: Rig) -> None:
    handover_id = start_call(rig.ctx(), call_request()).handover_id
    next(iter(rig.twilio.calls.values()))["status"] = "busy"
    rig.clock.step(600)
    reconcile(rig.ctx(), rig.handover(handover_id))
    assert [row["state"] for row in rig.objects("v1/row/").values()] == ["busy"]


def test_a_late_report_makes_the_row_again(rig: Rig) -> None:
    handover_id, began, handovers = begun(rig, 1)
    handovers.add(handover_id, EventKind.ENDED, began, {"status": "completed"})
    store_row(rig.ctx(), handover_id)
    handovers.add(handover_id, EventKind.NO_KEY, began)
    store_row(rig.ctx(), handover_id)
    assert [row["state"] for row in rig.objects("v1/row/").values()] == ["no_human"]


def test_a_row_is_stored_when_the_call_is_over_and_not_before(rig: Rig) -> None:
    handover_id, began, handovers = begun(rig, 1)
    store_row(rig.ctx(), handover_id)
    assert not rig.objects("v1/row/")
    handovers.add(handover_id, EventKind.ENDED, began, {"status": "busy"})
    store_row(rig.ctx(), handover_id)
    (name,) = rig.objects("v1/row/")
    assert name == row_keys.row(handover_id, mark_of(["requested", "ended"]))
    assert rig.objects("v1/row/")[name]["state"] == "busy"


def test_storing_a_row_never_fails_its_request_and_needs_time_left(rig: Rig) -> None:
    handover_id = talked(rig, 1)
    client = rig.client().failing()
    store_row(rig.ctx(rig.app(lambda: client)), handover_id)
    assert len(rig.log.warnings) == 1
    store_row(rig.ctx(seconds=3), handover_id)
    store_row(rig.ctx(), "20261123-nobody-1")
    assert not rig.objects("v1/row/")


def test_a_row_holds_no_phone_number(rig: Rig) -> None:
    handover_id = talked(rig, 1)
    store_row(rig.ctx(), handover_id)
    assert CUSTOMER[-8:] not in str(rig.objects("v1/row/"))
