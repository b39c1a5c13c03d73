"""A row is kept when its call is over, and nobody waits for it."""

from __future__ import annotations

from handover.core.call.events import Kind
from handover.core.report.row import mark_of
from handover.services.storage import keys
from handover.usecases.keep_row import keep_row
from handover.usecases.reconcile import settled
from handover.usecases.record_callback import follow_customer
from handover.usecases.start_call import place_call
from tests.handover.rig import CUSTOMER, Rig, wish
from tests.handover.usecases.viewer import begun, talked


def test_a_call_whose_end_twilio_reports_has_its_row_kept(rig: Rig) -> None:
    hid = place_call(rig.tools(), wish(name="Ada")).handover_id
    for status in ("ringing", "in-progress", "completed"):
        follow_customer(rig.tools(), hid, {"CallSid": "CA1", "CallStatus": status})
        assert bool(rig.objects("v1/row/")) == (status == "completed")
    (kept,) = rig.objects("v1/row/").values()
    assert (kept["id"], kept["state"], kept["name"]) == (hid, "abandoned", "Ada")


def test_a_call_whose_end_is_found_out_has_its_row_kept(rig: Rig) -> None:
    hid = place_call(rig.tools(), wish()).handover_id
    next(iter(rig.twilio.calls.values()))["status"] = "busy"
    rig.clock.step(600)
    settled(rig.tools(), rig.handover(hid))
    assert [row["state"] for row in rig.objects("v1/row/").values()] == ["busy"]


def test_a_report_that_comes_late_makes_the_row_anew(rig: Rig) -> None:
    hid, began, timelines = begun(rig, 1)
    timelines.add(hid, Kind.ENDED, began, {"status": "completed"})
    keep_row(rig.tools(), hid)
    timelines.add(hid, Kind.NO_KEY, began)
    keep_row(rig.tools(), hid)
    assert [row["state"] for row in rig.objects("v1/row/").values()] == ["no_human"]


def test_a_row_is_kept_once_the_call_is_over_and_not_before(rig: Rig) -> None:
    hid, began, timelines = begun(rig, 1)
    keep_row(rig.tools(), hid)
    assert not rig.objects("v1/row/")
    timelines.add(hid, Kind.ENDED, began, {"status": "busy"})
    keep_row(rig.tools(), hid)
    (name,) = rig.objects("v1/row/")
    assert name == keys.row(hid, mark_of(["requested", "ended"]))
    assert rig.objects("v1/row/")[name]["state"] == "busy"


def test_keeping_a_row_never_fails_and_never_hurries_anybody(rig: Rig) -> None:
    hid = talked(rig, 1)
    client = rig.client().failing()
    keep_row(rig.tools(rig.kit(lambda: client)), hid)
    assert len(rig.log.warnings) == 1
    keep_row(rig.tools(seconds=3), hid)
    keep_row(rig.tools(), "20261123-nobody-1")
    assert not rig.objects("v1/row/")


def test_a_row_holds_no_phone_number(rig: Rig) -> None:
    hid = talked(rig, 1)
    keep_row(rig.tools(), hid)
    assert CUSTOMER[-8:] not in str(rig.objects("v1/row/"))
