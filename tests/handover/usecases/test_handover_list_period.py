"""A period has the reader's own days, and costs requests for those days only."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from handover.core.call.events import EventKind
from handover.core.report.period import Period
from handover.services.storage import StorageError
from handover.services.storage.keys import handover_keys
from handover.usecases.handover_list import list_period
from tests.handover.rig import Rig, call_request

BERLIN = ZoneInfo("Europe/Berlin")
WEEK = Period(date(2026, 11, 14), date(2026, 11, 20))


def refused(rig: Rig, at: str, name: str = "") -> str:
    """Record a request that was refused at that time (ISO 8601, UTC). Returns its id."""
    moment = datetime.fromisoformat(at)
    handover_id = handover_keys.handover_id(f"{moment:%Y%m%d}", "abc", f"{moment:%H%M%S}")
    facts = {"wish": call_request(name=name).as_record(), "language": "en", "reason": "closed"}
    rig.storage.handovers.add(handover_id, EventKind.REFUSED, moment, facts)
    return handover_id


@pytest.mark.parametrize(
    ("zone", "names"),
    [
        ("Europe/Berlin", ["last", "first"]),
        ("America/Los_Angeles", ["after", "last"]),
        ("Asia/Kolkata", ["first", "before"]),
    ],
)
def test_the_days_are_the_readers(rig: Rig, zone: str, names: list[str]) -> None:
    refused(rig, "2026-11-19T22:59:59+00:00", "before")
    refused(rig, "2026-11-19T23:00:00+00:00", "first")
    refused(rig, "2026-11-20T22:59:59+00:00", "last")
    refused(rig, "2026-11-20T23:00:00+00:00", "after")
    day = Period(date(2026, 11, 20), date(2026, 11, 20))
    assert [row.name for row in list_period(rig.ctx(), day, ZoneInfo(zone)).rows] == names


def test_rows_of_all_days_are_there_the_newest_first(rig: Rig) -> None:
    ids = [refused(rig, f"2026-11-{day}T12:00:00+00:00") for day in range(13, 22)]
    assert [row.id for row in list_period(rig.ctx(), WEEK, BERLIN).rows] == list(reversed(ids[1:8]))


def test_days_to_come_cost_nothing(rig: Rig) -> None:
    counted = rig.client().separate()
    christmas = Period(date(2026, 12, 24), date(2026, 12, 26))
    assert list_period(rig.ctx(rig.app(lambda: counted)), christmas, BERLIN).rows == []
    assert counted.take() == []


def test_its_cost_does_not_grow_with_history(rig: Rig) -> None:
    def cost() -> list[str]:
        counted = rig.client().separate()
        list_period(rig.ctx(rig.app(lambda: counted)), WEEK, BERLIN)
        return counted.take()

    for day in range(14, 21):
        refused(rig, f"2026-11-{day}T12:00:00+00:00")
        refused(rig, f"2026-11-{day}T13:00:00+00:00")
    cost()  # the first list stores the days
    requests = cost()
    assert len([one for one in requests if one.startswith("LIST")]) == 2 * 8
    assert len([one for one in requests if one.startswith("GET")]) == 7
    assert len(requests) == 2 * 8 + 7
    for day in range(9, 13):
        for second in range(20):
            refused(rig, f"2026-11-{day:02}T12:00:{second:02}+00:00")
    assert cost() == requests


def test_without_storage_the_period_raises(rig: Rig) -> None:
    broken = rig.client().failing(lambda number, key: key.startswith("v1/day/"))
    with pytest.raises(StorageError):
        list_period(rig.ctx(rig.app(lambda: broken)), WEEK, BERLIN)
