from __future__ import annotations

from bench.interleave import Sample
from bench.throughput import bend


def rates(*medians: float) -> dict[int, Sample]:
    return {2**n: Sample((median,)) for n, median in enumerate(medians)}


def test_the_curve_bends_at_the_fewest_containers_with_nine_tenths_of_the_best() -> None:
    assert bend(rates(100, 180, 195, 200, 190)) == 2
    assert bend(rates(100, 150, 300)) == 4
    assert bend(rates(100)) == 1
