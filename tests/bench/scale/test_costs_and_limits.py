"""What a size costs, and where a limit is reached."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bench.scale import costs, counted, limits, prices
from bench.scale.assumptions import Assumptions
from bench.scale.limits import Limit, reached
from bench.scale.model import Line
from bench.scale.study import Result, Size, percentile, play, staff_for
from handover.core.call.state import State

ASSUMED = Assumptions()
COUNTS = counted.read()


@pytest.fixture(scope="module")
def small() -> Result:
    return play(Size(10, Line.HUNT), ASSUMED)


def made(handovers: int, most: int = 0) -> Result:
    return Result(Size(handovers, Line.QUEUE), [0] * 8 + [1] * 12, most=most)


def test_all_handovers_of_all_days_are_in_the_result(small: Result) -> None:
    assert small.handovers == sum(small.ends.values()) == len(small.queued)
    assert small.handovers == pytest.approx(10 * small.size.days, rel=0.1)
    assert len(small.waited) == small.ends[State.COMPLETED]


def test_each_run_of_the_model_has_a_count(small: Result) -> None:
    assert set(small.runs) <= set(COUNTS)


def test_phone_and_texts_are_minutes_and_segments_by_their_prices() -> None:
    day = made(3_000)
    day.customer_minutes, day.agent_minutes, day.rung = 100, 50, 7
    of_a_mobile_customer = replace(ASSUMED, mobile=1.0)
    cost = costs.of(day, of_a_mobile_customer, COUNTS)

    assert cost.phone == pytest.approx(150 * prices.MOBILE_MINUTE.usd + prices.NUMBER_MONTH.usd / ASSUMED.days)
    assert cost.texts == pytest.approx(7 * costs.LINK_SEGMENTS * prices.SMS_SEGMENT.usd)


def test_the_phone_is_most_of_the_cost(small: Result) -> None:
    cost = costs.of(small, ASSUMED, COUNTS)

    assert cost.phone + cost.texts > 0.8 * cost.total


def test_agents_are_on_duty_while_the_desk_is_open() -> None:
    staff = staff_for(1_000, ASSUMED)

    assert staff[: ASSUMED.opens] == [0] * ASSUMED.opens
    assert min(staff[ASSUMED.opens :]) >= 1
    assert max(staff) == staff[ASSUMED.opens + ASSUMED.hours.index(max(ASSUMED.hours))]


def test_a_limit_between_two_sizes_is_found_there() -> None:
    limit = Limit("containers", 20, lambda result: result.most, "", "", "")

    assert reached(limit, [made(100, 10), made(10_000, 40)]) == pytest.approx(1_000)
    assert reached(limit, [made(100, 25), made(10_000, 30)]) == 100
    assert reached(limit, [made(100, 1), made(10_000, 3)]) is None


def test_every_limit_says_what_to_raise() -> None:
    assert all(
        each.what and each.then and each.source
        for each in (*limits.of_line(ASSUMED), limits.top_of_the_list(), limits.calls_a_second(), limits.instances())
    )


def test_every_price_and_every_assumption_has_a_source() -> None:
    assert all(price.source for price in prices.ALL)
    assert all(what and source for what, _, source in ASSUMED.rows())


def test_a_percentile_of_nothing_is_nothing() -> None:
    assert percentile([], 0.95) == 0
    assert percentile([3, 1, 2], 0.5) == 2
