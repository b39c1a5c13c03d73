"""A part of a file, as browsers request it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover.web.ranges import requested_part


@pytest.mark.parametrize(
    ("header", "begin", "end"),
    [("bytes=0-", 0, 60), ("bytes=90-", 90, 100), ("bytes=-10", 90, 100), ("bytes=-500", 0, 60), ("bytes=5-7", 5, 8)],
)
def test_a_part_is_no_larger_than_allowed(header: str, begin: int, end: int) -> None:
    part = requested_part(header, size=100, most=60)
    assert part
    assert (part.begin, part.end, part.empty) == (begin, end, False)


@pytest.mark.parametrize(
    "header", ["", "bytes", "bytes=", "bytes=-", "bytes=9-3", "bytes=1-2,4-5", "items=0-1", "bytes=x-"]
)
def test_any_other_header_means_the_whole_file(header: str) -> None:
    assert requested_part(header, 100, 60) is None


def test_what_is_not_there_is_empty() -> None:
    part = requested_part("bytes=100-", 100, 60)
    assert part
    assert part.empty


@given(st.text(alphabet="bytes=0123456789-, ", max_size=30))
def test_no_header_leads_outside_the_file(header: str) -> None:
    part = requested_part(header, 100, 60)
    assert part is None or part.empty or 0 <= part.begin < part.end <= 100
