"""The story has a line for everything that happened, in order and once, and leaves nothing out."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover.core.call.events import Event, EventKind
from handover.core.call.text_messages import TextKind
from handover.core.i18n import available
from tests.handover.core.call.story import AGENTS, REQUEST, at, ended, event, hunt, requested
from tests.handover.core.story.telling import CALLED, report, sentences, story_of

#: A whole call: Anna does not pick up, Ben takes it; with what the legs reported.
EVENTS = (
    *CALLED,
    event(EventKind.MISSED, 38, 1, status="no-answer"),
    event(EventKind.ACCEPTED, 52, 2, agent="ben"),
    event(EventKind.BRIDGED, 300, 2, seconds="240"),
    ended(301),
    event(EventKind.WRAPPED, 400, 1, agent="ben", name="Ben", disposition="solved"),
)
LEGS = (
    report("agent-ringing", 22, 1),
    report("link", 22, 1),
    report("agent-no-answer", 37, 1),
    report("agent-ringing", 40, 2),
    report("agent-in-progress", 46, 2),
    report("agent-completed", 300, 2),
    report("view-1", 350, 2, agent="ben", name="Ben", by="link"),
    report("reveal-1", 360, 0, agent="anna", name="Anna"),
)
WHOLE = [
    (0, "The chat asked for a call to the number ending in 67."),
    (1, "The call was placed."),
    (3, "The customer's phone rang."),
    (10, "The customer's phone was picked up."),
    (20, "The customer pressed a key. To be rung, one after the other: Anna, Ben."),
    (22, "Anna's phone rang 15 s, nobody picked up."),
    (22, "Anna was sent a text message with a link to this page."),
    (40, "Ben's phone rang 6 s and was picked up."),
    (52, "Ben pressed 1 and took the call."),
    (300, "Ben and the customer had talked for 240 s."),
    (301, "The customer's call was over."),
    (350, "Ben opened this page by the link."),
    (360, "Anna had the whole phone number shown."),
    (400, "Ben noted the outcome: Solved at once."),
]


def test_the_story_of_a_whole_call() -> None:
    assert story_of(EVENTS, LEGS) == WHOLE


@pytest.mark.parametrize(
    ("next_event", "line"),
    [
        (event(EventKind.ACCEPTED, 52, 2, agent="ben", picked_up=at(46).isoformat()), "rang 6 s and was picked up"),
        (event(EventKind.PASSED, 52, 2, picked_up=at(46).isoformat()), "rang 6 s and was picked up"),
        (event(EventKind.MISSED, 58, 2, status="completed", seconds="12"), "rang 6 s and was picked up"),
        (event(EventKind.MISSED, 58, 2, status="completed", seconds="40"), "rang 0 s and was picked up"),
        (event(EventKind.MISSED, 58, 2, status="no-answer", seconds="12"), "rang 18 s, nobody picked up"),
        (event(EventKind.ACCEPTED, 52, 2, agent="ben", picked_up=at(39).isoformat()), "rang 0 s and was picked up"),
    ],
)
def test_what_an_agent_does_next_says_when_they_picked_up(next_event: Event, line: str) -> None:
    """Of an agent who is rung alone the pick-up is not stored. Twilio's clock may differ from ours."""
    told = story_of((*EVENTS[:-4], next_event), [report("agent-ringing", 40, 2)])
    assert (40, f"Ben's phone {line}.") in told


def test_how_long_a_leg_lasted_says_when_it_was_picked_up() -> None:
    """The customer hung up while Ben heard what it is about."""
    legs = [report("agent-ringing", 40, 2), report("agent-completed", 58, 2, CallDuration="12")]
    missed = event(EventKind.MISSED, 58, 2, status="canceled", next=0)
    assert (40, "Ben's phone rang 6 s and was picked up.") in story_of((*EVENTS[:-4], missed, ended(58)), legs)


@given(st.randoms(use_true_random=False))
def test_order_and_repetition_of_facts_do_not_change_the_story(chance: random.Random) -> None:
    events, legs = [*EVENTS, *chance.sample(EVENTS, 4)], [*LEGS, *chance.sample(LEGS, 4)]
    chance.shuffle(events)
    chance.shuffle(legs)
    assert story_of(events, legs) == WHOLE


_WITHOUT_LINE = (EventKind.VOID, EventKind.MOVING, EventKind.ENTERED, EventKind.ASKED, EventKind.LEFT)


