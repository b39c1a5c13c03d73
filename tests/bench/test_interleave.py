"""Comparisons are fair, and their figures are those of each round."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bench.interleave import Sample, Thunk, interleave


def test_every_measurement_takes_its_turn_in_each_round() -> None:
    order: list[str] = []

    def thunk(name: str) -> Thunk:
        return lambda: order.append(name)

    interleave({name: thunk(name) for name in "abc"}, times=3, unmeasured=1)
    assert order == list("abc") * 4


def test_rounds_before_the_measurement_are_not_counted() -> None:
    seconds: Iterator[float] = iter([9.0, 1.0, 2.0])
    assert interleave({"a": lambda: next(seconds)}, times=2, unmeasured=1)["a"].values == (1.0, 2.0)


def test_a_call_that_counts_nothing_itself_is_timed() -> None:
    assert interleave({"a": lambda: None}, times=1)["a"].median >= 0


def test_a_ratio_is_taken_within_each_round() -> None:
    drifting, twin = Sample((1.0, 2.0, 30.0)), Sample((2.0, 4.0, 60.0))
    assert drifting.over(twin).values == (0.5, 0.5, 0.5)
    assert twin.less(drifting).values == (1.0, 2.0, 30.0)


def test_samples_of_different_runs_are_not_compared() -> None:
    with pytest.raises(ValueError, match="zip"):
        Sample((1.0,)).over(Sample((1.0, 2.0)))


def test_a_sample_shows_its_median_and_quartiles() -> None:
    sample = Sample((5.0, 1.0, 3.0, 2.0, 4.0))
    assert (sample.median, sample.quartiles) == (3.0, (2.0, 4.0))
    assert sample.text(1) == "3.0 (2.0–4.0)"
    assert Sample((7.0,)).text() == "7 (7–7)"
