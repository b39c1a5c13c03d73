"""Another desk.json decides the stored requests again, and what no desk.json decides is left as it was."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from handover.core.call.events import EventKind
from handover.core.desk import config
from operate.backtest import report
from operate.flight.backtesting import Happened, Result, backtest
from operate.flight.history import requests
from tests.handover.rig import ANNA, BEN, CUSTOMER, DESK, MONDAY, OTHER, Rig
from tests.operate.people import ADA, BOB, called, refused

AGENTS = [
    {"id": "anna", "name": "Anna", "phone": ANNA, "language": "en"},
    {"id": "ben", "name": "Ben", "phone": BEN, "language": "en"},
]


def happened(
    minutes: float = 0, typed: str = CUSTOMER, session: str = "s", reason: str = "", rung: int = 1
) -> Happened:
    at = MONDAY + timedelta(minutes=minutes)
    return Happened(f"20261123-{session}-1", session, at, typed, reason, rung)


def tried(*requests: Happened, **changes: Any) -> Result:
    return backtest(requests, config.read({**DESK, **changes}))


def test_the_same_desk_changes_nothing() -> None:
    result = tried(happened(), happened(5, OTHER, "t", rung=2))
    assert (result.refused_now, result.called_now, result.other_reason, result.never_rung) == ([], [], [], ())


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"hours": {"tuesday": ["09:00-17:00"]}}, "closed"),
        ({"closed_on": ["2026-11-23"]}, "closed"),
        ({"countries": ["US"]}, "country_not_allowed"),
        ({"paused": True}, "desk_paused"),
        ({"agents": [{"id": "c", "name": "C", "phone": CUSTOMER}]}, "no_agents"),
    ],
)
def test_a_caller_whom_the_new_desk_refuses_is_named_with_the_reason(changes: dict[str, Any], reason: str) -> None:
    (change,) = tried(happened(), **changes).refused_now
    assert change.reason == reason


def test_limits_are_counted_over_the_calls_that_the_new_desk_allows() -> None:
    four = [happened(n) for n in range(4)]
    assert len(tried(*four, limits={"calls_per_number_per_hour": 3}).refused_now) == 1
    assert len(tried(*four, limits={"calls_per_number_per_hour": 9, "calls_per_number_per_day": 1}).refused_now) == 3
    spread = [happened(n, f"+4930123456{70 + n}", f"s{n}") for n in range(4)]
    assert len(tried(*spread, limits={"calls_per_day": 2}).refused_now) == 2


def test_a_caller_who_was_refused_may_be_called_by_the_new_desk() -> None:
    (change,) = tried(happened(reason="closed", rung=0)).called_now
    assert (change.happened.reason, change.reason) == ("closed", "")


@pytest.mark.parametrize("reason", ["already_calling", "storage_unavailable", "telephone_unavailable", "do_not_call"])
def test_what_no_desk_decides_is_not_judged(reason: str) -> None:
    result = tried(happened(reason=reason), countries=["US"])
    assert (result.not_judged, result.refused_now, result.called_now) == (1, [], [])


def test_an_agent_whose_turn_never_came_is_named() -> None:
    result = tried(happened(rung=1), happened(5, OTHER, "t", rung=1))
    assert [agent.id for agent in result.never_rung] == ["ben"]


def test_the_summary_counts_callers_and_lists_requests() -> None:
    desk = config.read({**DESK, "countries": ["US"]})
    lines = report(backtest([happened(), happened(5)], desk), desk, 30)
    assert lines[0] == "In 30 days there were 2 requests; 2 were called."
    assert lines[1].startswith(
        "With this desk.json: 1 caller refused, 0 callers called who were not, 2 agents never rung"
    )
    assert "  2026-11-23 10:00  …78  called → country_not_allowed  20261123-s-1" in lines
    assert CUSTOMER not in "\n".join(lines)


def test_what_happened_is_read_from_the_bucket_and_nothing_is_written(rig: Rig) -> None:
    ada = called(rig, "adas-chat", ADA)
    rig.storage.handovers.add(ada, EventKind.HUNT, rig.clock.now(), {"agents": AGENTS})
    rig.storage.handovers.add(ada, EventKind.ACCEPTED, rig.clock.now(), attempt=2)
    called(rig, "bobs-chat", BOB)
    refused(rig, "carls-chat", "+33 1 42 68 53 00")
    before = rig.objects()
    found = requests(rig.storage, rig.clock.now(), 30)
    assert [(each.typed, each.reason, each.rung) for each in found] == [
        (ADA, "", 2),
        (BOB, "", 0),
        ("+33 1 42 68 53 00", "country_not_allowed", 0),
    ]
    assert rig.objects() == before
    rig.clock.step(40 * 24 * 3600)
    assert requests(rig.storage, rig.clock.now(), 30) == []
