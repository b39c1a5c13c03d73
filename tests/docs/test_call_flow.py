"""docs/call-flow.md has every state, every arrow between them, every step and every scenario, and each is as it says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from handover.actions.twiml import ALL_STEPS
from handover.core.call.events import Event, EventKind
from handover.core.call.state import fold
from handover.core.call.states import State
from sandbox.play.scenarios import STORIES
from tests.handover.core.call.story import AGENTS, HID, REQUEST, at, event

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "call-flow.md").read_text(encoding="utf-8")
PICTURE = PAGE[PAGE.index("```mermaid") : PAGE.index("These change no state")]
NO_CHANGE = re.search(r"These change no state: (.*?)\. ", PAGE, re.DOTALL)

#: Not in the contract's words: a start or an end of the picture.
NOWHERE = "[*]"


@dataclass(frozen=True)
class Arrow:
    """`events` are the kinds along it, in their order; `words` is all of its label."""

    before: str
    after: str
    events: tuple[str, ...]
    words: str


def arrows() -> list[Arrow]:
    found = re.findall(r"^ +(\S+) --> (\S+): (.+)$", PICTURE, re.MULTILINE)
    return [Arrow(a, b, tuple(re.sub(r" *\([^)]*\)", "", words).split(", ")), words) for a, b, words in found]


def rows(title: str) -> Mapping[str, list[str]]:
    """Returns the cells of a section's table by the word in the first one."""
    part = PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines() if line.startswith("| `")
    ]
    return {first.strip("`"): rest for first, *rest in cells}


