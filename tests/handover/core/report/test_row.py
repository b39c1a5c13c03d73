"""A row is what a list shows of a handover; its mark changes with the events."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from handover.core.call.events import Event, EventKind
from handover.core.report.row import Row, mark_of, row_from
from tests.handover.core.call.story import AGENTS, HID, at, ended, event, hunt, requested


def row(*events: Event, second: float = 100) -> Row:
    found = row_from(HID, [requested(), *events], at(second))
    assert found is not None
    return found


def test_a_conversation_in_one_line() -> None:
    found = row(
        event(EventKind.ANSWERED, 9),
        hunt(12),
        event(EventKind.ACCEPTED, 30, 2),
        event(EventKind.BRIDGED, 31, 2),
        ended(90),
    )
    assert (found.state, found.live, found.agent, found.agent_name) == ("completed", False, "ben", "Ben")
    assert (found.reason, found.last2, found.language) == ("hail", "67", "de")
    assert (found.answered_at, found.connected_at, found.over_at) == tuple(at(n).isoformat() for n in (9, 30, 90))
    assert found.wait == 30


@pytest.mark.parametrize("word", ["name", "reason", "channel"])
def test_the_customers_number_is_masked_in_the_words_of_the_chat(word: str) -> None:
    first = requested()
    phone, wish = str(first.facts["phone"]), first.facts["wish"]
    said = replace(first, facts={**first.facts, "wish": {**wish, word: f"call {phone[:3]} {phone[3:]}"}})
    told = row_from(HID, [said], at(1))
    assert told is not None
    assert getattr(told, word) == "call …67"


def test_the_number_is_masked_in_a_refused_request_too() -> None:
    facts = {"wish": {"phone_number": "0800 1234567", "reason": "on 0800 1234567"}, "reason": "number_type_not_allowed"}
    told = row_from(HID, [Event(EventKind.REFUSED, at(0), 0, facts)], at(1))
    assert told is not None
    assert told.reason == "on …67"


def test_an_acceptance_that_was_taken_back_is_no_conversation() -> None:
    found = row(
        hunt(),
        event(EventKind.ACCEPTED, 30, 1),
        event(EventKind.MISSED, 40, 1),
        event(EventKind.NO_AGENT, 50),
        ended(60),
    )
    assert (found.state, found.agent, found.connected_at, found.wait) == ("no_agent", "", "", None)


def test_a_live_handover_has_no_end() -> None:
    found = row(event(EventKind.RINGING, 5))
    assert (found.state, found.live, found.since, found.over_at) == ("ringing", True, at(5).isoformat(), "")


def test_a_refused_request_says_why() -> None:
    found = row_from(HID, [event(EventKind.REFUSED, 0, wish={"name": "Ada"}, language="de", reason="closed")], at(9))
    assert found is not None
    assert (found.state, found.refusal, found.name, found.last2) == ("refused", "closed", "Ada", "")


def test_the_last_wrap_up_is_the_outcome() -> None:
    wraps = [
        event(EventKind.WRAPPED, 95, 1, disposition="other", callback=True),
        event(EventKind.WRAPPED, 99, 2, disposition="solved", follow_up="2026-11-30"),
    ]
    found = row(hunt(), event(EventKind.ACCEPTED, 30, 1), ended(90), *wraps)
    assert (found.disposition, found.follow_up, found.callback) == ("solved", "2026-11-30", False)


def test_the_last_rating_is_in_the_row_and_its_comment_is_not() -> None:
    given = [event(EventKind.RATED, 95 + n, n, rating=n + 2, comment="secret words") for n in (1, 2)]
    found = row(ended(90), *given)
    assert found.rating == 4
    assert "secret" not in json.dumps(found.as_record())
    assert row(ended(90)).rating == 0
    with pytest.raises(ValueError, match="damaged"):
        Row.from_record({**found.as_record(), "rating": 9})


@pytest.mark.parametrize("events", [[], [event(EventKind.RINGING, 1)], [requested(), event(EventKind.VOID, 1)]])
def test_without_a_valid_permit_there_is_no_row(events: list[Event]) -> None:
    assert row_from(HID, events, at(9)) is None


def test_a_row_comes_back_from_its_record_as_it_was() -> None:
    found = row(hunt(), event(EventKind.ACCEPTED, 30, 1), ended(90))
    assert Row.from_record(json.loads(json.dumps(found.as_record()))) == found


def test_a_record_of_other_fields_is_refused() -> None:
    with pytest.raises(TypeError):
        Row.from_record({"id": HID})


def test_the_order_in_which_events_are_listed_does_not_change_the_mark() -> None:
    words = ["requested", "hunt", "accepted.1", "accepted.2", "ended"]
    assert mark_of(words) == mark_of(words[::-1])


def test_every_new_event_changes_the_mark() -> None:
    words = ["requested", "placed", "ended", "wrapped.1", "wrapped.2", "looked.12", "rated.1", "rated.2"]
    marks = [mark_of(words[:n]) for n in range(1, len(words) + 1)]
    assert len(set(marks)) == len(words)


def test_kinds_that_only_another_version_knows_leave_the_mark_as_it_is() -> None:
    assert mark_of(["requested", "ended", "whispered.3", ""]) == mark_of(["requested", "ended"])


@pytest.mark.parametrize("words", [[], ["ringing"], ["requested", "void"], ["refused", "void"], ["whispered"]])
def test_without_a_handover_there_is_no_mark(words: list[str]) -> None:
    assert mark_of(words) == ""


def test_a_mark_can_be_part_of_an_objects_name() -> None:
    assert mark_of(["refused"]).isalnum()
    assert len(mark_of(["refused"])) == 16


def test_a_booked_call_has_its_time_and_whether_it_was_kept() -> None:
    permit, soon = requested(), at(600).isoformat()
    booked = Event(EventKind.BOOKED, at(0), 1, {**permit.facts, "at": soon})
    dialed = [Event(EventKind.BOOKED, at(600), 2, {"dial": True}), replace(permit, at=at(601))]
    for events, now, state, promise in (
        ([booked], 10, "scheduled", "open"),
        ([booked], 3600, "scheduled", "broken"),
        ([booked, *dialed, ended(700)], 701, "abandoned", "kept"),
    ):
        found = row_from(HID, events, at(now))
        assert found is not None
        assert (found.state, found.booked_for, found.promise) == (state, soon, promise)
        assert Row.from_record(found.as_record()) == found
    assert row().booked_for == row().promise == ""


def test_a_message_has_its_length_and_one_of_no_known_length_is_a_message_all_the_same() -> None:
    for seconds, length in ((17, 17), (0, 1), ("x", 1)):
        found = row(ended(90), event(EventKind.RECORDED, 95, seconds=seconds))
        assert found.message == length
    with pytest.raises(ValueError, match="damaged"):
        Row.from_record({**found.as_record(), "message": -1})


def test_a_live_row_says_who_talks_with_the_customer_and_since_when() -> None:
    taken = (
        hunt(12),
        event(EventKind.ACCEPTED, 30, 1),
        event(EventKind.MOVING, 31, 1),
        event(EventKind.ENTERED, 32, 101),
    )
    ben = (
        event(EventKind.COLLEAGUE, 40, 101, agents=[dict(AGENTS[1])]),
        event(EventKind.ENTERED, 40, 102),
        event(EventKind.JOINED, 50, 101, sid="CA3"),
    )
    both, left = row(*taken, *ben, second=60), row(*taken, *ben, event(EventKind.LEFT, 70, 1), second=80)
    assert row(*taken, *ben[:2], second=45).talks == {"anna": at(30).isoformat()}
    assert both.talks == {"anna": at(30).isoformat(), "ben": at(50).isoformat()}
    assert (left.agent, left.talks) == ("anna", {"ben": at(50).isoformat()})
    assert row(*taken, *ben, event(EventKind.LEFT, 70, 1), ended(90)).talks == {}
    assert Row.from_record(json.loads(json.dumps(both.as_record()))) == both
