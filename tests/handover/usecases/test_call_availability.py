"""`availability` reports what `start_call` would answer at the same moment, writes nothing, and costs one round."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handover.core.call.events import EventKind
from handover.core.i18n import catalogue
from handover.core.reply import Reply
from handover.services.storage import keys
from handover.usecases.call_availability import call_availability
from handover.usecases.start_call import start_call
from tests.fakes.bucket import MemoryClient
from tests.handover.rig import ANNA, BEN, CUSTOMER, OTHER, Rig, call_request, rig_in_memory
from tests.handover.twilio_stub import TwilioStub

EN, DE = catalogue("en"), catalogue("de")
HOURS = {"monday": ["08:00-18:00"], "tuesday": ["08:00-18:00"]}


def available(rig: Rig, session: str = "", language: str = "") -> Reply:
    return call_availability(rig.ctx(), session, language)


def talk(rig: Rig, handover_id: str, attempt: int = 1) -> None:
    """Record that the agent of that attempt took the call: 1 is Anna, 2 is Ben."""
    agents = [
        {"id": "anna", "name": "Anna", "phone": ANNA, "language": "en"},
        {"id": "ben", "name": "Ben", "phone": BEN, "language": "en"},
    ]
    rig.storage.handovers.add(handover_id, EventKind.HUNT, rig.clock.now(), {"agents": agents})
    rig.storage.handovers.add(handover_id, EventKind.ACCEPTED, rig.clock.now(), {}, attempt)


def end(rig: Rig, handover_id: str) -> None:
    rig.storage.handovers.add(handover_id, EventKind.ENDED, rig.clock.now(), {"status": "busy"})


# What it reports


def test_an_open_desk_takes_calls(rig: Rig) -> None:
    reply = available(rig)
    assert (reply.ok, reply.status, reply.reason, reply.handover_id) == (True, "ok", "", "")
    facts = {"open": True, "paused": False, "agents_free": True, "can_call": True, "booking": True}
    assert reply.extra == {**facts, "calls_from": "+49 30 12345670"}
    assert reply.message == EN.text("availability.free")


@pytest.mark.parametrize("by_file", [True, False])
def test_a_pause_is_reported_in_the_words_of_a_start(rig: Rig, by_file: bool) -> None:
    rig.desk(paused=by_file)
    rig.storage.availability.set_paused(not by_file, "anna", rig.clock.now())
    reply = available(rig)
    assert (reply.ok, reply.reason, reply.message) == (True, "desk_paused", EN.text("refusal.desk_paused"))
    assert (reply.extra["paused"], reply.extra["open"], reply.extra["can_call"]) == (True, True, False)
    assert "next_opening" not in reply.extra


def test_without_agents_on_duty_nobody_is_free(rig: Rig) -> None:
    for agent in ("anna", "ben"):
        rig.storage.availability.set_away(agent, True, agent, rig.clock.now())
    reply = available(rig)
    assert (reply.reason, reply.extra["agents_free"], reply.extra["can_call"]) == ("no_agents", False, False)


@pytest.mark.parametrize(
    ("now", "language", "opens", "words"),
    [
        ("2026-11-23T07:00+01:00", "en", "2026-11-23T08:00:00+01:00", "today at 8:00"),
        ("2026-11-23T19:00+01:00", "en", "2026-11-24T08:00:00+01:00", "tomorrow at 8:00"),
        ("2026-11-27T19:00+01:00", "en", "2026-11-30T08:00:00+01:00", "Monday at 8:00"),
        ("2026-11-27T19:00+01:00", "de-AT", "2026-11-30T08:00:00+01:00", "am Montag um 8:00 Uhr"),
        ("2026-12-24T12:00+01:00", "en", "2027-01-04T08:00:00+01:00", "Monday, 4 January 2027, at 8:00"),
        # Clocks go forward on 29 March 2026 and back on 25 October 2026, both Sundays.
        ("2026-03-28T12:00+01:00", "en", "2026-03-30T08:00:00+02:00", "Monday at 8:00"),
        ("2026-10-24T12:00+02:00", "en", "2026-10-26T08:00:00+01:00", "Monday at 8:00"),
        ("2026-10-25T23:30+01:00", "en", "2026-10-26T08:00:00+01:00", "tomorrow at 8:00"),
    ],
)
def test_a_closed_desk_says_when_it_opens(rig: Rig, now: str, language: str, opens: str, words: str) -> None:
    rig.clock.step((datetime.fromisoformat(now) - rig.clock.now()).total_seconds())
    rig.desk(hours=HOURS, closed_on=["2026-12-28", "2026-12-29"])
    reply = available(rig, language=language)
    assert (reply.reason, reply.extra["open"], reply.extra["can_call"]) == ("closed", False, False)
    assert (reply.extra["next_opening"], reply.extra["next_opening_words"]) == (opens, words)
    assert words in reply.message


def test_a_desk_that_never_opens_has_no_next_opening(rig: Rig) -> None:
    rig.desk(closed_on=[(rig.clock.now() + timedelta(days=n)).date().isoformat() for n in range(-1, 400)])
    reply = available(rig)
    assert reply.reason == "closed"
    assert not {"next_opening", "next_opening_words"} & set(reply.extra)


def test_a_paused_desk_that_is_closed_says_when_it_opens(rig: Rig) -> None:
    rig.desk(hours={"tuesday": ["08:00-18:00"]}, paused=True)
    reply = available(rig)
    assert (reply.reason, reply.extra["next_opening_words"]) == ("desk_paused", "tomorrow at 8:00")


def test_the_days_limit_and_the_busy_lines_are_reported_in_their_own_words(rig: Rig) -> None:
    start_call(rig.ctx(), call_request())
    rig.desk(limits={"calls_in_progress": 1})
    assert available(rig).message == EN.text("limit_reached.calls_in_progress")
    rig.desk(limits={"calls_in_progress": 1, "calls_per_day": 1})
    reply = available(rig)
    assert (reply.reason, reply.message) == ("limit_reached", EN.text("limit_reached.calls_per_day"))


def test_a_marker_of_a_call_that_is_over_makes_no_line_busy(rig: Rig) -> None:
    rig.desk(limits={"calls_in_progress": 1})
    end(rig, start_call(rig.ctx(), call_request()).handover_id)
    assert rig.storage.handovers.marked_live()
    assert available(rig).extra["can_call"] is True


# Whether agents are free


def test_agents_are_free_until_all_of_them_talk(rig: Rig) -> None:
    first = start_call(rig.ctx(), call_request("session-1", CUSTOMER)).handover_id
    second = start_call(rig.ctx(), call_request("session-2", OTHER)).handover_id
    assert available(rig).extra["agents_free"] is True, "both phones ring, nobody talks"
    talk(rig, first, 1)
    assert available(rig).extra["agents_free"] is True
    talk(rig, second, 2)
    reply = available(rig)
    assert (reply.extra["agents_free"], reply.extra["can_call"], reply.reason) == (False, True, "")
    assert reply.message == EN.text("availability.all_talking")
    end(rig, first)
    assert available(rig).extra["agents_free"] is True


def test_an_agent_who_is_away_is_not_free(rig: Rig) -> None:
    talk(rig, start_call(rig.ctx(), call_request()).handover_id, 1)
    rig.storage.availability.set_away("ben", True, "ben", rig.clock.now())
    assert available(rig).extra["agents_free"] is False


def test_if_the_live_calls_cannot_be_read_nobody_is_called_free(rig: Rig) -> None:
    failing = rig.client().failing(lambda _, key: key.startswith(keys.LIVE))
    reply = call_availability(rig.ctx(rig.app(lambda: failing)), "", "")
    assert "agents_free" not in reply.extra
    assert (reply.extra["can_call"], reply.message) == (True, EN.text("availability.not_known"))


# The chat's own call and limits


def test_a_chats_own_call_comes_first(rig: Rig) -> None:
    start_call(rig.ctx(), call_request(language="de"))
    rig.desk(paused=True)
    reply = available(rig, "session-1")
    assert (reply.ok, reply.reason, reply.extra["can_call"]) == (True, "already_calling", False)
    assert reply.message == start_call(rig.ctx(), call_request(number=OTHER)).message
    assert reply.message == DE.text("refusal.already_calling", last2=CUSTOMER[-2:])


def test_nothing_is_reported_of_other_chats(rig: Rig) -> None:
    before = available(rig, "session-2")
    start_call(rig.ctx(), call_request("session-1"))
    assert available(rig, "session-2") == before == available(rig)


def test_a_call_of_which_nothing_was_heard_for_too_long_stops_no_new_one(rig: Rig) -> None:
    """Only a look at Twilio tells whether it is over, and the start makes that."""
    start_call(rig.ctx(), call_request())
    rig.clock.step(181)
    assert available(rig, "session-1").extra["can_call"] is True


@pytest.mark.parametrize("limit", ["calls_per_chat_per_hour", "calls_per_chat_per_day"])
def test_a_limit_of_the_chat_is_reported_to_that_chat_alone(rig: Rig, limit: str) -> None:
    rig.desk(limits={limit: 1})
    end(rig, start_call(rig.ctx(), call_request(language="de")).handover_id)
    reply = available(rig, "session-1")
    assert (reply.reason, reply.message) == ("limit_reached", DE.text(f"limit_reached.{limit}"))
    assert available(rig, "session-2").extra["can_call"] is True


def test_the_chats_different_numbers_stop_it_only_if_no_number_is_left(rig: Rig) -> None:
    rig.desk(limits={"numbers_per_chat": 2})
    for number in (CUSTOMER, OTHER):
        end(rig, start_call(rig.ctx(), call_request(number=number)).handover_id)
    assert available(rig, "session-1").extra["can_call"] is True
    rig.desk(limits={"numbers_per_chat": 1})
    assert available(rig, "session-1").message == EN.text("limit_reached.numbers_per_chat")


# The same truth as a start


@dataclass(frozen=True)
class World:
    """A desk, what happened before, and a moment. `others` and `own` are earlier calls of another chat each, and of the
    chat itself; a call is over, or rings, or is talked."""

    desk: dict[str, Any]
    paused: bool
    away: frozenset[str]
    others: tuple[str, ...]
    own: int
    minutes: int
    language: str = ""
    limits: dict[str, int] = field(default_factory=dict)


SPANS = st.lists(st.sampled_from(["00:00-07:30", "08:00-12:00", "13:00-24:00"]), max_size=2, unique=True)
DAYS = st.sampled_from(["monday", "tuesday", "saturday", "sunday"])
WORLDS = st.builds(
    World,
    desk=st.fixed_dictionaries(
        {"paused": st.sampled_from([False, False, False, True]), "language": st.sampled_from(["en", "de"])},
        optional={
            "hours": st.dictionaries(DAYS, SPANS, max_size=3),
            "closed_on": st.lists(st.sampled_from(["2026-11-24", "2026-11-29"]), max_size=2, unique=True),
        },
    ),
    paused=st.sampled_from([False, False, False, True]),
    away=st.frozensets(st.sampled_from(["anna", "ben"])),
    others=st.lists(st.sampled_from(["over", "rings", "talks"]), max_size=3).map(tuple),
    own=st.integers(0, 2),
    minutes=st.integers(0, 8 * 24 * 60),
    language=st.sampled_from(["", "", "en", "de-CH"]),
    limits=st.fixed_dictionaries(
        {},
        optional={
            "calls_per_day": st.integers(1, 4),
            "calls_in_progress": st.integers(0, 3),
            "calls_per_chat_per_hour": st.integers(1, 3),
            "numbers_per_chat": st.integers(1, 2),
        },
    ),
)


def arrange(rig: Rig, world: World) -> None:
    rig.clock.step(world.minutes * 60)
    rig.desk()
    for n, how in enumerate(world.others):
        handover_id = start_call(rig.ctx(), call_request(f"other-{n}", f"+4930123456{20 + n}")).handover_id
        if how == "over":
            end(rig, handover_id)
        if how == "talks":
            talk(rig, handover_id, 1 + n % 2)
    for _ in range(world.own):
        end(rig, start_call(rig.ctx(), call_request(number="+493012345698")).handover_id)
    rig.desk(**world.desk, limits={"calls_per_number_per_hour": 20, "calls_per_number_per_day": 20, **world.limits})
    rig.storage.availability.set_paused(world.paused, "anna", rig.clock.now())
    for agent in world.away:
        rig.storage.availability.set_away(agent, True, agent, rig.clock.now())


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(world=WORLDS)
@pytest.mark.slow
def test_availability_and_a_start_at_the_same_moment_agree(twilio: TwilioStub, world: World) -> None:
    rig = rig_in_memory(twilio)
    arrange(rig, world)
    reported = available(rig, "session-1", world.language)
    started = start_call(rig.ctx(), call_request(number="+493012345698", language=world.language))
    assert reported.extra["can_call"] == started.ok
    assert reported.reason == started.reason
    if not started.ok:
        assert reported.message == started.message
    assert reported.extra.get("next_opening") == started.extra.get("opens_at", reported.extra.get("next_opening"))


# When storage fails


def test_without_storage_it_is_the_refusal_of_a_start(rig: Rig) -> None:
    client = rig.client().failing()
    reply = call_availability(rig.ctx(rig.app(lambda: client)), "session-1", "de")
    assert (reply.ok, reply.status, reply.reason) == (False, "refused", "storage_unavailable")
    assert reply.message == DE.text("refusal.storage_unavailable")
    assert reply.extra == {"can_call": False, "booking": False}


def test_without_a_desk_nobody_can_call(rig: Rig) -> None:
    rig.client().delete_object(Bucket=rig.bucket, Key=keys.DESK)
    reply = available(rig)
    assert (reply.ok, reply.reason) == (True, "no_agents")
    assert reply.message == start_call(rig.ctx(), call_request()).message
    assert (reply.extra["open"], reply.extra["agents_free"], reply.extra["can_call"]) == (False, False, False)


FAULTS = {
    "the flags": lambda _, key: key.startswith(keys.SWITCHES),
    "the day's quota": lambda _, key: key.startswith("v1/total/"),
    "the chat": lambda _, key: key.startswith("v1/session/"),
    "the live markers": lambda _, key: key.startswith(keys.LIVE),
    "desk.json": lambda _, key: key == keys.DESK,
}


@pytest.mark.parametrize("limits", [{}, {"calls_in_progress": 5}], ids=["", "limited"])
@pytest.mark.parametrize("paused", [False, True])
@pytest.mark.parametrize("what", FAULTS)
def test_with_one_fault_it_agrees_with_a_start_too(rig: Rig, what: str, paused: bool, limits: dict[str, int]) -> None:
    rig.desk(paused=paused, limits=limits)
    fails: Callable[[str, str], bool] = FAULTS[what]
    client = rig.client().failing(fails)
    app = rig.app(lambda: client)
    reported = call_availability(rig.ctx(app), "session-1", "")
    started = start_call(rig.ctx(app), call_request())
    if started.status == "unconfirmed":
        assert reported.reason == "storage_unavailable", "it is not known whether a call can be placed"
        return
    assert reported.extra["can_call"] == started.ok
    assert (reported.reason, reported.message if reported.reason else "") == (
        started.reason,
        started.message if started.reason else "",
    )


# What it costs


def over(rig: Rig) -> tuple[MemoryClient, Callable[[str], Reply]]:
    """Returns a client that counts, and the command in a container of its own over it."""
    client = rig.client().separate()
    app = rig.app(lambda: client)
    return client, lambda session: call_availability(rig.ctx(app), session, "")


def test_it_costs_one_round_of_few_reads_and_no_write(rig: Rig) -> None:
    end(rig, start_call(rig.ctx(), call_request()).handover_id)
    stored = rig.server.objects(rig.bucket)
    client, ask = over(rig)
    ask("")
    assert len(client.requests) == 1 + 3, "the desk, and the lists of the flags, the day's calls and the live markers"
    client.requests.clear()
    ask("")
    assert len(client.requests) == 3
    client.requests.clear()
    ask("session-1")
    assert len(client.requests) == 3 + 2 + 1 + 3, "the chat's latest pointer, and its handover's three events"
    assert rig.server.objects(rig.bucket) == stored
    assert rig.twilio.requests[1:] == []


def test_an_unfinished_call_is_not_looked_up_and_nothing_is_written(rig: Rig) -> None:
    start_call(rig.ctx(), call_request())
    rig.clock.step(3600)
    stored, looked = rig.server.objects(rig.bucket), len(rig.twilio.requests)
    available(rig, "session-1")
    assert rig.server.objects(rig.bucket) == stored
    assert len(rig.twilio.requests) == looked


def test_live_calls_are_read_only_when_they_may_occupy_everybody(rig: Rig) -> None:
    client, ask = over(rig)
    talk(rig, start_call(rig.ctx(), call_request("session-1", CUSTOMER)).handover_id, 1)
    ask("")
    assert len(client.requests) == 4
    talk(rig, start_call(rig.ctx(), call_request("session-2", OTHER)).handover_id, 2)
    client.requests.clear()
    assert ask("").extra["agents_free"] is False
    of_today = 4  # events and rows of the two stored days that the desk's day touches, for the estimate
    expected = 3 + 2 * (1 + 4) + of_today
    assert len(client.requests) == expected, "a list of each live handover, and a read of each event"
    client.requests.clear()
    ask("")
    assert len(client.requests) == 3 + 2 + of_today


def test_a_year_of_closed_days_costs_no_more_requests(rig: Rig) -> None:
    days = [(datetime(2026, 11, 20, tzinfo=UTC) + timedelta(days=n)).date().isoformat() for n in range(400)]
    rig.desk(closed_on=days)
    client, ask = over(rig)
    assert "next_opening" not in ask("").extra
    assert len(client.requests) == 4
