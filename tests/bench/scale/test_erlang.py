"""The formula against published values."""

from __future__ import annotations

import math

import pytest

from bench.scale import erlang


def test_the_worked_example_of_pyworkforce_comes_out() -> None:
    """100 calls in half an hour of 3 minutes each, 80 % within 20 s: 14 agents, service level 0.888350…, waiting
    probability 0.174132…, occupancy 0.714 (PyPI page of pyworkforce 0.4)."""
    load = 100 * 180 / 1800

    assert erlang.agents_for(load, handling=180) == 14
    assert erlang.service_level(14, load, handling=180, within=20) == pytest.approx(0.8883500191794669)
    assert erlang.waiting_probability(14, load) == pytest.approx(0.1741319335950498)


@pytest.mark.parametrize(("agents", "load", "probability"), [(8, 3.87, 0.05), (10, 4.08, 0.01)])
def test_rows_of_a_printed_table_come_out(agents: int, load: float, probability: float) -> None:
    """An Erlang C table for trunked radio: 8 channels carry 3.87 erlangs with 5 % delayed, 10 carry 4.08 with 1 %."""
    assert erlang.waiting_probability(agents, load) == pytest.approx(probability, abs=0.0005)


def test_one_agent_is_the_textbook_queue() -> None:
    """M/M/1: the waiting probability is the load, the mean wait load × handling / (1 − load)."""
    assert erlang.waiting_probability(1, 0.5) == pytest.approx(0.5)
    assert erlang.mean_wait(1, 0.5, handling=60) == pytest.approx(60)


def test_a_load_of_as_many_erlangs_as_agents_never_ends() -> None:
    assert erlang.waiting_probability(5, 5) == 1
    assert erlang.service_level(5, 5, handling=60, within=20) == 0
    assert erlang.mean_wait(5, 5, handling=60) == math.inf


def test_no_load_needs_nobody() -> None:
    assert erlang.agents_for(0, handling=300) == 0
    assert erlang.waiting_probability(3, 0) == 0


def test_more_load_never_needs_fewer_agents() -> None:
    needed = [erlang.agents_for(load / 2, handling=300) for load in range(1, 120)]

    assert needed == sorted(needed)
    assert all(agents > load / 2 for load, agents in enumerate(needed, 1))


def test_thousands_of_erlangs_do_not_overflow() -> None:
    assert 0 < erlang.waiting_probability(2100, 2000) < 1
