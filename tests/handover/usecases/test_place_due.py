"""The scheduler dials what is due, once, by the desk as it is then; what it cannot dial it moves or drops, and says so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from handover.core.call.events import EventKind
from handover.services.storage import keys
from handover.services.storage.keys import booking_keys, handover_keys
from handover.usecases.desk_status import pause_desk, set_away
from handover.usecases.place_due import place_due
from handover.usecases.start_call import start_call
from handover.usecases.sweep import sweep
from tests.fakes.bucket import MemoryBucket
from tests.handover.rig import MONDAY, Rig, call_request
from tests.handover.twilio_stub import CUT_AFTER, refuses
from tests.handover.usecases.booked import MINUTE, booked, due, number, run, states, step


def texts(rig: Rig) -> list[str]:
    return [words.removeprefix("Example Insurance: ") for _, words in rig.twilio.texted]


class TestWhatIsDue:
    def test_is_dialled_at_its_time_in_the_same_handover(self, rig: Rig) -> None:
        handover_id = booked(rig, 10)
        assert run(rig, 9) == {"dialed": 0, "moved": 0, "dropped": 0, "failed": 0}
        assert run(rig, 1)["dialed"] == 1
        assert rig.twilio.dialled == [number(78)]
        assert f"h={handover_id}" in rig.twilio.created[0]["Url"][0]
        assert states(rig, handover_id) == ["dialing"]
        assert not due(rig)

    def test_has_a_permit_like_any_other_call(self, rig: Rig) -> None:
        handover_id = booked(rig, 1)
        run(rig, 1)
        facts = rig.storage.handovers.events_of(handover_id, EventKind.REQUESTED)[EventKind.REQUESTED].facts
        plain = start_call(rig.ctx(), call_request("another", number(1))).handover_id
        usual = rig.storage.handovers.events_of(plain, EventKind.REQUESTED)[EventKind.REQUESTED].facts
        assert facts.keys() == usual.keys()
        assert rig.objects(keys.LIVE).keys() == {f"{keys.LIVE}{handover_id}", f"{keys.LIVE}{plain}"}

    def test_is_not_dialled_a_second_time(self, rig: Rig) -> None:
        handover_id = booked(rig, 1)
        run(rig, 1)
        rig.storage.bookings.list_due(rig.clock.now(), handover_id)
        assert run(rig, 1)["dialed"] == 0
        assert len(rig.twilio.created) == 1
        assert not due(rig)

    def test_is_not_dialled_again_when_twilio_s_answer_was_lost(self, rig: Rig) -> None:
        rig.twilio.mishaps.append(CUT_AFTER)
        handover_id = booked(rig, 1)
        run(rig, 1)
        assert states(rig, handover_id) == ["unconfirmed"]
        run(rig, 1)
        assert len(rig.twilio.created) == 1

    def test_is_told_when_twilio_refuses_it(self, rig: Rig) -> None:
        rig.twilio.mishaps.append(refuses(400, 21215))
        handover_id = booked(rig, 1)
        assert run(rig, 1)["dropped"] == 1
        assert (rig.handover(handover_id).state, rig.handover(handover_id).reason) == ("refused", "country_not_allowed")
        assert texts(rig)[-1].startswith("Sorry, we could not call you at the booked time")

    @pytest.mark.parametrize("over", [{"canceled": True}, {"ring_back": "CA1"}, {"dropped": "stale"}])
    def test_is_not_dialled_when_the_booking_is_over(self, rig: Rig, over: dict[str, object]) -> None:
        step(rig, booked(rig, 1), **over)
        assert run(rig, 1)["dialed"] == 0
        assert not rig.twilio.created
        assert not due(rig)

    def test_is_dialled_at_the_time_that_it_was_moved_to(self, rig: Rig) -> None:
        handover_id = booked(rig, 1)
        later = rig.clock.now() + 5 * MINUTE
        rig.storage.bookings.list_due(later, handover_id)
        step(rig, handover_id, at=later.isoformat())
        assert run(rig, 1)["dialed"] == 0
        assert due(rig) == [f"{later:%Y%m%d%H%M}"], "the name from before the move is gone"
        assert run(rig, 4)["dialed"] == 1


class TestLookedAtAgain:
    def test_a_number_that_is_not_to_be_called_any_more(self, rig: Rig) -> None:
        handover_id = booked(rig, 1)
        rig.storage.do_not_call.add(number(78), rig.clock.now(), "s", [])
        assert run(rig, 1)["dropped"] == 1
        assert rig.handover(handover_id).reason == "do_not_call"
        assert not rig.twilio.created
        assert not rig.twilio.texts

    def test_a_country_that_the_desk_no_longer_calls(self, rig: Rig) -> None:
        handover_id = booked(rig, 1)
        rig.desk(countries=["US"])
        assert run(rig, 1)["dropped"] == 1
        assert rig.handover(handover_id).reason == "desk_changed"
        assert len(rig.twilio.texts) == 1

    def test_the_limits_of_the_number(self, rig: Rig) -> None:
        handover_id = booked(rig, 5)
        for n in range(2):
            placed = start_call(rig.ctx(), call_request(f"other-{n}", number(78))).handover_id
            rig.storage.handovers.add(placed, EventKind.ENDED, rig.clock.now(), {"status": "completed"})
        assert run(rig, 5)["dropped"] == 1
        assert (rig.handover(handover_id).reason, rig.handover(handover_id).limit) == (
            "limit_reached",
            "calls_per_number_per_hour",
        )
        assert len(rig.twilio.created) == 2

    def test_the_limits_of_the_chat(self, rig: Rig) -> None:
        earlier = [{"number": f"n{n}", "at": MONDAY.isoformat()} for n in range(4)]
        handover_id = booked(rig, 5, earlier=earlier)
        assert run(rig, 5)["dropped"] == 1
        assert rig.handover(handover_id).reason == "limit_reached"

    def test_a_number_that_is_called_from_another_chat_gets_no_message(self, rig: Rig) -> None:
        handover_id = booked(rig, 1)
        start_call(rig.ctx(), call_request("other", number(78)))
        run(rig, 1)
        assert rig.handover(handover_id).reason == "already_calling"
        assert not rig.twilio.texts

    @pytest.mark.parametrize("why", ["paused", "away"])
    def test_when_nobody_is_there_it_is_moved_to_the_next_opening_and_that_is_told(self, rig: Rig, why: str) -> None:
        rig.desk(hours={day: ["09:00-17:00"] for day in ("monday", "tuesday")})
        handover_id = booked(rig, 1)
        if why == "paused":
            pause_desk(rig.ctx(), True, "anna")
        else:
            for agent in ("anna", "ben"):
                set_away(rig.ctx(), rig.storage.desk(), agent, True, agent)
        assert run(rig, 1)["moved"] == 1
        booking = rig.handover(handover_id).booking
        assert booking
        assert booking.at == datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
        assert due(rig) == ["202611240800"]
        assert "New time: Tuesday, 24 November, at 9:00" in texts(rig)[-1]

    def test_it_is_moved_twice_and_then_dropped_and_that_is_told(self, rig: Rig) -> None:
        rig.desk(
            messages={"on": ["dropped"]}, hours={day: ["09:00-17:00"] for day in ("monday", "tuesday", "wednesday")}
        )
        handover_id = booked(rig, 1)
        pause_desk(rig.ctx(), True, "anna")
        run(rig, 1)
        for _ in range(2):
            booking = rig.handover(handover_id).booking
            assert booking
            counts = run(rig, (booking.at - rig.clock.now()) / MINUTE)
        assert counts["dropped"] == 1
        assert rig.handover(handover_id).reason == "desk_paused"
        assert texts(rig) == [
            "Sorry, we could not call you at the booked time and will not call now. Please ask for another call in our chat."
        ]
        assert not rig.twilio.created
        assert not due(rig)

    def test_without_a_desk_file_it_waits(self, rig: Rig) -> None:
        handover_id = booked(rig, 1)
        rig.storage.bucket.delete(keys.DESK)
        rig.storage.bucket.delete(keys.DESK_LAST_GOOD)
        run(rig, 1)
        assert states(rig, handover_id) == ["scheduled"]
        rig.desk()
        assert run(rig, 1)["dialed"] == 1


class TestAfterAnOutage:
    def test_calls_that_piled_up_are_dialled_a_second_apart(self, rig: Rig) -> None:
        for n in range(30):
            booked(rig, 1 + n % 3, n)
        rig.clock.step(10 * 60)
        dialled_at: list[datetime] = []
        assert isinstance(rig.server, MemoryBucket)
        placed = ("PUT", "placed")
        rig.server.watch = lambda method, key: (
            dialled_at.append(rig.clock.now()) if (method, key.rpartition("/")[2]) == placed else None
        )
        while len(rig.twilio.created) < 30:
            run(rig, 1)
        assert len(set(rig.twilio.dialled)) == 30
        apart = [(later - sooner) / timedelta(seconds=1) for sooner, later in pairwise(dialled_at)]
        assert min(apart) >= 1.0

    def test_however_many_schedulers_run_there_is_one_new_call_a_second(self, rig: Rig) -> None:
        for n in range(20):
            booked(rig, 1, n)
        rig.clock.step(60)
        dialled_at: list[datetime] = []
        assert isinstance(rig.server, MemoryBucket)
        rig.server.watch = lambda method, key: (
            dialled_at.append(rig.clock.now()) if (method, key.rpartition("/")[2]) == ("PUT", "placed") else None
        )
        runs = [rig.ctx(rig.app(), 45) for _ in range(5)]
        listed = rig.storage.bookings.due_by(rig.clock.now())
        for n in range(40):  # one run after the other does a little, as five processes would
            place_due(runs[n % 5], listed[n // 2 : n // 2 + 1])
            rig.clock.step(0.2)
        seconds = [at.replace(microsecond=0) for at in dialled_at]
        assert len(seconds) == len(set(seconds)) > 1

    def test_the_desk_says_how_many_a_minute(self, rig: Rig) -> None:
        rig.desk(bookings={"calls_per_minute": 4})
        for n in range(8):
            booked(rig, 1, n)
        assert run(rig, 1)["dialed"] <= 4

    def test_what_is_too_late_is_dropped_and_that_is_told(self, rig: Rig) -> None:
        stale, fresh = booked(rig, 1, 1), booked(rig, 20, 2)
        counts = run(rig, 40)
        assert (counts["dropped"], counts["dialed"]) == (1, 1)
        assert (rig.handover(stale).state, rig.handover(stale).reason) == ("refused", "stale")
        assert states(rig, fresh) == ["dialing"]
        assert [to for to, words in rig.twilio.texted if "could not call" in words] == [number(1)]

    def test_a_day_costs_one_listing_of_what_is_due(self, rig: Rig) -> None:
        booked(rig, 24 * 60 - 10)
        client = rig.client().separate()
        rig.clock.step(24 * 60 * 60)
        sweep(rig.ctx(rig.app(lambda: client), 45))
        assert [each for each in client.requests if "v1/due/" in each and each.startswith("LIST")] == ["LIST v1/due/"]
        assert len(rig.twilio.created) == 1

    def test_nobody_is_texted_at_night_that_a_call_was_dropped(self, rig: Rig) -> None:
        rig.desk(quiet_hours={"from": "21:00", "to": "08:00"})
        booked(rig, 10 * 60)  # 20:00 in Berlin
        assert run(rig, 16 * 60)["dropped"] == 1
        assert not [words for words in texts(rig) if "could not" in words]
        assert due(rig) == ["202611240700"]
        run(rig, 6 * 60)
        assert texts(rig)[-1].startswith("Sorry, we could not call you")
        assert not due(rig)


class TestWhatIsWaiting:
    def test_costs_no_more_requests_however_much_it_is(self, rig: Rig) -> None:
        sweep(rig.ctx(seconds=45))
        asked = []
        for waiting in (10, 10_000):
            for n in range(waiting):
                at = rig.clock.now() + (60 + n % 900) * MINUTE
                rig.server.put(rig.bucket, booking_keys.due(at, f"20261101-somebody-{n}b"), b"{}")
            rig.clock.step(60)
            asked.append(self.requests_of_a_sweep(rig))
        assert asked[0] == asked[1]
        assert asked[0].count("LIST v1/due/") == 1

    def requests_of_a_sweep(self, rig: Rig) -> list[str]:
        client = rig.client().separate()
        sweep(rig.ctx(rig.app(lambda: client), 45))
        return sorted(client.requests)

    def test_is_listed_again_when_its_name_was_lost(self, rig: Rig) -> None:
        handover_id = booked(rig, 30)
        for key in rig.objects(keys.DUE):
            rig.storage.bucket.delete(key)
        run(rig, 1)
        assert due(rig) == ["202611230930"]
        assert run(rig, 29)["dialed"] == 1
        assert states(rig, handover_id) == ["dialing"]

    def test_of_many_some_are_looked_at_in_each_round_and_all_in_turn(self, rig: Rig) -> None:
        for n in range(45):
            booked(rig, 300, n)
        for key in rig.objects(keys.DUE):
            rig.storage.bucket.delete(key)
        found = []
        for _ in range(3):
            run(rig, 10)
            found.append(len(due(rig)))
        assert found[0] == 20
        assert found[-1] == 45

    def test_a_name_without_a_handover_is_removed(self, rig: Rig) -> None:
        rig.storage.bookings.list_due(rig.clock.now(), "20261123-nobody-1b")
        run(rig)
        assert len(due(rig)) == 1, "its first event may be about to be written"
        run(rig, 3)
        assert not due(rig)

    def test_one_that_cannot_be_read_does_not_hold_up_the_others(self, rig: Rig) -> None:
        broken, whole = booked(rig, 1, 1), booked(rig, 2, 2)
        rig.server.put(rig.bucket, handover_keys.event(broken, EventKind.BOOKED, 1), b"not json")
        counts = run(rig, 2)
        assert (counts["failed"], counts["dialed"]) == (2, 1), "it is listed for its time, and for a message"
        assert states(rig, whole) == ["dialing"]
        assert broken in rig.log.warnings[0]


class TestMessages:
    def test_a_booking_is_confirmed_by_the_next_run(self, rig: Rig) -> None:
        booked(rig, 60)
        run(rig, 1)
        run(rig, 1)
        assert texts(rig) == [
            "Your call is booked: Monday, 23 November, at 11:00. To move or cancel it, write to us in our chat."
        ]

    def test_of_what_changes_within_a_minute_only_the_last_is_told(self, rig: Rig) -> None:
        handover_id = booked(rig, 60)
        step(rig, handover_id, canceled=True)
        run(rig, 1)
        run(rig, 1)
        assert len(texts(rig)) == 1
        assert texts(rig)[0].startswith("Your booked call is cancelled")

    def test_a_desk_without_messages_lists_nothing_for_them(self, rig: Rig) -> None:
        rig.desk(messages={"enabled": False})
        booked(rig, 60)
        assert due(rig) == ["202611231000"]
