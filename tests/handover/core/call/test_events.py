"""A handover's state depends on its events and the time only, not on their order or repetition."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handover.core.call.events import Event, EventKind
from handover.core.call.state import PLACING_ENDS, Handover, State, fold
from handover.core.call.state_timeouts import LOOK_GAP, overdue, timeout
from tests.handover.core.call.story import AGENTS, BEGAN, HID, at, ended, event, hunt, requested

PLACED = event(EventKind.PLACED, 1, sid="CA1")
RINGING = event(EventKind.RINGING, 3, sid="CA1")
ANSWERED = event(EventKind.ANSWERED, 10, sid="CA1")
UP_TO_HUNT = (requested(), PLACED, RINGING, ANSWERED, hunt(20))
ACCEPTED_1 = event(EventKind.ACCEPTED, 30, 1, agent="anna")
MISSED_1 = event(EventKind.MISSED, 40, 1, status="no-answer")
ACCEPTED_2 = event(EventKind.ACCEPTED, 50, 2, agent="ben")
BRIDGED_1 = event(EventKind.BRIDGED, 90, 1, seconds="50")
VOICEMAIL = event(EventKind.VOICEMAIL, 70)

UP_TO_WAIT = (
    *UP_TO_HUNT[:-1],
    event(EventKind.HUNT, 20, agents=[dict(agent) for agent in AGENTS], first=0, patience=90, sid="CA1"),
)
WAITS_FOR_3 = event(EventKind.WAITING, 20, 3)
CHOSEN_3 = event(EventKind.CHOSEN, 40, 3, agents=[dict(AGENTS[0])])

#: What happened, where that leaves the handover, and since which second.
STORIES: dict[str, tuple[Sequence[Event], State, float]] = {
    "just claimed": ([requested()], State.REQUESTED, 0),
    "placed": ([requested(), PLACED], State.DIALING, 1),
    "ringing": ([requested(), PLACED, RINGING], State.RINGING, 3),
    "ringing, but nobody noted that it was placed": ([requested(), RINGING], State.RINGING, 3),
    "the create's answer was lost": ([requested(), event(EventKind.UNCONFIRMED, 6)], State.UNCONFIRMED, 6),
    "the answer was lost, then it rang": ([requested(), event(EventKind.UNCONFIRMED, 6), RINGING], State.RINGING, 3),
    "the answer was lost, then it was found": (
        [requested(), event(EventKind.UNCONFIRMED, 6), PLACED],
        State.DIALING,
        1,
    ),
    "answered": ([requested(), PLACED, RINGING, ANSWERED], State.GREETED, 10),
    "nobody pressed a key yet to hang up": ([requested(), ANSWERED, event(EventKind.NO_KEY, 25)], State.GREETED, 25),
    "a key was pressed": (UP_TO_HUNT, State.HUNTING, 20),
    "a key was pressed after all": ([*UP_TO_HUNT, event(EventKind.NO_KEY, 19)], State.HUNTING, 20),
    "the first agent passed": ([*UP_TO_HUNT, event(EventKind.PASSED, 30, 1), MISSED_1], State.HUNTING, 20),
    "nobody was free, so the customer waits": ([*UP_TO_WAIT, WAITS_FOR_3], State.WAITING, 20),
    "an agent is rung for who waited": ([*UP_TO_WAIT, WAITS_FOR_3, CHOSEN_3], State.HUNTING, 20),
    "who waited talks": (
        [*UP_TO_WAIT, WAITS_FOR_3, CHOSEN_3, event(EventKind.ACCEPTED, 50, 3)],
        State.CONNECTED,
        50,
    ),
    "who waited hung up": ([*UP_TO_WAIT, WAITS_FOR_3, ended(60)], State.ABANDONED, 60),
    "accepted": ([*UP_TO_HUNT, ACCEPTED_1], State.CONNECTED, 30),
    "an acceptance was taken back": ([*UP_TO_HUNT, ACCEPTED_1, MISSED_1], State.HUNTING, 20),
    "taken back, then the next one accepted": ([*UP_TO_HUNT, ACCEPTED_1, MISSED_1, ACCEPTED_2], State.CONNECTED, 50),
    "they talked, and the customer hears goodbye": ([*UP_TO_HUNT, ACCEPTED_1, BRIDGED_1], State.CONNECTED, 30),
    "bridged without an acceptance on record": ([*UP_TO_HUNT, BRIDGED_1], State.CONNECTED, 90),
    "refused before a permit": ([event(EventKind.REFUSED, 0, reason="closed")], State.REFUSED, 0),
    "refused after the permit": ([requested(), event(EventKind.REFUSED, 2, reason="limit_reached")], State.REFUSED, 2),
    "cancelled while being placed": ([requested(), event(EventKind.CANCELED, 2)], State.CANCELED, 2),
    "cancelled while ringing": (
        [requested(), PLACED, RINGING, event(EventKind.CANCELED, 5), ended(6, "canceled")],
        State.CANCELED,
        6,
    ),
    "cancelled after the answer": ([*UP_TO_HUNT, event(EventKind.CANCELED, 25), ended(26)], State.CANCELED, 26),
    "cancelled at the telephone company": ([requested(), PLACED, ended(6, "canceled")], State.CANCELED, 6),
    "busy": ([requested(), PLACED, ended(4, "busy")], State.BUSY, 4),
    "nobody picked up": ([requested(), PLACED, RINGING, ended(50, "no-answer")], State.NO_ANSWER, 50),
    "could not be reached": ([requested(), PLACED, ended(4, "failed")], State.FAILED, 4),
    "never found at the telephone company": (
        [
            requested(),
            event(EventKind.UNCONFIRMED, 6),
            event(EventKind.LOOKED, 20, 1, status="none"),
            ended(150, "failed"),
        ],
        State.FAILED,
        150,
    ),
    "no key": ([requested(), PLACED, ANSWERED, event(EventKind.NO_KEY, 25), ended(30)], State.NO_HUMAN, 30),
    "hung up during the greeting": ([requested(), PLACED, ANSWERED, ended(12)], State.ABANDONED, 12),
    "hung up while agents were rung": ([*UP_TO_HUNT, MISSED_1, ended(45)], State.ABANDONED, 45),
    "hung up between acceptance and bridge": ([*UP_TO_HUNT, ACCEPTED_1, MISSED_1, ended(39)], State.ABANDONED, 39),
    "no agent": ([*UP_TO_HUNT, MISSED_1, event(EventKind.NO_AGENT, 60), ended(65)], State.NO_AGENT, 65),
    "no agent, then a message": (
        [*UP_TO_HUNT, event(EventKind.NO_AGENT, 60), VOICEMAIL, ended(80)],
        State.VOICEMAIL,
        80,
    ),
    "talked": ([*UP_TO_HUNT, ACCEPTED_1, BRIDGED_1, ended(95)], State.COMPLETED, 95),
    "talked, without an acceptance on record": ([*UP_TO_HUNT, BRIDGED_1, ended(95)], State.COMPLETED, 95),
    "talked, and the goodbye was never asked for": ([*UP_TO_HUNT, ACCEPTED_1, ended(95)], State.COMPLETED, 95),
    "talked, and the leg is unknown afterwards": ([*UP_TO_HUNT, ACCEPTED_1, ended(95, "failed")], State.COMPLETED, 95),
    "a message, and the leg is unknown afterwards": (
        [*UP_TO_HUNT, VOICEMAIL, ended(95, "failed")],
        State.VOICEMAIL,
        95,
    ),
    "answered, and the leg is unknown afterwards": ([requested(), ANSWERED, ended(95, "failed")], State.ABANDONED, 95),
}


def folded(events: Sequence[Event], now: datetime | None = None) -> Handover:
    handover = fold(HID, events, now or at(10))
    assert handover
    return handover


@pytest.mark.parametrize(("events", "state", "since"), STORIES.values(), ids=STORIES)
def test_events_lead_to_the_state_that_the_design_names(events: Sequence[Event], state: State, since: float) -> None:
    handover = folded(events)
    assert (handover.state, handover.since) == (state, at(since))


def test_the_examples_reach_every_state_but_those_with_tests_of_their_own() -> None:
    elsewhere = {State.SCHEDULED, State.DROPPED}
    assert {state for _, state, _ in STORIES.values()} == set(State) - elsewhere


@given(st.data(), st.sampled_from(sorted(STORIES)))
def test_order_and_repetition_change_nothing(data: st.DataObject, name: str) -> None:
    events, _, _ = STORIES[name]
    shuffled = data.draw(st.permutations([*events, *data.draw(st.lists(st.sampled_from(events), max_size=3))]))
    assert folded(shuffled) == folded(events)


def test_a_fact_that_arrives_twice_is_one_fact() -> None:
    look = event(EventKind.LOOKED, 100, 1, status="in-progress")
    handover = folded([*UP_TO_HUNT, BRIDGED_1, BRIDGED_1, look, look])
    assert handover.anomalies == ("bridged_without_accept",)
    assert handover.looks == (look,)


def test_a_handover_has_what_its_permit_holds() -> None:
    handover = folded(UP_TO_HUNT)
    assert (handover.id, handover.requested_at, handover.phone) == (HID, BEGAN, "+49301234567")
    assert (handover.language, handover.time_limit, handover.sid) == ("de", 3600, "CA1")
    assert handover.call_request.details == {"plate": "KA-AB 123"}
    assert [agent.name for agent in handover.order] == ["Anna", "Ben"]


def test_no_permit_is_no_handover_whatever_else_was_reported() -> None:
    assert fold(HID, [RINGING, ANSWERED, ended(20)], at(30)) is None
    assert fold(HID, [], at(30)) is None


def test_a_permit_that_was_overruled_is_no_handover() -> None:
    assert fold(HID, [requested(), event(EventKind.VOID, 1)], at(2)) is None


def test_the_agent_is_the_last_whose_acceptance_was_not_taken_back() -> None:
    def name(*events: Event) -> str | None:
        agent = folded([*UP_TO_HUNT, *events]).agent
        return agent.name if agent else None

    assert name() is None
    assert name(ACCEPTED_1) == "Anna"
    assert name(ACCEPTED_1, MISSED_1) is None
    assert name(ACCEPTED_1, MISSED_1, ACCEPTED_2) == "Ben"
    assert name(BRIDGED_1) == "Anna"


def test_an_acceptance_without_the_order_on_record_names_nobody_and_breaks_nothing() -> None:
    handover = folded([requested(), ACCEPTED_2])
    assert (handover.state, handover.accepted_by, handover.agent) == (State.CONNECTED, 2, None)


def test_a_bridge_without_acceptance_is_kept_and_marked() -> None:
    assert folded([*UP_TO_HUNT, BRIDGED_1]).anomalies == ("bridged_without_accept",)
    assert folded([*UP_TO_HUNT, ACCEPTED_2, BRIDGED_1]).anomalies == ("bridged_without_accept",)
    assert folded([*UP_TO_HUNT, ACCEPTED_1, BRIDGED_1]).anomalies == ()


def test_a_refused_handover_has_its_reason() -> None:
    assert folded([event(EventKind.REFUSED, 0, reason="closed")]).reason == "closed"
    assert folded([requested()]).reason == ""


def test_a_permit_without_a_further_event_becomes_unconfirmed() -> None:
    events = [requested()]
    assert folded(events, BEGAN + PLACING_ENDS).state is State.REQUESTED
    assert folded(events, BEGAN + PLACING_ENDS + timedelta(seconds=1)).state is State.UNCONFIRMED
    assert folded([*events, PLACED], at(3600)).state is State.DIALING


# Bounds

MINUTES_2, MINUTES_3 = timedelta(minutes=2), timedelta(minutes=3)


@pytest.mark.parametrize(
    ("events", "longest"),
    [
        ([requested(), PLACED], MINUTES_3),
        ([requested(), PLACED, RINGING], MINUTES_3),
        ([requested(), ANSWERED], MINUTES_2),
        ([requested(), hunt(20, agents=1)], MINUTES_2 + timedelta(seconds=40)),
        ([requested(), hunt(20, agents=2)], MINUTES_2 + timedelta(seconds=80)),
        ([*UP_TO_HUNT, ACCEPTED_1], MINUTES_2 + timedelta(seconds=3600)),
    ],
)
def test_a_live_state_past_its_timeout_is_overdue(events: Sequence[Event], longest: timedelta) -> None:
    handover = folded(events)
    assert timeout(handover) == longest
    assert not overdue(handover, handover.since + longest)
    assert overdue(handover, handover.since + longest + timedelta(seconds=1))


def test_a_lookup_starts_the_timeout_again() -> None:
    handover = folded([requested(), PLACED, RINGING, event(EventKind.LOOKED, 200, 1, status="ringing")])
    assert not overdue(handover, at(200) + MINUTES_3)
    assert overdue(handover, at(201) + MINUTES_3)


def test_an_unconfirmed_call_is_overdue_at_once_and_again_after_the_gap() -> None:
    unconfirmed = [requested(), event(EventKind.UNCONFIRMED, 6)]
    assert overdue(folded(unconfirmed), at(6))
    looked = folded([*unconfirmed, event(EventKind.LOOKED, 20, 1, status="none")])
    assert not overdue(looked, at(20) + LOOK_GAP - timedelta(seconds=1))
    assert overdue(looked, at(20) + LOOK_GAP)


@pytest.mark.parametrize("name", [name for name, (_, state, _) in STORIES.items() if not state.live])
def test_a_finished_handover_is_never_overdue(name: str) -> None:
    assert not overdue(folded(STORIES[name][0]), BEGAN + timedelta(days=3650))


# Ends

_ORDER = [State.ABANDONED, State.NO_HUMAN, State.NO_AGENT, State.COMPLETED, State.VOICEMAIL, State.CANCELED]
_ONCE = [
    kind
    for kind in EventKind
    if kind not in (EventKind.REQUESTED, EventKind.VOID, EventKind.MISSED, EventKind.ACCEPTED, EventKind.BRIDGED)
]
_SECONDS = st.integers(0, 300)
_FACTS = {EventKind.ENDED: {"status": ["completed", "busy", "no-answer", "failed", "canceled"]}}


@st.composite
def any_events(draw: st.DrawFn) -> list[Event]:
    """Any events, likely or not, each once, without one that takes an acceptance back."""
    events = [hunt(draw(_SECONDS))] if draw(st.booleans()) else []
    for kind in draw(st.sets(st.sampled_from([kind for kind in _ONCE if kind is not EventKind.HUNT]))):
        facts: dict[str, Any] = {name: draw(st.sampled_from(values)) for name, values in _FACTS.get(kind, {}).items()}
        events.append(event(kind, draw(_SECONDS), **facts))
    for joined in (EventKind.ACCEPTED, EventKind.BRIDGED):
        events += [event(joined, draw(_SECONDS), attempt) for attempt in draw(st.sets(st.integers(1, 2)))]
    return draw(st.permutations(events))


def rank(state: State) -> int:
    """The rank of a final state: the first that applies is the highest, those of an unanswered leg are the lowest."""
    return _ORDER.index(state) if state in _ORDER else -1


@settings(max_examples=60)
@given(any_events(), st.integers(0, 20))
def test_more_events_never_turn_a_final_state_into_a_live_one(events: list[Event], known: int) -> None:
    before = folded([requested(), *events[:known]])
    after = folded([requested(), *events])
    if not before.live:
        assert not after.live
        # A leg that ended with Twilio's word `canceled` was never answered, as `busy`: a sign of an answer beats both.
        unanswered = before.state is State.CANCELED and EventKind.CANCELED not in {
            event.kind for event in events[:known]
        }
        assert unanswered or rank(after.state) >= rank(before.state)


@settings(max_examples=40)
@given(any_events(), st.datetimes(timezones=st.just(UTC)))
def test_any_events_have_a_state_and_time_alone_ends_none(events: list[Event], now: datetime) -> None:
    over = {EventKind.ENDED, EventKind.CANCELED, EventKind.REFUSED} & {event.kind for event in events}
    handover = folded([requested(), *events], now)
    assert handover.live is not bool(over)
    assert handover.since in {at(0), *(event.at for event in events)}
    assert (handover.agent is None) is (handover.accepted_by == 0 or not handover.order)


def test_an_acceptance_may_be_taken_back_after_the_end_but_a_bridge_may_not() -> None:
    assert folded([*UP_TO_HUNT, ACCEPTED_1, ended(39), MISSED_1]).state is State.ABANDONED
    assert folded([*UP_TO_HUNT, ACCEPTED_1, BRIDGED_1, ended(39), MISSED_1]).state is State.COMPLETED