@pytest.mark.parametrize("language", available())
@pytest.mark.parametrize("kind", [kind for kind in EventKind if kind not in _WITHOUT_LINE])
def test_every_kind_of_event_has_a_line(kind: EventKind, language: str) -> None:
    """Except a void permit, which has no handover. A Dial without a bridge shows in the line of its phone, and what only
    serves a call in a room in the lines of its people."""
    before = [requested()] if kind is not EventKind.REQUESTED else []
    lines = story_of([*before, event(kind, 30, 1, reason="closed", status="no-answer")], language=language)
    assert len(lines) == len(before) + 1
    assert lines[-1][1].endswith(".")
    assert "{" not in lines[-1][1]


def test_lines_within_one_second_follow_the_usual_order_of_a_call() -> None:
    """Twilio reports whole seconds, our own events are exact. So a phone could seem to ring before the hunt began."""
    hunted = Event(EventKind.HUNT, at(20) + timedelta(milliseconds=600), 0, hunt().facts)
    lines = sentences([requested(), event(EventKind.ANSWERED, 20), hunted], [report("agent-ringing", 20, 1)])
    assert [line.split()[0] for line in lines[1:]] == ["The", "The", "Anna's"]
    assert lines[2].startswith("The customer pressed a key")


@pytest.mark.parametrize(
    ("end", "line"),
    [
        (event(EventKind.ENDED, 43, status="no-answer"), "The customer's phone had rung 40 s, and nobody picked up."),
        (ended(43, "busy"), "The customer's line was busy."),
        (ended(43, "failed"), "The customer's phone could not be reached."),
        (ended(43, "canceled"), "The call was cancelled before anybody picked up."),
        (event(EventKind.ENDED, 43, status="completed", seconds="33"), "The customer's call was over, after 33 s."),
        (event(EventKind.ENDED, 43, status="completed", seconds=33), "The customer's call was over, after 33 s."),
        (ended(43, "something new"), "The customer's call was over."),
    ],
)
def test_how_the_customers_call_ended(end: Event, line: str) -> None:
    assert story_of([requested(), event(EventKind.RINGING, 3), end])[-1] == (43, line)


def test_the_story_of_a_call_that_twilio_never_knew() -> None:
    lines = sentences(
        [
            requested(),
            event(EventKind.UNCONFIRMED, 6),
            event(EventKind.LOOKED, 30, 1, status="none"),
            event(EventKind.LOOKED, 90, 2, status="ringing"),
            event(EventKind.ENDED, 160, status="failed", source="look"),
        ]
    )
    assert lines[1:] == [
        "The phone service's answer was lost: the call may have been placed, so it is not repeated.",
        "The phone service was asked, and knew of no such call.",
        "The phone service was asked, and the call was still under way.",
        "The phone service still knew of no such call, so there was none.",
    ]


def test_a_refusal_has_its_reason_and_an_unknown_reason_as_it_is() -> None:
    refused = event(EventKind.REFUSED, 0, wish={}, language="en", reason="closed")
    assert sentences([refused]) == ["No call was placed: outside opening hours."]
    assert sentences([event(EventKind.REFUSED, 0, reason="moon_phase")]) == ["No call was placed: moon_phase."]
    assert sentences([event(EventKind.REFUSED, 0)]) == ["No call was placed."]


@pytest.mark.parametrize(
    ("fact", "line"),
    [
        ("amd-human", "A person seems to have picked up the customer's phone."),
        ("amd-machine_start", "A machine seems to have picked up the customer's phone."),
        ("amd-fax", "A fax machine seems to have picked up the customer's phone."),
        ("amd-unknown", "Whether a person or a machine picked up the customer's phone could not be told."),
        ("link-failed", "The text message with the link may not have reached Anna."),
        ("link-refused", "Anna was sent no link: the phone service refused the text message."),
        ("recording-completed", "Something else was noted, called “recording completed”."),
        ("agent-queued", "Something else was noted, called “agent queued”."),
    ],
)
def test_every_report_has_a_line_and_an_unknown_one_its_own_name(fact: str, line: str) -> None:
    assert line in sentences(CALLED, [report(fact, 30, 1)])


def test_a_link_that_was_not_sent_does_not_appear_as_sent() -> None:
    """The report is stored before the message is sent, so that it is sent once."""
    lines = sentences(CALLED, [report("link", 22, 1), report("link-refused", 23, 1), report("link", 40, 2)])
    assert [line for line in lines if "link" in line] == [
        "Anna was sent no link: the phone service refused the text message.",
        "Ben was sent a text message with a link to this page.",
    ]


