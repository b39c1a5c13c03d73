"""The outcome of each ring of an agent's phone, and the figures of each agent."""

from __future__ import annotations

import json
from typing import Any

from handover.core.call.events import Event, EventKind
from handover.core.call.state import State
from handover.core.report.agent_figures import agent_figures
from handover.core.report.row import Row, row_from
from tests.handover.core.call.story import HID, at, event, requested
from tests.handover.core.report.lived import row

AGENTS = [{"id": name, "name": name.title()} for name in ("anna", "ben", "carl", "dora")]


def rung(*events: Event) -> dict[str, str]:
    found = row_from(HID, [requested(), event(EventKind.HUNT, 1, agents=AGENTS), *events], at(99))
    assert found
    assert Row.from_record(json.loads(json.dumps(found.as_record()))) == found
    return dict(found.rings)


def attempt(kind: EventKind, n: int, **facts: Any) -> Event:
    return Event(kind, at(n + 2), n, facts)


def test_each_attempt_is_taken_passed_or_missed() -> None:
    story = [
        attempt(EventKind.PASSED, 1),
        attempt(EventKind.MISSED, 1),
        attempt(EventKind.MISSED, 2, status="no-answer"),
        attempt(EventKind.MISSED, 3, status="yielded"),
        attempt(EventKind.ACCEPTED, 4),
        attempt(EventKind.BRIDGED, 4),
    ]
    assert rung(*story) == {"anna": "p", "ben": "m", "dora": "t"}
    assert rung(attempt(EventKind.MISSED, 1, status="cut_short")) == {}, "a colleague picked up first"
    assert rung(*reversed(story), *story) == rung(*story), "in any order, and twice"


def test_an_agent_who_books_a_call_back_by_key_has_not_missed_the_call() -> None:
    assert rung(attempt(EventKind.MISSED, 1, status="call_back", at=at(600).isoformat())) == {"anna": "p"}


def test_an_acceptance_that_came_to_nothing_is_missed_and_what_rings_is_nothing_yet() -> None:
    assert rung(attempt(EventKind.ACCEPTED, 1), attempt(EventKind.MISSED, 1)) == {"anna": "m"}
    assert rung() == {}


def test_talks_that_are_over_have_a_length_and_need_an_outcome() -> None:
    over = "2026-11-23T09:10:30+00:00"
    rows = [
        row(agent="anna", rings={"ben": "pm", "anna": "t"}, over_at=over),
        row(agent="anna", rings={"anna": "t"}, over_at=over, disposition="solved"),
        row(State.CONNECTED, agent="anna", rings={"anna": "t"}),
        row(agent="zoe", agent_name="Zoe", over_at=over),
    ]
    found = agent_figures(rows, {"anna": "Anna", "ben": "Ben"})
    assert [(it.name, it.rung, it.taken, it.passed, it.missed) for it in found] == [
        ("Anna", 3, 3, 0, 0),
        ("Ben", 2, 0, 1, 1),
        ("Zoe", 0, 0, 0, 0),
    ]
    assert [(it.talk, it.not_noted) for it in found] == [(1200.0, 1), (0.0, 0), (600.0, 1)]
