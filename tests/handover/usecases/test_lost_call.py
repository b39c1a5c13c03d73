"""A call whose create was never answered is found only if it is surely this handover's. No end of another is recorded."""

from __future__ import annotations

from datetime import timedelta

import pytest

from handover.core.call.events import EventKind
from handover.core.call.state import Handover
from handover.services.storage.keys import handover_keys
from handover.usecases.call_status import call_status
from handover.usecases.cancel_call import cancel_call
from handover.usecases.reconcile import reconcile
from handover.usecases.record_callback import record_customer_callback
from handover.usecases.start_call import start_call
from tests.handover.rig import CUSTOMER, OUR_NUMBER, Rig, call_request
from tests.handover.twilio_stub import CUT_AFTER, CUT_BEFORE, refuses

FORM = {"To": [CUSTOMER], "From": [OUR_NUMBER]}


def pass_time(rig: Rig, seconds: float) -> None:
    rig.clock.step(seconds)
    rig.twilio.now = rig.clock.now()


def place(rig: Rig, session: str = "session-1") -> str:
    return start_call(rig.ctx(), call_request(session)).handover_id


def lose(rig: Rig, session: str = "session-1", placed: bool = True) -> str:
    rig.twilio.mishaps.append(CUT_AFTER if placed else CUT_BEFORE)
    return place(rig, session)


def end(rig: Rig, handover_id: str, status: str = "busy") -> None:
    """The call ends, and Twilio reports it."""
    sid = rig.handover(handover_id).sid
    rig.twilio.calls[sid].update(status=status)
    record_customer_callback(rig.ctx(), handover_id, {"CallSid": sid, "CallStatus": status})


def look(rig: Rig, handover_id: str) -> Handover:
    return reconcile(rig.ctx(), rig.handover(handover_id))


def sids(rig: Rig) -> list[str]:
    return list(rig.twilio.calls)


def hide(rig: Rig, *gone: str) -> dict[str, dict[str, object]]:
    """Twilio's list lags behind: it does not have these calls yet."""
    return {sid: rig.twilio.calls.pop(sid) for sid in gone}


class TestAnEarlierCall:
    @pytest.fixture
    def second(self, rig: Rig) -> str:
        """Call 1 is busy. Ten seconds later, call 2's answer is lost, and Twilio does not list it yet."""
        end(rig, place(rig))
        pass_time(rig, 10)
        return lose(rig)

    def test_its_end_is_not_recorded_for_the_lost_one(self, rig: Rig, second: str) -> None:
        hidden = hide(rig, sids(rig)[1])
        found = look(rig, second)
        assert (found.state, found.sid) == ("unconfirmed", "")
        assert call_status(rig.ctx(), "session-1", "").status == "unconfirmed"
        assert start_call(rig.ctx(), call_request()).extra["already"] is True
        assert len(rig.twilio.created) == 2
        rig.twilio.calls.update(hidden)
        record_customer_callback(rig.ctx(), second, {"CallSid": next(iter(hidden)), "CallStatus": "ringing"})
        assert (rig.handover(second).state, rig.handover(second).sid) == ("ringing", next(iter(hidden)))

    def test_the_lost_one_is_found_beside_it(self, rig: Rig, second: str) -> None:
        found = look(rig, second)
        assert (found.state, found.sid) == ("dialing", sids(rig)[1])

    def test_it_is_not_ended_by_a_cancellation(self, rig: Rig, second: str) -> None:
        hide(rig, sids(rig)[1])
        reply = cancel_call(rig.ctx(), "session-1", "")
        assert (reply.status, rig.twilio.ended) == ("canceled", [])
        assert "hang up" in reply.message

    def test_it_is_never_ours_even_when_its_record_of_the_call_was_lost(self, rig: Rig, second: str) -> None:
        first = next(name for name in rig.objects("v1/day/") if name.endswith("/ended"))
        rig.storage.bucket.delete(first)
        rig.storage.bucket.delete(first.replace("/ended", "/placed"))
        hide(rig, sids(rig)[1])
        assert look(rig, second).sid == ""

    def test_one_of_the_same_second_is_told_apart_by_its_owner(self, rig: Rig) -> None:
        end(rig, place(rig))
        second = lose(rig)
        hidden = hide(rig, sids(rig)[1])
        assert look(rig, second).sid == ""
        rig.twilio.calls.update(hidden)
        pass_time(rig, 120)
        assert look(rig, second).sid == next(iter(hidden))

    def test_one_of_the_same_second_whose_owner_does_not_know_it_is_not_ours(self, rig: Rig) -> None:
        first = place(rig)
        end(rig, first)
        for kind in (EventKind.ENDED, EventKind.PLACED):
            rig.storage.bucket.delete(handover_keys.event(first, kind))
        rig.storage.handovers.add(first, EventKind.CANCELED, rig.clock.now())
        second = lose(rig, "session-2")
        hide(rig, sids(rig)[1])
        found = look(rig, second)
        assert (found.state, found.sid, found.looks[0].facts["status"]) == ("unconfirmed", "", "unsure")