def code(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


ARROWS, STATES, STEPS = arrows(), rows("Each state"), rows("Each step")

_PERMIT = event(EventKind.REQUESTED, 0, **REQUEST)
_BOOKED = event(EventKind.BOOKED, 0, 1, **{**REQUEST, "at": at(600).isoformat(), "why": "asked"})
_HUNT = event(EventKind.HUNT, 5, agents=[dict(AGENTS[0])], first=1, patience=90)
_MISSED = event(EventKind.MISSED, 7, 1, next=0)
#: A handover in each state that an arrow begins in.
BEFORE: Mapping[str, tuple[Event, ...]] = {
    NOWHERE: (),
    State.SCHEDULED: (_BOOKED,),
    State.REQUESTED: (_PERMIT,),
    State.UNCONFIRMED: (_PERMIT, event(EventKind.UNCONFIRMED, 1)),
    State.DIALING: (_PERMIT, event(EventKind.PLACED, 1, sid="CA1")),
    State.RINGING: (_PERMIT, event(EventKind.RINGING, 2, sid="CA1")),
    State.GREETED: (_PERMIT, event(EventKind.ANSWERED, 3, sid="CA1")),
    State.HUNTING: (_PERMIT, event(EventKind.ANSWERED, 3, sid="CA1"), _HUNT),
    State.WAITING: (_PERMIT, _HUNT, _MISSED, event(EventKind.WAITING, 7, 2)),
    State.CONNECTED: (_PERMIT, _HUNT, event(EventKind.ACCEPTED, 6, 1)),
}
_STEPS_OF_BOOKING: Mapping[State, Mapping[str, Any]] = {
    State.REQUESTED: {"dial": True},
    State.REFUSED: {"dropped": "stale"},
    State.CANCELED: {"canceled": True},
}
_STATUS = {State.BUSY: "busy", State.NO_ANSWER: "no-answer", State.FAILED: "failed"}
#: The attempt that an event belongs to: an agent's, or the step of a booking.
_ATTEMPT = {EventKind.BOOKED: 2, EventKind.WAITING: 2, EventKind.CHOSEN: 2}
_FIRST = (EventKind.ACCEPTED, EventKind.PASSED, EventKind.BRIDGED, EventKind.MISSED, EventKind.DROPPED)


def facts(kind: EventKind, arrow: Arrow) -> Mapping[str, Any]:
    if kind is EventKind.BOOKED and arrow.before == NOWHERE:
        return _BOOKED.facts
    if kind is EventKind.BOOKED:
        return _STEPS_OF_BOOKING[State(arrow.after)]
    if kind is EventKind.REQUESTED:
        return {**REQUEST, **({"ring_back": "CA1"} if "rang us" in arrow.words else {})}
    known: dict[EventKind, Mapping[str, Any]] = {
        EventKind.ENDED: {"status": _STATUS.get(State(arrow.after), "completed") if arrow.after != NOWHERE else ""},
        EventKind.HUNT: _HUNT.facts,
        EventKind.MISSED: {"next": 0},
        EventKind.CHOSEN: {"agents": [dict(AGENTS[0])]},
    }
    return known.get(kind, {})


def along(arrow: Arrow) -> Iterable[Event]:
    """Returns the events of an arrow."""
    for n, word in enumerate(arrow.events):
        kind = EventKind(word)
        first = kind is EventKind.BOOKED and arrow.before == NOWHERE
        attempt = 1 if first or kind in _FIRST else _ATTEMPT.get(kind, 0)
        yield Event(kind, at(8 + n), attempt, facts(kind, arrow))


def state_of(events: Iterable[Event]) -> str:
    """Returns the state a moment after the last event, or NOWHERE if there is no handover."""
    known = tuple(events)
    now = max((each.at for each in known), default=at(0)) + timedelta(seconds=1)
    handover = fold(HID, known, now)
    return handover.state if handover else NOWHERE


@pytest.mark.parametrize("state", BEFORE)
def test_each_arrow_begins_in_its_state(state: str) -> None:
    assert state_of(BEFORE[state]) == state


@pytest.mark.parametrize("arrow", ARROWS, ids=lambda arrow: f"{arrow.before}-{arrow.after}-{'-'.join(arrow.events)}")
def test_each_arrow_leads_where_the_picture_says(arrow: Arrow) -> None:
    assert state_of([*BEFORE[arrow.before], *along(arrow)]) == arrow.after


def test_the_picture_has_every_state_and_a_way_to_it() -> None:
    assert {arrow.after for arrow in ARROWS} - {NOWHERE} == set(State)
    assert {arrow.before for arrow in ARROWS} - {NOWHERE} == {state for state in State if state.live}


def test_every_event_is_on_an_arrow_or_changes_no_state() -> None:
    assert NO_CHANGE
    idle, used = code(NO_CHANGE[1]), {word for arrow in ARROWS for word in arrow.events}
    assert sorted(used.intersection(idle)) == []
    assert {*used, *idle} == set(EventKind)
    for word in idle:
        for state, events in BEFORE.items():
            added = Event(EventKind(word), at(9), 1)
            assert state_of([*events, added] if events else []) == state, word


def test_the_table_has_one_row_for_each_state_with_every_cell_filled() -> None:
    assert list(STATES) == list(State)
    assert [state for state, cells in STATES.items() if len(cells) != 5 or not all(cells)] == []


@pytest.mark.parametrize("state", State)
def test_what_covers_a_state_exists_and_ends_there(state: State) -> None:
    for name in code(STATES[state][-1]):
        if name.endswith(".py"):
            text = (ROOT / name).read_text(encoding="utf-8")
            assert f"State.{state.name}" in text or f'"{state}"' in text, name
        else:
            assert name in STORIES
            assert state.live or state in STORIES[name].ends, name
    assert code(STATES[state][-1])


def test_every_scenario_is_on_the_page() -> None:
    assert [name for name in STORIES if f"`{name}`" not in PAGE] == []


def test_what_ends_in_no_state_is_no_state_s_scenario() -> None:
    covering = {name for cells in STATES.values() for name in code(cells[-1])}
    assert [name for name, story in STORIES.items() if bool(story.ends) != (name in covering)] == []


def test_the_table_has_one_row_for_each_step_with_every_cell_filled() -> None:
    assert sorted(STEPS) == sorted(ALL_STEPS)
    assert [step for step, cells in STEPS.items() if len(cells) != 5 or not all(cells)] == []


@pytest.mark.parametrize("step", sorted(ALL_STEPS))
def test_what_a_step_writes_are_events(step: str) -> None:
    assert set(code(STEPS[step][-1])) <= {*EventKind, "ring_back"}
