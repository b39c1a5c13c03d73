"""A request becomes one call, however often it is sent, or a refusal with its reason, and nothing is dialled."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from handover.core.call.events import EventKind
from handover.services.storage import keys
from handover.usecases.cancel_call import cancel_call
from handover.usecases.start_call import start_call
from tests.handover.rig import ANNA, BEN, CUSTOMER, OTHER, OUR_NUMBER, Rig, call_request
from tests.handover.twilio_stub import CUT_AFTER, CUT_BEFORE, NO_SID, Mishap, refuses


def test_a_request_becomes_a_call(rig: Rig) -> None:
    reply = start_call(rig.ctx(), call_request(name="Ada", reason="hail", details={"plate": "B-AB 123"}))
    assert (reply.ok, reply.status, reply.reason) == (True, "dialing", "")
    assert reply.message.count("78") == 1
    handover = rig.handover(reply.handover_id)
    assert (handover.state, handover.phone, handover.call_request.name) == ("dialing", CUSTOMER, "Ada")
    assert handover.sid in rig.twilio.calls


def test_the_urls_for_twilio_have_the_handover_and_no_personal_data(rig: Rig) -> None:
    reply = start_call(rig.ctx(), call_request(name="Ada", language="de-AT"))
    form = rig.twilio.created[0]
    twiml, status = "https://handover.example.org/twiml", "https://handover.example.org/status"
    assert form["Url"] == [f"{twiml}?step=greet&h={reply.handover_id}&d=iv4gc3lqnrssasloon2xeylomnsq&l=de"]
    assert form["FallbackUrl"] == [f"{twiml}?step=sorry&h={reply.handover_id}&l=de"]
    assert form["StatusCallback"] == [f"{status}?kind=customer&h={reply.handover_id}#rc=2&rp=5xx,ct,rt"]
    assert (form["Timeout"], form["TimeLimit"]) == (["40"], ["3600"])


def test_a_second_start_dials_nothing(rig: Rig) -> None:
    first = start_call(rig.ctx(), call_request())
    again = start_call(rig.ctx(), call_request(reason="another word"))
    assert (again.ok, again.extra["already"], again.handover_id) == (True, True, first.handover_id)
    assert rig.twilio.dialled == [CUSTOMER]


def test_a_start_with_another_number_names_two_digits_of_the_live_one(rig: Rig) -> None:
    start_call(rig.ctx(), call_request())
    reply = start_call(rig.ctx(), call_request(number=OTHER))
    assert (reply.ok, reply.reason) == (False, "already_calling")
    assert "78" in reply.message
    assert CUSTOMER not in reply.message
    assert rig.twilio.dialled == [CUSTOMER]


def test_a_number_that_another_chat_is_calling_can_be_called_after_that_call(rig: Rig) -> None:
    first = start_call(rig.ctx(), call_request("session-1"))
    assert start_call(rig.ctx(), call_request("session-2")).reason == "already_calling"
    rig.storage.handovers.add(first.handover_id, EventKind.ENDED, rig.clock.now(), {"status": "busy"})
    assert start_call(rig.ctx(), call_request("session-2")).ok
    assert rig.twilio.dialled == [CUSTOMER, CUSTOMER]


def test_the_daily_total_counts_the_desks_own_day(rig: Rig) -> None:
    rig.desk(limits={"calls_per_day": 1})
    rig.clock.step(14 * 3600 + 50 * 60)  # 23:50 in UTC is 0:50 on the next day in Berlin
    assert start_call(rig.ctx(), call_request()).ok
    assert list(rig.objects("v1/total/")) == ["v1/total/20261124/000001"]
    assert start_call(rig.ctx(), call_request("session-2", OTHER)).reason == "limit_reached"


def _call_and_end(rig: Rig, session: str) -> str:
    reply = start_call(rig.ctx(), call_request(session))
    if reply.ok:
        rig.storage.handovers.add(reply.handover_id, EventKind.ENDED, rig.clock.now(), {"status": "no-answer"})
    return reply.reason


def test_a_number_is_called_at_most_twice_an_hour(rig: Rig) -> None:
    assert [_call_and_end(rig, f"s{n}") for n in range(3)] == ["", "", "limit_reached"]
    rig.clock.step(3599)
    assert _call_and_end(rig, "s3") == "limit_reached"
    rig.clock.step(1)
    assert _call_and_end(rig, "s4") == ""


def test_a_number_has_a_limit_of_calls_a_day(rig: Rig) -> None:
    rig.desk(limits={"calls_per_number_per_hour": 2, "calls_per_number_per_day": 3})
    assert [_call_and_end(rig, "s1"), _call_and_end(rig, "s2")] == ["", ""]
    rig.clock.step(3600)
    assert [_call_and_end(rig, "s3"), _call_and_end(rig, "s4")] == ["", "limit_reached"]
    rig.clock.step(23 * 3600)
    assert [_call_and_end(rig, "s5"), _call_and_end(rig, "s6")] == ["", ""]


@pytest.mark.parametrize(
    ("number", "desk", "reason"),
    [
        ("", {}, "missing_number"),
        ("call me maybe", {}, "invalid_number"),
        ("112", {}, "number_type_not_allowed"),
        ("+49 900 1234567", {}, "number_type_not_allowed"),
        ("fax 030 12345678", {}, "number_type_not_allowed"),
        (OUR_NUMBER, {}, "number_type_not_allowed"),
        ("+43 1 534530", {}, "country_not_allowed"),
        (CUSTOMER, {"paused": True}, "desk_paused"),
        (CUSTOMER, {"agents": []}, "no_agents"),
        (ANNA, {"agents": [{"id": "anna", "name": "Anna", "phone": ANNA}]}, "no_agents"),
        (CUSTOMER, {"hours": {"sunday": ["10:00-12:00"]}}, "closed"),
    ],
)
def test_a_number_that_must_not_be_called_is_refused_and_recorded(
    rig: Rig, number: str, desk: dict[str, Any], reason: str
) -> None:
    rig.desk(**desk)
    reply = start_call(rig.ctx(), call_request(number=number, name="Ada"))
    assert (reply.ok, reply.status, reply.reason) == (False, "refused", reason)
    assert rig.twilio.requests == []
    stored = rig.handover(reply.handover_id)
    assert (stored.state, stored.reason, stored.call_request.name) == ("refused", reason, "Ada")
    assert rig.objects("v1/session/") == {}


def test_a_request_without_a_session_is_refused(rig: Rig) -> None:
    assert start_call(rig.ctx(), call_request(session="")).reason == "missing_session"


def test_the_same_refused_request_is_recorded_once(rig: Rig) -> None:
    reply = [start_call(rig.ctx(), call_request(number="nonsense")) for _ in range(2)]
    assert reply[0].handover_id == reply[1].handover_id
    assert len(rig.objects("v1/day/")) == 1
    start_call(rig.ctx(), call_request(number="other nonsense"))
    assert len(rig.objects("v1/day/")) == 2


def test_a_refusal_does_not_block_a_later_request(rig: Rig) -> None:
    assert start_call(rig.ctx(), call_request(number="nonsense")).reason == "invalid_number"
    assert start_call(rig.ctx(), call_request()).ok


def test_a_closed_desk_says_when_it_opens(rig: Rig) -> None:
    rig.desk(hours={"tuesday": ["09:30-12:00"]})
    reply = start_call(rig.ctx(), call_request())
    assert reply.extra["opens_at"] == "2026-11-24T09:30:00+01:00"
    assert "tomorrow at 9:30" in reply.message


def test_a_live_call_stays_live_when_the_desk_closes(rig: Rig) -> None:
    first = start_call(rig.ctx(), call_request())
    rig.desk(paused=True)
    rig.clock.step(31)
    again = start_call(rig.ctx(), call_request())
    assert (again.ok, again.handover_id) == (True, first.handover_id)


def test_a_paused_desk_calls_nobody_until_it_is_resumed(rig: Rig) -> None:
    rig.storage.availability.set_paused(True, "anna", rig.clock.now())
    reply = start_call(rig.ctx(), call_request(name="Ada"))
    assert (reply.ok, reply.reason) == (False, "desk_paused")
    assert rig.twilio.requests == []
    assert rig.handover(reply.handover_id).call_request.name == "Ada"
    rig.storage.availability.set_paused(False, "anna", rig.clock.now())
    assert start_call(rig.ctx(), call_request()).ok


def test_nobody_is_called_when_all_agents_are_away(rig: Rig) -> None:
    rig.storage.availability.set_away("anna", True, "anna", rig.clock.now())
    assert start_call(rig.ctx(), call_request("session-1")).ok
    rig.storage.availability.set_away("ben", True, "ben", rig.clock.now())
    assert start_call(rig.ctx(), call_request("session-2", OTHER)).reason == "no_agents"
    assert rig.twilio.dialled == [CUSTOMER]


def test_the_only_available_agent_cannot_request_a_call_to_themselves(rig: Rig) -> None:
    rig.storage.availability.set_away("anna", True, "anna", rig.clock.now())
    assert start_call(rig.ctx(), call_request(number=BEN)).reason == "no_agents"


@pytest.mark.parametrize("change", ["pause", "away"])
def test_a_live_call_stays_live_when_the_availability_changes(rig: Rig, change: str) -> None:
    first = start_call(rig.ctx(), call_request())
    if change == "pause":
        rig.storage.availability.set_paused(True, "anna", rig.clock.now())
    for agent_id in ("anna", "ben") if change == "away" else ():
        rig.storage.availability.set_away(agent_id, True, "anna", rig.clock.now())
    again = start_call(rig.ctx(), call_request())
    assert (again.ok, again.extra["already"], again.handover_id) == (True, True, first.handover_id)


def test_without_the_availability_no_call_is_placed(rig: Rig) -> None:
    client = rig.client().failing(lambda _, key: key == keys.SWITCHES)
    reply = start_call(rig.ctx(rig.app(lambda: client)), call_request())
    assert (reply.ok, reply.reason) == (False, "storage_unavailable")
    assert rig.twilio.requests == []


def test_without_a_desk_nobody_is_called(rig: Rig) -> None:
    rig.client().delete_object(Bucket=rig.bucket, Key=keys.DESK)
    assert start_call(rig.ctx(), call_request()).reason == "no_agents"
    assert rig.twilio.requests == []


@pytest.mark.parametrize(
    ("status", "code", "reason"),
    [
        (400, 21211, "invalid_number"),
        (400, 21202, "number_type_not_allowed"),
        (400, 21215, "country_not_allowed"),
        (401, 20003, "telephone_unavailable"),
    ],
)
def test_a_call_that_twilio_refuses_uses_no_quota_and_ends_as_refused(
    rig: Rig, status: int, code: int, reason: str
) -> None:
    rig.twilio.mishaps.append(refuses(status, code))
    reply = start_call(rig.ctx(), call_request())
    assert (reply.ok, reply.status, reply.reason) == (False, "refused", reason)
    assert rig.handover(reply.handover_id).state == "refused"
    assert rig.objects(keys.LIVE) == {}
    assert rig.storage.quotas.count_calls_on(rig.clock.now().date()) == 0
    assert rig.storage.quotas.calls_to(CUSTOMER).taken().held == []
    assert start_call(rig.ctx(), call_request()).ok


@pytest.mark.parametrize("mishap", [CUT_AFTER, CUT_BEFORE, NO_SID, refuses(500, 20500)])
def test_a_call_that_may_have_been_placed_is_never_placed_again(rig: Rig, mishap: Mishap) -> None:
    rig.twilio.mishaps.append(mishap)
    reply = start_call(rig.ctx(), call_request())
    assert (reply.ok, reply.status) == (True, "unconfirmed")
    rig.clock.step(60)
    again = start_call(rig.ctx(), call_request())
    assert (again.ok, again.handover_id) == (True, reply.handover_id)
    assert len([request for request in rig.twilio.requests if request.method == "POST"]) == 1
    assert [len(rig.objects(prefix)) for prefix in ("v1/number/", "v1/total/")] == [1, 1], "its quotas are used"


def test_with_too_little_time_left_nothing_is_dialled_and_the_reply_says_so(rig: Rig) -> None:
    reply = start_call(rig.ctx(seconds=2.4), call_request())
    assert (reply.ok, reply.reason) == (False, "telephone_unavailable")
    assert rig.twilio.requests == []
    assert "too little time" in rig.log.warnings[0]


def test_a_call_that_is_cancelled_before_it_is_placed_is_ended_by_the_start(rig: Rig) -> None:
    """The cancellation comes before the call is on record: there is no call yet that it could end."""
    canceled = itertools.count()

    def cancel_once(_: str, key: str) -> bool:
        if key.endswith("/placed") and next(canceled) == 0:
            reply = cancel_call(rig.ctx(), "session-1", "en")
            assert (reply.ok, reply.status) == (True, "canceled")
        return False

    client = rig.client().failing(cancel_once)
    reply = start_call(rig.ctx(rig.app(lambda: client)), call_request())
    assert (reply.ok, reply.status) == (True, "canceled")
    assert len(rig.twilio.dialled) == 1
    assert rig.twilio.ended == list(rig.twilio.calls)
    assert rig.handover(reply.handover_id).state == "canceled"


def test_an_agent_can_request_a_call_and_talks_to_another_agent(rig: Rig) -> None:
    assert start_call(rig.ctx(), call_request(number=BEN)).ok
    assert rig.twilio.dialled == [BEN]


def test_object_names_have_no_personal_data(rig: Rig) -> None:
    start_call(rig.ctx(), call_request("chat-of-ada", name="Ada Lovelace", user_id="ada@example.org"))
    start_call(rig.ctx(), call_request("chat-of-ada", number="nonsense of ada"))
    names = " ".join(rig.objects()).lower()
    for private in ("ada", CUSTOMER[1:], CUSTOMER[-6:], "chat-of", "example.org"):
        assert private not in names


def test_with_too_little_time_a_repetition_still_gets_the_status_and_a_new_chat_a_refusal(rig: Rig) -> None:
    handover_id = start_call(rig.ctx(), call_request()).handover_id
    again = start_call(rig.ctx(seconds=2.0), call_request())
    assert (again.ok, again.handover_id) == (True, handover_id)
    other = start_call(rig.ctx(seconds=2.0), call_request("session-2", OTHER))
    assert (other.ok, other.reason) == (False, "telephone_unavailable")
    assert rig.twilio.dialled == [CUSTOMER]
