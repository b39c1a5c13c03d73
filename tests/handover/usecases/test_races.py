"""Many requests at the same moment lead to one call, one permit and an exact total, in memory and on a real server."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

from handover.core.call.events import EventKind
from handover.services.storage import keys
from handover.services.storage.keys import quota_keys
from handover.usecases.claim_session import claim_session
from handover.usecases.start_call import start_call
from tests.handover.rig import CUSTOMER, HandClock, Rig, at_once, call_request

FACTS = {"wish": call_request().as_record(), "phone": CUSTOMER, "language": "en", "time_limit": 3600, "desk": "d"}


def test_twenty_requests_of_one_chat_place_one_call(racing_rig: Rig) -> None:
    rig, app = racing_rig, racing_rig.app()
    replies = at_once([lambda: start_call(rig.ctx(app), call_request())] * 20)
    assert rig.twilio.dialled == [CUSTOMER]
    assert {reply.ok for reply in replies} == {True}
    assert len({reply.handover_id for reply in replies}) == 1
    assert sum("already" not in reply.extra for reply in replies) == 1


def test_one_number_from_twenty_chats_is_called_once(racing_rig: Rig) -> None:
    rig, app = racing_rig, racing_rig.app()
    replies = at_once([partial(start_call, rig.ctx(app), call_request(f"session-{n}")) for n in range(20)])
    assert rig.twilio.dialled == [CUSTOMER]
    assert sorted(reply.reason for reply in replies) == ["", *["already_calling"] * 19]


def test_with_five_calls_left_today_many_requests_place_exactly_five(racing_rig: Rig) -> None:
    rig, app = racing_rig, racing_rig.app()
    rig.desk(limits={"calls_per_day": 8})
    for n in (1, 2, 5):
        rig.storage.bucket.claim(
            keys.numbered(quota_keys.total("20261123"), n), {"hid": "x", "at": "2026-11-23T08:00:00Z"}
        )
    numbers = [f"+4930123451{n:02d}" for n in range(40)]
    replies = at_once([partial(start_call, rig.ctx(app), call_request(number, number)) for number in numbers])
    assert len(rig.twilio.dialled) == 5
    assert sorted(reply.reason for reply in replies) == ["", "", "", "", "", *["limit_reached"] * 35]


def test_of_many_that_claim_after_an_end_one_wins(racing_rig: Rig) -> None:
    app = racing_rig.app()
    first = claim_session(racing_rig.ctx(app), "session-1", FACTS)
    racing_rig.storage.handovers.add(first.handover_id, EventKind.ENDED, racing_rig.clock.now(), {"status": "busy"})
    claims = at_once([lambda: claim_session(racing_rig.ctx(app), "session-1", FACTS)] * 8)
    assert sum(claimed.existing is None for claimed in claims) == 1
    assert {claimed.handover_id[-2:] for claimed in claims} == {"-2"}


def test_on_both_sides_of_midnight_one_permit_is_valid(racing_rig: Rig) -> None:
    before = HandClock(datetime(2026, 11, 23, 23, 59, 59, 900000, tzinfo=UTC))
    after = HandClock(before.now() + timedelta(seconds=0.2))
    kits = [racing_rig.app(clock=clock) for clock in (before, after) * 4]
    for n in range(3):
        asking = [partial(claim_session, racing_rig.ctx(app), f"midnight-{n}", FACTS) for app in kits]
        claims = at_once(asking)
        assert sum(claimed.existing is None for claimed in claims) == 1
        assert len({claimed.handover_id for claimed in claims}) == 1


def test_after_a_crash_between_pointer_and_permit_the_call_is_dialled_once(racing_rig: Rig) -> None:
    rig = racing_rig
    sessions, now = rig.storage.sessions, rig.clock.now()
    sessions.claiming_pointer("session-1", 1, sessions.handover_id("session-1", now - timedelta(days=1), 1), now)()
    app = rig.app()
    replies = at_once([lambda: start_call(rig.ctx(app), call_request())] * 8)
    assert rig.twilio.dialled == [CUSTOMER]
    assert all(reply.ok for reply in replies)