class TestWhenItIsNotSure:
    @pytest.fixture
    def lost(self, rig: Rig) -> str:
        """The answer was lost, and Twilio lists two calls of that minute."""
        lost = lose(rig)
        rig.twilio.place(FORM)
        return lost

    def test_nothing_is_recorded_but_the_lookup(self, rig: Rig, lost: str) -> None:
        found = look(rig, lost)
        assert (found.state, found.sid) == ("unconfirmed", "")
        assert [event.facts for event in found.looks] == [{"status": "unsure", "calls": 2, "over": False}]

    def test_no_call_is_ended_by_a_cancellation(self, rig: Rig, lost: str) -> None:
        assert "hang up" in cancel_call(rig.ctx(), "session-1", "").message
        assert rig.twilio.ended == []

    def test_it_stays_while_one_of_them_is_under_way(self, rig: Rig, lost: str) -> None:
        rig.twilio.calls[sids(rig)[0]].update(status="busy")
        for _ in range(5):
            pass_time(rig, 120)
            assert look(rig, lost).state == "unconfirmed"

    def test_it_has_failed_when_all_of_them_are_over_in_two_lookups(self, rig: Rig, lost: str) -> None:
        for call in rig.twilio.calls.values():
            call.update(status="busy")
        pass_time(rig, 20)
        assert look(rig, lost).state == "unconfirmed"
        pass_time(rig, 120)
        found = look(rig, lost)
        assert (found.state, found.sid) == ("failed", "")

    def test_a_busy_call_that_may_be_its_own_keeps_its_quota(self, rig: Rig, lost: str) -> None:
        for call in rig.twilio.calls.values():
            call.update(status="busy")
        for seconds in (20, 120):
            pass_time(rig, seconds)
            look(rig, lost)
        assert rig.storage.quotas.calls_to(CUSTOMER).in_use(5)

    def test_it_ends_when_the_longest_call_would_be_over(self, rig: Rig, lost: str) -> None:
        look(rig, lost)
        pass_time(rig, 3600 + 600 + 60)
        assert look(rig, lost).state == "unconfirmed"
        pass_time(rig, 120)
        assert look(rig, lost).state == "failed"

    def test_twilios_record_of_its_requests_decides(self, rig: Rig, lost: str) -> None:
        first, second = sids(rig)
        rig.twilio.records = {first: [f"https://h.test/twiml?step=greet&h={lost}&l=en"]}
        assert look(rig, lost).sid == first
        assert second not in rig.handover(lost).sids

    def test_a_record_that_names_another_leaves_one(self, rig: Rig, lost: str) -> None:
        first, second = sids(rig)
        rig.twilio.records = {first: ["https://h.test/status?kind=customer&h=20261123-abc-1"]}
        assert look(rig, lost).sid == second

    def test_a_record_that_cannot_be_read_proves_nothing(self, rig: Rig, lost: str) -> None:
        rig.twilio.records = dict.fromkeys(sids(rig), refuses(500, 20500))
        assert look(rig, lost).sid == ""


