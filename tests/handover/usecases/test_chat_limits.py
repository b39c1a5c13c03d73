"""One chat cannot ring many strangers: its numbers and its calls are limited, and cancelled calls count."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from handover.core.call.events import EventKind
from handover.core.i18n import catalogue
from handover.core.reply import Reply
from handover.services.storage import keys
from handover.usecases.call_status import call_status
from handover.usecases.cancel_call import cancel_call
from handover.usecases.start_call import start_call
from tests.handover.rig import CUSTOMER, OTHER, Rig, at_once, call_request
from tests.handover.twilio_stub import refuses

NUMBERS = [f"+4930123451{n:02d}" for n in range(20)]


def call_and_cancel(rig: Rig, number: str, session: str = "session-1", language: str = "") -> Reply:
    reply = start_call(rig.ctx(), call_request(session, number, language=language))
    cancel_call(rig.ctx(), session, "")
    rig.clock.step(1)
    return reply


def test_a_chat_that_cancels_and_calls_the_next_number_reaches_three_numbers(rig: Rig) -> None:
    replies = [call_and_cancel(rig, number) for number in NUMBERS]
    assert [reply.reason for reply in replies] == ["", "", "", *["limit_reached"] * 17]
    assert rig.twilio.dialled == NUMBERS[:3]
    assert replies[-1].message == catalogue("en").text("limit_reached.numbers_per_chat")
    assert set(rig.log.warnings) <= {"A refused request was not recorded: its chat had too many of them today."}


def test_a_number_from_before_can_still_be_called(rig: Rig) -> None:
    for number in NUMBERS[:4]:
        call_and_cancel(rig, number)
    assert start_call(rig.ctx(), call_request(number=NUMBERS[0])).ok


def test_a_chat_has_four_calls_an_hour(rig: Rig) -> None:
    rig.desk(limits={"calls_per_number_per_hour": 60})
    assert [call_and_cancel(rig, CUSTOMER).ok for _ in range(5)] == [True] * 4 + [False]
    rig.clock.step(3600)
    assert call_and_cancel(rig, CUSTOMER).ok


def test_a_chat_has_eight_calls_a_day_also_across_midnight(rig: Rig) -> None:
    rig.desk(limits={"calls_per_number_per_hour": 60, "calls_per_number_per_day": 100})
    rig.clock.step(13 * 3600)  # 22:00 in UTC
    replies = []
    for _ in range(9):
        replies.append(call_and_cancel(rig, CUSTOMER))
        rig.clock.step(1200)
    assert [reply.ok for reply in replies] == [True] * 8 + [False]
    assert replies[-1].message == catalogue("en").text("limit_reached.calls_per_chat_per_day")
    rig.clock.step(22 * 3600)
    assert call_and_cancel(rig, CUSTOMER).ok


def test_a_call_that_was_surely_not_placed_does_not_count(rig: Rig) -> None:
    for number in NUMBERS[:6]:
        rig.twilio.mishaps.append(refuses(400, 21211))
        assert start_call(rig.ctx(), call_request(number=number)).reason == "invalid_number"
    assert [call_and_cancel(rig, number).ok for number in NUMBERS[6:10]] == [True, True, True, False]


def test_another_chat_has_limits_of_its_own(rig: Rig) -> None:
    for number in NUMBERS[:4]:
        call_and_cancel(rig, number)
    assert call_and_cancel(rig, NUMBERS[5], "session-2").ok


def test_a_chats_limits_come_from_the_desk(rig: Rig) -> None:
    rig.desk(limits={"numbers_per_chat": 1})
    assert [call_and_cancel(rig, number).ok for number in (CUSTOMER, OTHER)] == [True, False]


def test_many_requests_of_one_chat_at_once_do_not_pass_its_limit(racing_rig: Rig) -> None:
    rig, app = racing_rig, racing_rig.app()
    rig.desk(limits={"numbers_per_chat": 2})
    call_and_cancel(rig, NUMBERS[0])
    at_once([partial(start_call, rig.ctx(app), call_request(number=number)) for number in NUMBERS])
    cancel_call(rig.ctx(), "session-1", "")
    at_once([partial(start_call, rig.ctx(app), call_request(number=number)) for number in NUMBERS])
    assert len(set(rig.twilio.dialled)) == 2


def test_the_first_handover_of_a_chat_costs_no_request_for_its_limits(rig: Rig) -> None:
    client = rig.client().separate()
    start_call(rig.ctx(rig.app(lambda: client)), call_request())
    assert not [request for request in client.requests if request.startswith("LIST v1/session/")]


def test_later_handovers_cost_the_same_however_many_there_were(rig: Rig) -> None:
    rig.desk(limits={"calls_per_number_per_hour": 60, "calls_per_chat_per_hour": 60, "calls_per_chat_per_day": 100})
    counts = []
    for _ in range(8):
        rig.twilio.mishaps.append(refuses(400, 21211))
        client = rig.client().separate()
        start_call(rig.ctx(rig.app(lambda c=client: c)), call_request())  # type: ignore[misc]
        counts.append(len(client.requests))
    assert max(counts[2:]) == min(counts[2:])


def test_permits_of_an_older_version_are_counted_by_reading_the_handovers(rig: Rig) -> None:
    sessions, now = rig.storage.sessions, rig.clock.now()
    for n, number in enumerate(NUMBERS[:3], 1):
        at = now - timedelta(hours=5 - n)
        handover_id = sessions.handover_id("session-1", at, n)
        sessions.claiming_pointer("session-1", n, handover_id, at)()
        facts = {"wish": call_request(number=number).as_record(), "phone": number, "language": "en"}
        rig.storage.handovers.claim(handover_id, EventKind.REQUESTED, at, facts)
        rig.storage.handovers.add(handover_id, EventKind.ENDED, at, {"status": "busy"})
    assert start_call(rig.ctx(), call_request(number=NUMBERS[9])).reason == "limit_reached"
    assert start_call(rig.ctx(), call_request(number=NUMBERS[1])).ok
    assert rig.twilio.dialled == [NUMBERS[1]]


def test_the_refusal_says_which_limit_was_reached(rig: Rig) -> None:
    for number in NUMBERS[:4]:
        reply = call_and_cancel(rig, number)
    refused = [event for key, event in rig.objects("v1/day/").items() if "/refused" in key]
    assert [event["facts"]["limit"] for event in refused] == ["numbers_per_chat"]
    assert reply.handover_id


@pytest.mark.parametrize(
    ("limits", "limit"),
    [
        ({"calls_per_number_per_hour": 1}, "calls_per_number_per_hour"),
        ({"calls_per_number_per_hour": 9, "calls_per_number_per_day": 1}, "calls_per_number_per_day"),
        ({"calls_per_day": 1}, "calls_per_day"),
        ({"calls_per_country_per_hour": 1}, "calls_per_country_per_hour"),
    ],
)
def test_each_limit_has_its_own_words_also_when_the_chat_asks_later(
    rig: Rig, limits: dict[str, int], limit: str
) -> None:
    rig.desk(limits=limits)
    call_and_cancel(rig, CUSTOMER, "session-0")
    reply = start_call(rig.ctx(), call_request("session-2", language="de"))
    words = catalogue("de").text(f"limit_reached.{limit}")
    assert (reply.reason, reply.message) == ("limit_reached", words)
    assert rig.objects(f"v1/day/20261123/{reply.handover_id}/")[
        f"v1/day/20261123/{reply.handover_id}/{EventKind.REFUSED}"
    ]["facts"] == {"reason": "limit_reached", "limit": limit}
    assert call_status(rig.ctx(), "session-2", "").message == words
    assert rig.handover(reply.handover_id).limit == limit


def test_the_last_of_the_calls_in_progress_is_refused_until_one_ends(rig: Rig) -> None:
    rig.desk(limits={"calls_in_progress": 1})
    first = start_call(rig.ctx(), call_request("session-1"))
    refused = start_call(rig.ctx(), call_request("session-2", OTHER))
    assert refused.message == catalogue("en").text("limit_reached.calls_in_progress")
    rig.storage.handovers.add(first.handover_id, EventKind.ENDED, rig.clock.now(), {"status": "busy"})
    assert start_call(rig.ctx(), call_request("session-2", OTHER)).ok, "a marker that was left behind does not count"


def test_without_its_marker_no_call_is_placed_when_calls_in_progress_are_limited(rig: Rig) -> None:
    rig.desk(limits={"calls_in_progress": 5})
    client = rig.client().failing(lambda method, key: method == "PUT" and key.startswith(keys.LIVE))
    assert start_call(rig.ctx(rig.app(lambda: client)), call_request()).reason == "storage_unavailable"
    assert rig.twilio.requests == []
