"""The demo's activity log."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from handover.core.call.events import Event, EventKind
from sandbox.demo.activity import ActivityLog, is_only_a_look
from sandbox.demo.words import words_in
from sandbox.host import Activation, Run
from sandbox.twilio import Entry

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def ran(failure: str = "", action: str = "twiml", method: str = "POST", **facts: Any) -> Activation:
    logs = (json.dumps(facts),) if facts else ()
    return Activation(action, "id", NOW, 0.0421, Run(failure=failure, logs=logs), method)


def test_a_webhook_is_one_row_with_action_step_status_and_time() -> None:
    activity = ActivityLog()
    activity.ran(ran(step="greet", outcome="said", status=200))
    row = activity.rows[0]
    assert (row.action, row.title, row.status, row.ms, row.level) == ("twiml", "greet: said", 200, 42, "")


def test_a_warning_in_the_log_stands_out() -> None:
    activity = ActivityLog()
    activity.ran(ran(step="greet", status=200, warnings=["Object storage did not answer in time."]))
    assert (activity.rows[0].level, activity.rows[0].detail) == (
        "warning",
        "Object storage did not answer in time.",
    )


def test_a_run_that_broke_is_an_error() -> None:
    activity = ActivityLog()
    activity.ran(ran(failure="Command exited."))
    activity.ran(ran(step="customer", status=503))
    assert [row.level for row in activity.rows] == ["error", "error"]
    assert activity.rows[0].title == "Command exited."


def test_an_entry_of_the_sandbox_about_itself_says_so() -> None:
    activity = ActivityLog()
    activity.noted(Entry(NOW, 0, "error", "Enqueue is not supported."))
    assert activity.rows[0].title == "Twilio's console, error sandbox"


def test_an_event_is_told_once_however_often_it_is_read() -> None:
    activity = ActivityLog()
    placed = Event(EventKind.PLACED, NOW)
    activity.kept([placed])
    activity.kept([placed, Event(EventKind.RINGING, NOW + timedelta(seconds=1))])
    assert [row.title for row in activity.rows] == ["Twilio took the call", "The customer's phone rings"]


def test_agents_are_called_by_their_names() -> None:
    activity = ActivityLog()
    hunt = Event(EventKind.HUNT, NOW, facts={"agents": [{"name": "Anna"}, {"name": "Ben"}]})
    activity.kept([Event(EventKind.PASSED, NOW + timedelta(seconds=9), attempt=1), hunt])
    assert [row.title for row in activity.rows] == ["Agents to ring: Anna, Ben", "Anna passes"]


def test_an_agent_who_was_chosen_after_the_end_of_the_order_is_called_by_name() -> None:
    activity = ActivityLog()
    hunt = Event(EventKind.HUNT, NOW, facts={"agents": [{"name": "Anna"}, {"name": "Ben"}]})
    chosen = Event(EventKind.CHOSEN, NOW + timedelta(seconds=5), attempt=3, facts={"agents": [{"name": "Ben"}]})
    activity.kept([hunt, chosen, Event(EventKind.ACCEPTED, NOW + timedelta(seconds=9), attempt=3)])
    assert [row.title for row in activity.rows][1:] == ["Ben is rung next", "Ben takes the call"]


def test_every_kind_of_event_has_words() -> None:
    activity = ActivityLog()
    activity.kept([Event(kind, NOW, attempt=1) for kind in EventKind])
    assert len(activity.rows) == len(EventKind)


def test_only_the_latest_rows_are_kept() -> None:
    activity = ActivityLog()
    for _ in range(400):
        activity.ran(ran(step="greet"))
    assert (len(activity.rows), activity.rows[-1].id) == (300, 399)


def test_problems_of_the_skill_are_told_once() -> None:
    activity = ActivityLog()
    activity.troubled(["a"], NOW)
    activity.troubled(["a", "b"], NOW)
    assert [row.detail for row in activity.rows] == ["a", "b"]


def test_each_notice_of_the_skill_is_one_row() -> None:
    activity = ActivityLog()
    activity.noticed(["a", "b"], NOW)
    assert [(row.kind, row.title, row.detail) for row in activity.rows] == [
        ("watson", "Watson's skill", "a"),
        ("watson", "Watson's skill", "b"),
    ]


def test_a_notice_has_its_title_in_the_demos_language() -> None:
    activity = ActivityLog(words_in("de"))
    activity.noticed(["a"], NOW)
    assert [row.title for row in activity.rows] == ["Watsons Skill"]


def test_a_text_message_is_one_row() -> None:
    activity = ActivityLog()
    activity.texted("Anna", NOW)
    assert [(row.kind, row.title) for row in activity.rows] == [("message", "A text message reaches Anna's phone")]


@pytest.mark.parametrize(
    ("run", "only_a_look"),
    [
        (ran(action="dashboard", method="GET", step="now", status=200), True),
        (ran(action="dashboard", method="GET", step="now", status=304), True),
        (ran(action="dashboard", method="HEAD", status=200), True),
        (ran(action="dashboard", method="POST", step="signin", status=303), False),
        (ran(action="dashboard", method="GET", status=503), False),
        (ran(action="dashboard", method="GET", status=200, warnings=["The bucket is slow."]), False),
        (ran("Command exited.", action="dashboard", method="GET"), False),
        (ran(step="greet", status=200, method="GET"), False),
        (ran(action="scheduler", method="", status=200), False),
        (ran(action="webhook", method="POST", caller="page", step="call_status", status=200), True),
        (ran(action="webhook", method="POST", caller="page", step="cancel_call", status=200), False),
        (ran(action="webhook", method="POST", step="call_status", status=200), False),
    ],
)
def test_looks_at_the_dashboard_are_not_told_but_what_is_done_there_and_what_fails_is(
    run: Activation, only_a_look: bool
) -> None:
    assert is_only_a_look(run) is only_a_look
