"""The reply to `call_status` has the status of the chat's call, in words that the bot can say."""

from __future__ import annotations

import pytest

from handover.core.call.events import EventKind
from handover.usecases.call_status import call_status
from handover.usecases.local_time import local_time
from handover.usecases.start_call import start_call
from tests.handover.rig import ANNA, Rig, call_request
from tests.handover.twilio_stub import CUT_BEFORE


def test_the_status_follows_the_call(rig: Rig) -> None:
    handover_id = start_call(rig.ctx(), call_request()).handover_id
    add = rig.storage.handovers.add
    seen = []
    anna = {"id": "anna", "name": "Anna", "phone": ANNA, "language": "en"}
    for kind, attempt, facts in (
        (EventKind.PLACED, 0, {}),
        (EventKind.RINGING, 0, {}),
        (EventKind.ANSWERED, 0, {}),
        (EventKind.HUNT, 0, {"agents": [anna]}),
        (EventKind.ACCEPTED, 1, {"agent": "anna"}),
        (EventKind.ENDED, 0, {"status": "completed"}),
    ):
        add(handover_id, kind, rig.clock.now(), facts, attempt)
        seen.append(call_status(rig.ctx(), "session-1", ""))
    assert [reply.status for reply in seen] == ["dialing", "ringing", "greeted", "hunting", "connected", "completed"]
    assert all(reply.ok and reply.handover_id == handover_id for reply in seen)
    assert seen[4].extra["agent"] == "Anna"
    assert seen[4].message == "Anna has taken your call."
    assert [reply.extra["live"] for reply in seen] == [True] * 5 + [False]


def test_a_chat_without_a_request_has_no_handover(rig: Rig) -> None:
    unknown = call_status(rig.ctx(), "session-9", "")
    assert (unknown.reason, unknown.extra) == ("no_handover", {"live": False, "rated": False})
    assert call_status(rig.ctx(), "", "").reason == "missing_session"


def test_an_overdue_handover_is_reconciled_first(rig: Rig) -> None:
    handover_id = start_call(rig.ctx(), call_request()).handover_id
    rig.twilio.calls[rig.handover(handover_id).sid].update(status="no-answer")
    rig.clock.step(181)
    assert call_status(rig.ctx(), "session-1", "").status == "no_answer"


def test_a_call_that_may_have_been_placed_is_unconfirmed_until_two_lookups(rig: Rig) -> None:
    rig.twilio.mishaps.append(CUT_BEFORE)
    start_call(rig.ctx(), call_request())
    assert call_status(rig.ctx(), "session-1", "").status == "unconfirmed"
    rig.clock.step(120)
    assert call_status(rig.ctx(), "session-1", "").status == "failed"


def test_without_storage_the_reply_claims_no_status(rig: Rig) -> None:
    client = rig.client().failing()
    reply = call_status(rig.ctx(rig.app(lambda: client)), "session-1", "")
    assert (reply.ok, reply.reason) == (False, "storage_unavailable")
    assert "live" not in reply.extra


def test_the_reply_is_in_the_calls_language_unless_another_is_requested(rig: Rig) -> None:
    start_call(rig.ctx(), call_request(language="de"))
    german, english = (call_status(rig.ctx(), "session-1", tongue).message for tongue in ("", "en-GB"))
    assert german != english
    assert "We" in english


@pytest.mark.parametrize(
    ("timezone", "said", "iso"),
    [
        ("Europe/Berlin", "10:00", "2026-11-23T10:00:00+01:00"),
        ("America/New_York", "04:00", "2026-11-23T04:00:00-05:00"),
        ("", "10:00", "2026-11-23T10:00:00+01:00"),
    ],
)
def test_the_time_is_that_of_the_zone_else_of_the_desk(rig: Rig, timezone: str, said: str, iso: str) -> None:
    reply = local_time(rig.ctx(), timezone, "en")
    assert (reply.ok, reply.extra["time"]) == (True, iso)
    assert said in reply.message


@pytest.mark.parametrize("timezone", ["Mars/Olympus", "../../etc/passwd", "Europe", "\0", "x" * 200])
def test_an_unknown_zone_is_refused_by_name(rig: Rig, timezone: str) -> None:
    reply = local_time(rig.ctx(), timezone, "en")
    assert (reply.ok, reply.reason) == (False, "bad_parameter")
    assert "timezone" in reply.message


def test_without_storage_the_time_is_in_utc(rig: Rig) -> None:
    client = rig.client().failing()
    assert local_time(rig.ctx(rig.app(lambda: client)), "", "en").extra["time"] == "2026-11-23T09:00:00+00:00"


def wrapped_up(rig: Rig, **more: str) -> None:
    """Record a conversation with Anna and her wrap-up."""
    handover_id = start_call(rig.ctx(), call_request(**more)).handover_id
    anna = {"id": "anna", "name": "Anna", "phone": ANNA, "language": "en"}
    for kind, attempt, facts in (
        (EventKind.HUNT, 0, {"agents": [anna]}),
        (EventKind.ACCEPTED, 1, {"agent": "anna"}),
        (EventKind.ENDED, 0, {"status": "completed"}),
        (EventKind.WRAPPED, 1, {"disposition": "solved", "agent": "anna", "notes": "Polite."}),
    ):
        rig.storage.handovers.add(handover_id, kind, rig.clock.now(), facts, attempt)


def test_the_reply_has_the_outcome_once_an_agent_saved_it(rig: Rig) -> None:
    wrapped_up(rig)
    reply = call_status(rig.ctx(), "session-1", "")
    told = "Your request has been dealt with."
    assert reply.extra == {"agent": "Anna", "disposition": told, "live": False, "rated": False}
    assert reply.message == f"You have talked to Anna. {told} Is there anything else?"


@pytest.mark.parametrize(
    ("chat", "asked", "told"),
    [
        ("fr-CH", "", "Une experte vient."),
        ("fr", "it", "Un'esperta viene."),
        ("en", "", "Eine Gutachterin kommt."),
        ("nl", "", "Eine Gutachterin kommt."),
    ],
)
def test_the_customers_text_is_in_the_chats_language_else_in_the_desks(
    rig: Rig, chat: str, asked: str, told: str
) -> None:
    texts = {"it": "Un'esperta viene.", "fr": "Une experte vient.", "de": "Eine Gutachterin kommt."}
    own = [{"id": "solved", "label": "Fraud suspected", "customer_text": texts}]
    rig.desk(language="de", dispositions=own)
    wrapped_up(rig, language=chat)
    reply = call_status(rig.ctx(), "session-1", asked)
    assert reply.extra["disposition"] == told
    assert told in reply.message
    assert "Fraud" not in reply.message


def test_of_a_disposition_without_a_text_for_customers_the_reply_says_nothing(rig: Rig) -> None:
    rig.desk(dispositions=[{"id": "solved", "label": "Fraud suspected"}])
    wrapped_up(rig)
    reply = call_status(rig.ctx(), "session-1", "")
    assert reply.extra == {"agent": "Anna", "live": False, "rated": False}
    assert reply.message == "You have talked to Anna. Is there anything else?"


def test_without_desk_json_the_reply_has_the_status_only(rig: Rig) -> None:
    wrapped_up(rig)
    client = rig.client().failing(lambda _, key: "desk" in key)
    reply = call_status(rig.ctx(rig.app(lambda: client)), "session-1", "")
    assert (reply.ok, reply.status, reply.extra) == (
        True,
        "completed",
        {"agent": "Anna", "live": False, "rated": False},
    )
    assert "outcome was left out" in rig.log.warnings[-1]
