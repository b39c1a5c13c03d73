"""The scheduler sums up each day for the table of months once, at a cost that does not grow with what is stored."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from handover.core.report.person_sums import PersonSum
from handover.services.storage import keys
from handover.services.storage.keys import row_keys
from handover.usecases.sum_days import sum_days
from handover.usecases.sweep import sweep
from tests.fakes.bucket import MemoryClient
from tests.handover.rig import Rig
from tests.handover.usecases.viewer import refused, talked

DAY = timedelta(days=1).total_seconds()
TODAY, SATURDAY, FRIDAY, THURSDAY = (date(2026, 11, 23 - ago) for ago in (0, 2, 3, 4))


def _same(client: MemoryClient) -> MemoryClient:
    return client


def stored(rig: Rig) -> dict[date, PersonSum]:
    return rig.storage.month_sums.of_months([date(2026, 10, 1), TODAY])


def summed(rig: Rig) -> str:
    """Sum up days until nothing is left. Returns the day on which that was so."""
    done = ""
    for _ in range(40):
        done = sum_days(rig.ctx(seconds=45), done)
        if done:
            return done
    raise AssertionError("It does not end.")


def test_a_sweep_counts_a_day_two_days_later(rig: Rig) -> None:
    talked(rig, 1, "20261121", wait=50)
    refused(rig, 2, "20261121")
    talked(rig, 3, "20261122")
    sweep(rig.ctx(seconds=45))
    assert stored(rig) == {SATURDAY: PersonSum(2, 1, 2, 1, 0, {50: 1}, {"reason closed": 1}, counted=TODAY.isoformat())}
    rig.clock.step(DAY)
    sweep(rig.ctx(seconds=45))
    assert stored(rig)[date(2026, 11, 22)].got == 1


def test_nothing_is_read_again_on_the_same_day(rig: Rig) -> None:
    talked(rig, 1, "20261121")
    assert summed(rig) == TODAY.isoformat()
    client = rig.client().separate()
    ctx = rig.ctx(rig.app(lambda: client))
    ctx.storage.desk()
    client.take()
    assert sum_days(ctx, TODAY.isoformat()) == TODAY.isoformat()
    assert client.take() == []


def test_the_days_before_are_counted_from_the_latest_on_a_few_in_each_run_and_none_without_handovers(rig: Rig) -> None:
    assert summed(rig) == TODAY.isoformat()
    assert stored(rig) == {}
    talked(rig, 1, "20261027")
    assert sum_days(rig.ctx(seconds=45), "") == ""
    assert sorted(stored(rig)) == [date(2026, 11, 19), FRIDAY, SATURDAY]
    assert summed(rig) == TODAY.isoformat()
    assert len(stored(rig)) == 26, "from 27 October to 21 November"
    assert stored(rig)[date(2026, 10, 27)].got == 1
    assert not stored(rig)[date(2026, 11, 1)].asked


def test_a_day_that_expires_in_part_is_not_counted_and_sums_stay_when_handovers_are_gone(rig: Rig) -> None:
    rig.desk(retention={"handover_days": 8})
    for day in ("20261116", "20261117", "20261121"):
        talked(rig, int(day[-2:]), day)
    summed(rig)
    assert min(stored(rig)) == date(2026, 11, 17)
    before = stored(rig)
    rig.clock.step(30 * DAY)
    for name in rig.objects(keys.DAYS):
        rig.storage.bucket.delete(name)
    summed(rig)
    assert stored(rig) == before


def test_a_day_with_a_booked_call_is_counted_again_when_that_must_be_over(rig: Rig) -> None:
    talked(rig, 1, "20261119")
    summed(rig)
    early = {**stored(rig), THURSDAY: PersonSum(waiting=1, counted="2026-11-21"), FRIDAY: PersonSum(asked=7)}
    rig.storage.month_sums.put(early)
    summed(rig)
    assert stored(rig)[THURSDAY].waiting == 1
    rig.clock.step(12 * DAY)
    summed(rig)
    assert stored(rig)[THURSDAY] == PersonSum(1, 1, 1, 1, 0, {40: 1}, {}, counted="2026-12-05")
    assert stored(rig)[FRIDAY].asked == 7


def test_a_damaged_month_is_counted_again_where_its_handovers_are_kept(rig: Rig) -> None:
    talked(rig, 1, "20261121")
    summed(rig)
    rig.server.put(rig.bucket, row_keys.month_sums("202611"), b'{"days": {"2026-11-21": {"asked": "x"}, "soon": 3}}')
    assert summed(rig) == TODAY.isoformat()
    assert stored(rig)[SATURDAY].got == 1


def test_what_a_day_costs_does_not_depend_on_how_much_is_stored(rig: Rig) -> None:
    costs = []
    for days in (3, 60):
        for n in range(days):
            talked(rig, 1, f"{SATURDAY - timedelta(days=n):%Y%m%d}")
        summed(rig)
        rig.clock.step(DAY)
        client = rig.client().separate()
        sum_days(rig.ctx(rig.app(partial(_same, client)), seconds=45), "")
        costs.append(len(client.take()))
        rig.clock.step(-DAY)
        rig.storage.bucket.delete(row_keys.month_sums("202611"))
    assert costs[1] <= costs[0] + 2, "one read more for each month of the table"


def test_without_a_desk_nothing_is_counted_and_the_sweep_goes_on(rig: Rig) -> None:
    for name in ("desk.json", keys.DESK_LAST_GOOD):
        rig.storage.bucket.delete(name)
    talked(rig, 1, "20261121")
    assert sum_days(rig.ctx(), "") == ""
    assert sweep(rig.ctx(seconds=45))["status"] == "done"