class TestWhatElseMayHaveCalled:
    def test_a_spoken_sign_in_code_of_that_minute_makes_it_unsure(self, rig: Rig) -> None:
        rig.storage.code_quotas.claim_request_for(CUSTOMER, False, 0, rig.clock.now())
        lost = lose(rig)
        assert look(rig, lost).sid == ""

    def test_a_record_that_names_a_challenge_is_not_ours(self, rig: Rig) -> None:
        lost = lose(rig)
        rig.twilio.records = {sids(rig)[0]: ["https://h.test/twiml?step=code&h=challenge&l=en"]}
        found = look(rig, lost)
        assert found.looks[0].facts == {"status": "none"}

    @pytest.mark.parametrize("seconds", [-3, -30, 61, 3600])
    def test_a_call_of_another_time_is_not_ours(self, rig: Rig, seconds: int) -> None:
        lost = lose(rig, placed=False)
        rig.twilio.now = rig.clock.now() + timedelta(seconds=seconds)
        rig.twilio.place(FORM)
        assert look(rig, lost).looks[0].facts == {"status": "none"}

    @pytest.mark.parametrize("seconds", [-2, 0, 60])
    def test_a_call_of_the_same_minute_is(self, rig: Rig, seconds: int) -> None:
        lost = lose(rig, placed=False)
        rig.twilio.now = rig.clock.now() + timedelta(seconds=seconds)
        rig.twilio.place(FORM)
        assert look(rig, lost).sid == sids(rig)[0]

    @pytest.mark.parametrize("unknown", [{"date_created": None}, {"sid": None}, {"date_created": "soon"}, {"sid": ""}])
    def test_a_call_with_an_unknown_time_or_sid_is_neither_ours_nor_none(
        self, rig: Rig, unknown: dict[str, str | None]
    ) -> None:
        lost = lose(rig)
        rig.twilio.calls[sids(rig)[0]].update(unknown)
        for _ in range(3):
            pass_time(rig, 120)
            found = look(rig, lost)
            assert (found.state, found.sid) == ("unconfirmed", "")
        assert {event.facts["status"] for event in found.looks} == {"unsure"}

    def test_a_call_without_a_status_is_not_over(self, rig: Rig) -> None:
        lost = lose(rig)
        rig.twilio.calls[sids(rig)[0]].update(status=None)
        assert look(rig, lost).state == "dialing"


class TestWhatProvesThatThereIsNone:
    def test_a_refused_list_proves_nothing(self, rig: Rig) -> None:
        lost = lose(rig, placed=False)
        for _ in range(3):
            rig.twilio.look_mishaps.append(refuses(429, 20429))
            pass_time(rig, 120)
            assert look(rig, lost).state == "unconfirmed"
        assert "status 429, code 20429" in rig.log.warnings[-1]
        assert rig.handover(lost).looks == ()

    def test_a_refused_list_does_not_last_for_ever(self, rig: Rig) -> None:
        lost = lose(rig, placed=False)
        rig.twilio.look_mishaps.append(refuses(401, 20003))
        pass_time(rig, 3600 + 600 + 61)
        assert look(rig, lost).state == "failed"

    def test_a_lookup_before_the_create_was_over_does_not_count(self, rig: Rig) -> None:
        lost = lose(rig, placed=False)
        rig.storage.handovers.add(lost, EventKind.LOOKED, rig.clock.now() - timedelta(seconds=1), {"status": "none"}, 1)
        pass_time(rig, 121)
        assert look(rig, lost).state == "unconfirmed"

    def test_what_was_surely_not_placed_gives_its_quota_back(self, rig: Rig) -> None:
        lost = lose(rig, placed=False)
        look(rig, lost)
        pass_time(rig, 120)
        assert look(rig, lost).state == "failed"
        assert rig.storage.quotas.calls_to(CUSTOMER).in_use(5) == []

    def test_a_permit_without_a_number_is_never_searched_for(self, rig: Rig) -> None:
        lost = lose(rig, placed=False)
        stored = rig.objects(handover_keys.event(lost, EventKind.REQUESTED))[
            handover_keys.event(lost, EventKind.REQUESTED)
        ]
        stored["facts"]["phone"] = None
        rig.storage.bucket.put(handover_keys.event(lost, EventKind.REQUESTED), stored)
        rig._own = None
        before = len(rig.twilio.requests)
        assert look(rig, lost).state == "unconfirmed"
        assert len(rig.twilio.requests) == before


