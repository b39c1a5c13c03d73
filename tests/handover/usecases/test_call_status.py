"""Where a chat's call stands, in words the bot can say."""

from __future__ import annotations

import pytest

from handover.core.call.events import Kind
from handover.usecases.call_status import tell_standing
from handover.usecases.local_time import tell_time
from handover.usecases.start_call import place_call
from tests.handover.rig import ANNA, Rig, wish
from tests.handover.twilio_stub import CUT_BEFORE


def test_it_follows_the_call(rig: Rig) -> None:
    hid = place_call(rig.tools(), wish()).handover_id
    add = rig.storage.timelines.add
    seen = []
    anna = {"id": "anna", "name": "Anna", "phone": ANNA, "language": "en"}
    for kind, attempt, facts in (
        (Kind.PLACED, 0, {}),
        (Kind.RINGING, 0, {}),
        (Kind.ANSWERED, 0, {}),
        (Kind.HUNT, 0, {"agents": [anna]}),
        (Kind.ACCEPTED, 1, {"agent": "anna"}),
        (Kind.ENDED, 0, {"status": "completed"}),
    ):
        add(hid, kind, rig.clock.now(), facts, attempt)
        seen.append(tell_standing(rig.tools(), "session-1", ""))
    assert [told.status for told in seen] == ["dialing", "ringing", "greeted", "hunting", "connected", "completed"]
    assert all(told.ok and told.handover_id == hid for told in seen)
    assert seen[4].extra["agent"] == "Anna"
    assert "Anna" in seen[4].message


def test_a_chat_that_never_asked_has_no_handover(rig: Rig) -> None:
    assert tell_standing(rig.tools(), "session-9", "").reason == "no_handover"
    assert tell_standing(rig.tools(), "", "").reason == "missing_session"


def test_asking_settles_what_is_overdue(rig: Rig) -> None:
    hid = place_call(rig.tools(), wish()).handover_id
    rig.twilio.calls[rig.handover(hid).sid].update(status="no-answer")
    rig.clock.step(181)
    assert tell_standing(rig.tools(), "session-1", "").status == "no_answer"


def test_a_call_that_may_have_been_placed_is_called_that_until_two_looks_have_told(rig: Rig) -> None:
    rig.twilio.mishaps.append(CUT_BEFORE)
    place_call(rig.tools(), wish())
    assert tell_standing(rig.tools(), "session-1", "").status == "unconfirmed"
    rig.clock.step(120)
    assert tell_standing(rig.tools(), "session-1", "").status == "failed"


def test_without_storage_nothing_is_claimed_to_be_known(rig: Rig) -> None:
    client = rig.client().failing()
    told = tell_standing(rig.tools(rig.kit(lambda: client)), "session-1", "")
    assert (told.ok, told.reason) == (False, "storage_unavailable")


def test_it_speaks_the_language_of_the_call_unless_asked_for_another(rig: Rig) -> None:
    place_call(rig.tools(), wish(language="de"))
    german, english = (tell_standing(rig.tools(), "session-1", tongue).message for tongue in ("", "en-GB"))
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
def test_the_time_is_told_there_else_at_the_desk(rig: Rig, timezone: str, said: str, iso: str) -> None:
    told = tell_time(rig.tools(), timezone, "en")
    assert (told.ok, told.extra["time"]) == (True, iso)
    assert said in told.message


@pytest.mark.parametrize("timezone", ["Mars/Olympus", "../../etc/passwd", "Europe", "\0", "x" * 200])
def test_a_zone_that_is_none_is_refused_by_name(rig: Rig, timezone: str) -> None:
    told = tell_time(rig.tools(), timezone, "en")
    assert (told.ok, told.reason) == (False, "bad_parameter")
    assert "timezone" in told.message


def test_without_storage_the_time_is_told_in_utc(rig: Rig) -> None:
    client = rig.client().failing()
    assert tell_time(rig.tools(rig.kit(lambda: client)), "", "en").extra["time"] == "2026-11-23T09:00:00+00:00"


def talked_and_noted(rig: Rig) -> None:
    """Anna has talked with the customer and noted what came of it."""
    hid = place_call(rig.tools(), wish()).handover_id
    anna = {"id": "anna", "name": "Anna", "phone": ANNA, "language": "en"}
    for kind, attempt, facts in (
        (Kind.HUNT, 0, {"agents": [anna]}),
        (Kind.ACCEPTED, 1, {"agent": "anna"}),
        (Kind.ENDED, 0, {"status": "completed"}),
        (Kind.WRAPPED, 1, {"disposition": "solved", "agent": "anna", "notes": "Polite."}),
    ):
        rig.storage.timelines.add(hid, kind, rig.clock.now(), facts, attempt)


def test_what_came_of_the_call_is_told_once_an_agent_has_noted_it(rig: Rig) -> None:
    talked_and_noted(rig)
    told = tell_standing(rig.tools(), "session-1", "")
    assert told.extra == {"agent": "Anna", "disposition": "Solved"}
    assert told.message == "You have talked to Anna. The outcome: Solved. Is there anything else?"


def test_without_the_desks_words_for_it_the_chat_is_told_how_it_stands(rig: Rig) -> None:
    talked_and_noted(rig)
    client = rig.client().failing(lambda _, key: "desk" in key)
    told = tell_standing(rig.tools(rig.kit(lambda: client)), "session-1", "")
    assert (told.ok, told.status, told.extra) == (True, "completed", {"agent": "Anna"})
    assert "outcome was not told" in rig.log.warnings[-1]
