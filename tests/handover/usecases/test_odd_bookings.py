"""What is stored of bookings may be garbage, or from another version: it holds up nobody, and calls nobody."""

from __future__ import annotations

import json
from typing import Any

import pytest

from handover.core.call.events import EventKind
from handover.services.storage import keys
from handover.services.storage.keys import handover_keys
from handover.usecases.offer_slots import offer_slots
from handover.usecases.reschedule_call import reschedule_call
from handover.usecases.sweep import sweep
from tests.handover.rig import CUSTOMER, OTHER, Rig
from tests.handover.usecases.scheduling import AT, booked, schedule, scheduled, wait

_AT = {"at": "2026-11-24T09:00:00+00:00", "phone": OTHER, "wish": {"session_id": "session-2"}}


@pytest.mark.parametrize("name", ["", "x", "2026", "000000000000/20261123-x", "999999999999/x", "2026112409/x", "٢/x"])
def test_a_name_in_the_index_that_is_none_holds_up_no_call(rig: Rig, name: str) -> None:
    booked(rig)
    rig.server.put(rig.bucket, f"{keys.DUE}{name}", b"{}")
    wait(rig, hours=24, minutes=1)
    assert sweep(rig.ctx(seconds=45))["ok"]
    assert rig.twilio.dialled == [CUSTOMER]


@pytest.mark.parametrize(
    "facts",
    [
        {},
        [],
        {"at": []},
        {**_AT, "at": "2026-11-24T09:00:00"},
        {**_AT, "phone": 5},
        {**_AT, "phone": "abc"},
        {**_AT, "wish": "x", "earlier": {}},
        {**_AT, "language": "xx", "retry": "x", "proof": "weird"},
        {**_AT, "language": ["de"], "earlier": [1, {"number": 5, "at": "x"}], "proof": ["digit"], "digit_of": 5},
    ],
)
def test_a_booking_of_an_odd_shape_is_over_after_its_time(rig: Rig, facts: Any) -> None:
    odd = schedule(rig, session="session-2", number=OTHER).handover_id
    stored = {"at": rig.clock.now().isoformat(), "facts": facts}
    rig.server.put(rig.bucket, handover_keys.event(odd, EventKind.BOOKED, 1), json.dumps(stored).encode())
    booked(rig)
    rig.ctx()
    rig._own = None
    wait(rig, hours=24, minutes=1)
    done = sweep(rig.ctx(seconds=45))
    assert (done["failed"], done["due"]["failed"]) == (0, 0), rig.log.warnings
    assert CUSTOMER in rig.twilio.dialled
    assert odd not in [one.id for one in scheduled(rig)]
    assert not any("Error" in warning and "Receipts" not in warning for warning in rig.log.warnings)


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00Z", "9998-12-31T23:59:59Z", "9999-12-31T23:59[Pacific/Kiritimati]"])
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Midway"])
def test_a_time_at_the_end_of_the_calendar_is_refused_in_words(rig: Rig, at: str, zone: str) -> None:
    rig.desk(time_zone=zone)
    assert schedule(rig, at).reason == "bad_parameter"
    assert offer_slots(rig.ctx(), "session-1", CUSTOMER, at, "").reason == "bad_parameter"
    schedule(rig, AT)
    assert reschedule_call(rig.ctx(), "session-1", at, "").reason == "bad_parameter"