class TestACanceledOne:
    """The create's answer is lost, and the customer cancels before Twilio lists the call."""

    @pytest.fixture
    def canceled(self, rig: Rig) -> str:
        lost = lose(rig)
        self.hidden = hide(rig, *sids(rig))
        assert "hang up" in cancel_call(rig.ctx(), "session-1", "").message
        rig.twilio.calls.update(self.hidden)
        return lost

    def test_it_is_ended_when_it_rings(self, rig: Rig, canceled: str) -> None:
        (sid,) = self.hidden
        record_customer_callback(rig.ctx(), canceled, {"CallSid": sid, "CallStatus": "ringing"})
        assert rig.twilio.ended == [sid]
        assert rig.handover(canceled).state == "canceled"

    def test_it_is_ended_when_it_is_answered(self, rig: Rig, canceled: str) -> None:
        (sid,) = self.hidden
        record_customer_callback(rig.ctx(), canceled, {"CallSid": sid, "CallStatus": "in-progress"})
        assert rig.twilio.ended == [sid]

    def test_it_is_ended_when_a_lookup_finds_it(self, rig: Rig, canceled: str) -> None:
        pass_time(rig, 120)
        look(rig, canceled)
        assert rig.twilio.ended == list(self.hidden)
        pass_time(rig, 120)
        assert look(rig, canceled).ended
        assert rig.handover(canceled).state == "canceled"

    def test_it_is_ended_by_a_second_cancellation(self, rig: Rig, canceled: str) -> None:
        reply = cancel_call(rig.ctx(), "session-1", "")
        assert reply.extra["already"] is True
        assert rig.twilio.ended == list(self.hidden)

    def test_it_is_over_when_two_lookups_find_none(self, rig: Rig, canceled: str) -> None:
        rig.twilio.calls.clear()
        for _ in range(3):
            pass_time(rig, 120)
            look(rig, canceled)
        assert rig.handover(canceled).ended
        assert rig.handover(canceled).state == "canceled"

    def test_a_call_that_the_next_start_placed_is_left_alone(self, rig: Rig, canceled: str) -> None:
        hide(rig, *self.hidden)
        pass_time(rig, 5)
        again = place(rig)
        pass_time(rig, 120)
        look(rig, canceled)
        assert rig.twilio.ended == []
        assert rig.handover(again).state == "dialing"

    def test_a_call_that_twilio_failed_to_end_is_ended_later(self, rig: Rig) -> None:
        handover_id = place(rig)
        rig.twilio.look_mishaps.append(refuses(500, 20500))
        cancel_call(rig.ctx(), "session-1", "")
        assert rig.twilio.ended == []
        pass_time(rig, 31)
        look(rig, handover_id)
        assert rig.twilio.ended == sids(rig)

    def test_a_cancellation_sees_the_sid_that_was_recorded_meanwhile(self, rig: Rig) -> None:
        lost = lose(rig)
        (sid,) = sids(rig)

        class Late:
            """Twilio reports the call just after the cancellation was written."""

            def __call__(self, method: str, key: str) -> bool:
                if method == "PUT" and key.endswith("/canceled"):
                    rig.storage.handovers.add(lost, EventKind.RINGING, rig.clock.now(), {"sid": sid})
                return False

        client = rig.client().failing(Late())
        cancel_call(rig.ctx(rig.app(lambda: client)), "session-1", "")
        assert rig.twilio.ended == [sid]


class TestCallbacks:
    def test_a_report_beats_what_a_lookup_found(self, rig: Rig) -> None:
        lost = lose(rig)
        assert look(rig, lost).sid == sids(rig)[0]
        record_customer_callback(rig.ctx(), lost, {"CallSid": "CA" + "7" * 32, "CallStatus": "ringing"})
        assert rig.handover(lost).sid == "CA" + "7" * 32

    def test_a_call_of_a_handover_that_ended_without_one_is_ended(self, rig: Rig) -> None:
        lost = lose(rig)
        hidden = hide(rig, *sids(rig))
        look(rig, lost)
        pass_time(rig, 120)
        assert look(rig, lost).state == "failed"
        rig.twilio.calls.update(hidden)
        (sid,) = hidden
        record_customer_callback(rig.ctx(), lost, {"CallSid": sid, "CallStatus": "ringing"})
        assert rig.twilio.ended == [sid]

    def test_a_late_report_of_a_call_that_is_over_ends_nothing(self, rig: Rig) -> None:
        handover_id = place(rig)
        sid = rig.handover(handover_id).sid
        end(rig, handover_id, "completed")
        before = len(rig.twilio.requests)
        record_customer_callback(rig.ctx(), handover_id, {"CallSid": sid, "CallStatus": "ringing"})
        assert len(rig.twilio.requests) == before

    def test_a_call_that_twilio_does_not_end_is_a_warning(self, rig: Rig) -> None:
        handover_id = place(rig)
        rig.storage.handovers.add(handover_id, EventKind.CANCELED, rig.clock.now())
        rig.twilio.look_mishaps.append(refuses(500, 20500))
        sid = rig.handover(handover_id).sid
        record_customer_callback(rig.ctx(), handover_id, {"CallSid": sid, "CallStatus": "ringing"})
        assert "code 20500" in rig.log.warnings[0]


@pytest.mark.parametrize("duration", ["", "null", "12.5", "many", [], None])
def test_a_duration_of_another_type_ends_the_call_all_the_same(rig: Rig, duration: object) -> None:
    handover_id = place(rig)
    rig.twilio.calls[sids(rig)[0]].update(status="busy", duration=duration, sid=None, date_created=None)
    pass_time(rig, 181)
    assert look(rig, handover_id).state == "busy"