def test_a_page_that_is_opened_again_and_again_is_one_line_until_something_else_happens() -> None:
    views = [report(f"view-{n}", 100 + n, 0, agent="anna", by="seat") for n in range(3)]
    more = [report("view-9", 210, 0, agent="anna", by="seat"), report("view-8", 105, 0, agent="x", by="seat")]
    assert story_of([*CALLED, ended(200)], [*views, *more])[5:] == [
        (100, "Anna opened this page 3 times."),
        (105, "x opened this page."),
        (200, "The customer's call was over."),
        (210, "Anna opened this page."),
    ]


def test_an_agent_who_left_the_desk_appears_with_their_earlier_name() -> None:
    seen = [report("view-1", 50, 0, agent="carla", name="Carla"), report("reveal-1", 51)]
    assert sentences(CALLED, seen)[5:] == ["Carla opened this page.", "Somebody had the whole phone number shown."]


def test_each_of_several_refusals_has_its_number_and_reason() -> None:
    first = event(EventKind.REFUSED, 0, 1, wish={"phone_number": "0900 1234"}, reason="number_type_not_allowed")
    second = event(EventKind.REFUSED, 9, 7, wish={}, phone="+493012345678", reason="limit_reached", limit="new_limit")
    assert sentences((first, second)) == [
        "No call to …34 was placed: a kind of number that is not called.",
        "No call to …78 was placed: too many calls.",
    ]
    assert sentences((first,)) == ["No call was placed: a kind of number that is not called."]


@pytest.mark.parametrize("kind", [*TextKind, "of another version"])
def test_a_message_to_the_customer_has_a_line(kind: str) -> None:
    lines = sentences([*CALLED, Event(EventKind.TEXTED, at(60), 1, {"kind": str(kind)})])
    assert lines[-1].startswith("The customer was sent a text message")


def test_a_message_that_was_refused_is_named_as_such() -> None:
    texted = Event(EventKind.TEXTED, at(60), 1, {"kind": "missed"})
    lines = sentences([*CALLED, texted], [report("text-refused", 60, 1)])
    assert lines[-1] == "The phone service refused the text message: the customer got none."


def test_the_order_has_nobody_who_was_chosen_after_its_end() -> None:
    chosen = event(EventKind.CHOSEN, 60, 3, agents=[{"id": "anna", "name": "Anna"}])
    lines = sentences([requested(), hunt(20), chosen])
    assert "The customer pressed a key. To be rung, one after the other: Anna, Ben." in lines
    assert lines[-1] == "Anna was rung next for the customer who waited."


def test_a_wait_that_was_over_at_once_has_no_line() -> None:
    agents = [{"id": "anna", "name": "Anna"}]
    at_once = [event(EventKind.WAITING, 60, 3), event(EventKind.CHOSEN, 60, 3, agents=agents)]
    later = [event(EventKind.WAITING, 90, 4), event(EventKind.CHOSEN, 105, 4, agents=agents)]
    lines = story_of([requested(), hunt(20), *at_once, *later])
    assert [second for second, line in lines if line.startswith("No agent was free")] == [90]


def test_the_permit_of_a_booked_call_is_no_second_request() -> None:
    facts = {**REQUEST, "at": "2026-11-23T10:00:00+00:00", "why": "asked"}
    booked = event(EventKind.BOOKED, 0, 1, **facts)
    lines = sentences(
        [
            booked,
            event(EventKind.BOOKED, 60, 2, dial=True),
            event(EventKind.REQUESTED, 61, **REQUEST),
            event(EventKind.PLACED, 62),
        ]
    )
    assert [line for line in lines if "asked for a call" in line] == []
    assert lines[1:] == ["The booked call was due.", "The call was placed."]


def test_a_colleague_whom_another_call_had_was_not_rung() -> None:
    asked = event(EventKind.COLLEAGUE, 60, 101, agents=[dict(AGENTS[1])], by="anna")
    over = event(EventKind.COLLEAGUE_OVER, 61, 101, status="yielded")
    told = sentences([requested(), hunt(), event(EventKind.ACCEPTED, 30, 1, agent="anna"), asked, over])
    assert [line for line in told if "star" in line or ("call." in line and "Ben did" in line)] == [
        "Anna pressed star, and Ben could not be rung."
    ]
