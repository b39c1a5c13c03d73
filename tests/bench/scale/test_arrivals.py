"""The people of a day."""

from __future__ import annotations

from random import Random

import pytest

from bench.scale.arrivals import HOUR, hourly, people, times, turns
from bench.scale.assumptions import Assumptions

ASSUMED = Assumptions()


def test_the_hours_are_the_whole_day() -> None:
    assert sum(ASSUMED.hours) == pytest.approx(1)
    assert sum(hourly(500, ASSUMED)) == pytest.approx(500)


def test_the_same_seed_gives_the_same_people() -> None:
    assert people(50, ASSUMED, 3) == people(50, ASSUMED, 3)
    assert people(50, ASSUMED, 3) != people(50, ASSUMED, 4)


def test_people_come_in_order_and_while_the_desk_is_open() -> None:
    found = [person.at for person in people(300, ASSUMED, 1)]

    assert found == sorted(found)
    assert ASSUMED.opens * HOUR <= found[0]
    assert found[-1] < (ASSUMED.opens + len(ASSUMED.hours)) * HOUR


def test_about_as_many_come_in_each_hour_as_assumed() -> None:
    found = list(times(20_000, ASSUMED, Random(1)))

    for index, mean in enumerate(hourly(20_000, ASSUMED)):
        hour = ASSUMED.opens + index
        assert sum(int(at // HOUR) == hour for at in found) == pytest.approx(mean, abs=4 * mean**0.5)


def test_an_hour_without_calls_has_none() -> None:
    quiet = Assumptions(hours=(0.0, 1.0))

    assert all(at >= (quiet.opens + 1) * HOUR for at in times(40, quiet, Random(1)))


def test_every_chat_sends_all_its_turns_in_order() -> None:
    few = Assumptions(chats=1, turns=3)
    found = list(turns(40, few, 2))

    assert found == sorted(found)
    assert len(found) == 3 * len(list(times(40, few, Random("turns 2"))))


def test_the_shares_of_fates_are_those_assumed() -> None:
    found = people(8_000, ASSUMED, 5)
    reached = sum(person.presses_key and person.picks_up is not None for person in found) / len(found)
    engaged = sum(person.engaged for person in found) / len(found)
    talk = sum(person.talk for person in found) / len(found)

    assert reached == pytest.approx(ASSUMED.reached, abs=0.015)
    assert engaged == pytest.approx(ASSUMED.engaged, abs=0.005)
    assert talk == pytest.approx(ASSUMED.talk, rel=0.05)
    assert all(person.patience >= ASSUMED.patient for person in found)
